import * as z from "zod";
import { homepage } from "../../package.json";
import { reportSchema } from "../../src/report/schema";

/** Gives the text of docs/report.schema.json: the JSON Schema of `--format json`. */
export function reportSchemaText(): string {
  const { $schema, ...schema } = z.toJSONSchema(reportSchema);
  const described = {
    $schema,
    $id: `${homepage}/docs/report.schema.json`,
    title: "Report of no521, version 1",
    ...schema,
  };
  return `${JSON.stringify(described, null, 2)}\n`;
}
