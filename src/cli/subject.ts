import type { PackRemark } from "../engine/preview-graph";
import type { Evidence } from "../findings/finding";
import type { ResourceGraph } from "../graph/resource-graph";

/** What a report is about. */
export interface Subject {
  readonly graph: ResourceGraph;
  readonly project: string | null;
  readonly stack: string | null;
  /** Absolute; `no521.yaml` and the range list are looked for from here upward. */
  readonly folder: string;
  /** What the graph cannot show. */
  readonly blindSpots?: readonly Evidence[];
  /** What a reader must know of how the graph was read. */
  readonly notes?: readonly string[];
  /** What the policy pack said itself of the same resources, all of which a report has to have. */
  readonly remarks?: readonly PackRemark[];
}
