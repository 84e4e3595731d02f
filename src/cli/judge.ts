import { readConfig } from "../../policies/config/read";
import { evaluate } from "../../policies/evaluate";
import type { Evidence } from "../findings/finding";
import { waiversIn } from "../findings/waivers";
import type { ResourceGraph } from "../graph/resource-graph";
import { needed } from "../ranges/merge";
import { projectFolderOf, readList } from "../ranges/store";
import type { Paint } from "../report/paint";
import { createReport } from "../report/report";
import type { Report } from "../report/schema";
import { renderText } from "../report/text";
import { type ExitStatus, exit } from "./exit";
import { coloursOf, type Io } from "./io";
import { formatJson } from "./json";

/** What a report is about. */
export interface Subject {
  readonly graph: ResourceGraph;
  readonly project: string | null;
  readonly stack: string | null;
  /** Absolute; `no521.yaml` and the range list are looked for from here upward. */
  readonly folder: string;
  /** What the graph cannot show. */
  readonly blindSpots?: readonly Evidence[];
}

/**
 * Judges a graph by the settings, the waivers and the range list of its project.
 * @throws {UserError} if one of the project's files is not what it has to be.
 */
export async function judge({ graph, project, stack, folder, blindSpots = [] }: Subject, io: Io): Promise<Report> {
  const { settings, waivers } = readConfig(folder, io.env.NO521_CONFIG);
  const { list } = await readList(projectFolderOf(folder, io.env.NO521_CONFIG));
  const waiving = { waivers, now: io.now() };
  const evaluation = evaluate(graph, { edgeRanges: needed(list, null), settings, waiving });
  const unseen = [...blindSpots, ...waiversIn(graph).unreadable];
  return createReport({ project, stack, ...evaluation, blindSpots: unseen });
}

/** The formats of a report. */
export const formats = ["text", "json"] as const;

/** Prints a report. */
export function printReport(report: Report, format: (typeof formats)[number], io: Io): void {
  io.out(format === "json" ? formatJson(report) : renderText(report, paintOf(io)));
}

/** What makes a command fail: findings from a severity on, or those and whatever is unknown. */
export const thresholds = ["error", "warning", "note", "unknown"] as const;

/** The exit status of a report: what was found first, then what could not be judged. Waived findings do not count. */
export function statusOf({ summary }: Pick<Report, "summary">, failOn: (typeof thresholds)[number]): ExitStatus {
  const { errors, warnings, notes, unknown, unseen } = summary;
  const found = { error: errors, warning: errors + warnings, note: errors + warnings + notes, unknown: errors }[failOn];
  if (found > 0) return exit.found;
  return failOn === "unknown" && unknown + unseen > 0 ? exit.unanswered : exit.ok;
}

function paintOf(io: Io): Paint {
  const { green, red, yellow, bold, dim } = coloursOf(io);
  return { good: green, bad: red, doubtful: yellow, strong: bold, faint: dim };
}
