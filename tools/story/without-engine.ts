import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type Evaluation, evaluate } from "../../policies/evaluate";
import { answerOffline } from "../../src/engine/offline-answers";
import { record } from "../../src/engine/record";
import { createGraph } from "../../src/graph/resource-graph";
import { createReport, type Report } from "../../src/report/report";
import { renderFindings } from "../../src/report/text";
import type { UserError } from "../../src/user-error";
import { edgeRanges, sayMatrix } from "./acts";
import { indented, type Teller } from "./console";

/** Tells the story where no Pulumi CLI is to be had: from a recording of the programs, and saying that it is one. */
export async function tellWithoutEngine(project: string, teller: Teller, missing: UserError): Promise<number> {
  teller.say(`${teller.paint.doubtful("Nothing will be deployed.")} ${missing.message}`);
  teller.say(`To see it deployed: ${missing.fix}`);
  teller.say("Until then the programs are run in this process, and judged by what they register.");

  teller.act(1, "A protected site");
  sayMatrix(teller, await reportOf(project, "infra/index.ts", "."));

  teller.act(2, "A site written by hand, with two mistakes in it");
  const report = await reportOf(project, "examples/by-hand/index.ts", "examples/by-hand");
  sayMatrix(teller, report);
  teller.say(`\n${indented(renderFindings(report, teller.paint))}`);
  teller.say(`\n${teller.paint.doubtful("Nothing was deployed: there is no Pulumi CLI on this machine.")}`);
  return 0;
}

async function reportOf(project: string, program: string, folder: string): Promise<Report> {
  const config = readConfig(join(project, folder, "Pulumi.sandbox.yaml"));
  const recording = await record(() => run(join(project, program)), {
    project: "no521",
    stack: "sandbox",
    config,
    invoke: answerOffline,
    root: project,
  });
  const { reach, findings }: Evaluation = evaluate(createGraph(recording.resources), { edgeRanges });
  return createReport({ project: "no521", stack: "sandbox", reach, findings });
}

/** A program is a module, and where the module exports a function, as Pulumi has it, what that function does. */
async function run(program: string): Promise<unknown> {
  const exported: unknown = require(program);
  return typeof exported === "function" ? await exported() : exported;
}

/** Reads a stack's configuration; an encrypted value becomes a mark, since nobody here has the passphrase. */
function readConfig(file: string): Readonly<Record<string, string>> {
  const { config = {} } = parse(readFileSync(file, "utf8")) as { config?: Readonly<Record<string, unknown>> };
  return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, asText(value)]));
}

function asText(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "object" && value !== null && "secure" in value ? "encrypted" : JSON.stringify(value);
}
