import { evaluate, widestFirst } from "../../policies/evaluate";
import { waiversIn } from "../findings/waivers";
import { createReport, reportRows } from "../report/report";
import type { Report } from "../report/schema";
import type { Base } from "./base";
import { comparisonOf, earlierOf, proposalNotes, rulingUnder, waiveUnder } from "./compare";
import type { Io } from "./io";
import { missingFrom } from "./remarks";
import { readRuling } from "./ruling";
import type { Subject } from "./subject";

/**
 * Judges a graph by the settings, the waivers and the range list of its project, and compares it with a base. Where the
 * base has settings of its own they hold, and what the project sets otherwise is only proposed.
 * @throws {UserError} if one of the project's files is not what it has to be.
 */
export async function judge(subject: Subject, io: Io, base: Base | null = null): Promise<Report> {
  const { graph, project, stack, folder, blindSpots = [], notes = [], remarks = [] } = subject;
  const own = await readRuling(folder, io.env.NO521_CONFIG);
  const { settings, edgeRanges } = rulingUnder(base, own);
  const evaluation = evaluate(graph, { settings, edgeRanges });
  const written = waiversIn(graph);
  const earlier = base === null ? null : earlierOf(base, own, io.now());
  const findings = widestFirst([...evaluation.findings, ...(earlier?.step({ graph, ...evaluation }) ?? [])]);
  const waived = waiveUnder(base, findings, { waivers: [...own.waivers, ...written.waivers], now: io.now() });
  return createReport({
    ...{ project, stack, reach: evaluation.reach, ...waived },
    blindSpots: [...blindSpots, ...missingFrom(waived.findings, remarks), ...written.unreadable],
    notes: [...proposalNotes(base, own), ...notes, ...(base?.notes ?? [])],
    ...(earlier !== null && {
      comparison: comparisonOf(earlier, { findings: waived.findings, rows: reportRows(evaluation.reach) }),
    }),
  });
}
