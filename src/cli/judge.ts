import { readConfig } from "../../policies/config/read";
import { evaluate } from "../../policies/evaluate";
import type { Evidence } from "../findings/finding";
import { waiversIn } from "../findings/waivers";
import type { ResourceGraph } from "../graph/resource-graph";
import { needed } from "../ranges/merge";
import { projectFolderOf, readList } from "../ranges/store";
import { createReport } from "../report/report";
import type { Report } from "../report/schema";
import type { Io } from "./io";

/** What a report is about. */
export interface Subject {
  readonly graph: ResourceGraph;
  readonly project: string | null;
  readonly stack: string | null;
  /** Absolute; `no521.yaml` and the range list are looked for from here upward. */
  readonly folder: string;
  /** What the graph cannot show. */
  readonly blindSpots?: readonly Evidence[];
  /** What a reader must know of how the graph came about. */
  readonly notes?: readonly string[];
}

/**
 * Judges a graph by the settings, the waivers and the range list of its project.
 * @throws {UserError} if one of the project's files is not what it has to be.
 */
export async function judge(subject: Subject, io: Io): Promise<Report> {
  const { graph, project, stack, folder, blindSpots = [], notes = [] } = subject;
  const { settings, waivers } = readConfig(folder, io.env.NO521_CONFIG);
  const { list } = await readList(projectFolderOf(folder, io.env.NO521_CONFIG));
  const waiving = { waivers, now: io.now() };
  const evaluation = evaluate(graph, { edgeRanges: needed(list, null), settings, waiving });
  const unseen = [...blindSpots, ...waiversIn(graph).unreadable];
  return createReport({ project, stack, ...evaluation, blindSpots: unseen, notes });
}
