import { join } from "node:path";
import { type Evaluation, evaluate } from "../../policies/evaluate";
import { answerOffline } from "../../src/engine/offline-answers";
import { readProject } from "../../src/engine/project";
import { recordProject } from "../../src/engine/record-project";
import { createGraph } from "../../src/graph/resource-graph";
import { renderFindings } from "../../src/report/findings-text";
import { createReport } from "../../src/report/report";
import type { Report } from "../../src/report/schema";
import type { UserError } from "../../src/user-error";
import { edgeRanges, sayMatrix } from "./acts";
import { indented, type Teller } from "./console";

/** Tells the story where no Pulumi CLI is to be had: from a recording of the programs, and saying that it is one. */
export async function tellWithoutEngine(project: string, teller: Teller, missing: UserError): Promise<number> {
  teller.say(`${teller.paint.doubtful("Nothing will be deployed.")} ${missing.message}`);
  teller.say(`To see it deployed: ${missing.fix}`);
  teller.say("Until then the programs are run in this process, and judged by what they register.");

  teller.act(1, "A protected site");
  sayMatrix(teller, await reportOf(project));

  teller.act(2, "A site written by hand, with two mistakes in it");
  const report = await reportOf(join(project, "examples/by-hand"));
  sayMatrix(teller, report);
  // What rejects, as the engine's policies do; the notes are for whoever works on the site.
  const errors = report.findings.filter(({ severity }) => severity === "error");
  teller.say(`\n${indented(renderFindings({ ...report, findings: errors }, teller.paint))}`);
  teller.say(`\n${teller.paint.doubtful("Nothing was deployed: there is no Pulumi CLI on this machine.")}`);
  return 0;
}

async function reportOf(folder: string): Promise<Report> {
  const project = await readProject(folder, "sandbox");
  const { resources } = await recordProject(project, answerOffline);
  const { reach, findings }: Evaluation = evaluate(createGraph(resources), { edgeRanges });
  return createReport({ project: project.name, stack: project.stack, reach, findings });
}
