import type { ResourceGraph } from "../../src/graph/resource-graph";
import { reach } from "../../src/reach/reach";
import type { Outcome } from "../../src/reach/reach-types";
import { edgeRanges } from "./site";

/** The class of an outcome, of which the laws speak: ok and redirected are one, since the visitor gets an answer. */
export const rank: Record<Outcome, number> = { ok: 2, redirected: 2, unknown: 1, fails: 0 };

/** The class of each row, by its hostname, scheme and family. */
export function classesOf(graph: ResourceGraph): ReadonlyMap<string, number> {
  const { rows } = reach(graph, { edgeRanges });
  return new Map(rows.map((row) => [`${row.hostname} ${row.visitor.scheme} ${row.family}`, rank[row.outcome]]));
}
