import * as z from "zod";
import { homepage } from "../../package.json";
import { configSchema } from "../../policies/config/schema";

/** Gives the text of docs/no521.schema.json: the JSON Schema of `no521.yaml`, for editors. */
export function configSchemaText(): string {
  const { $schema, ...schema } = z.toJSONSchema(configSchema, { io: "input" });
  const described = { $schema, $id: `${homepage}/docs/no521.schema.json`, title: "no521.yaml", ...schema };
  return `${JSON.stringify(described, null, 2)}\n`;
}
