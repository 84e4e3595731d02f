import type { TransitionId } from "../findings/cause";
import type { EdgeCode, Evidence, Severity } from "../findings/finding";
import type { Judged } from "../findings/served";
import type { ResourceNode } from "../graph/resource";

/** One hazard of a transition. */
export interface Transition {
  readonly cause: TransitionId;
  readonly severity: Severity;
  /** What visitors may see meanwhile, the likeliest first. */
  readonly codes: readonly EdgeCode[];
  /** URN of the resource that changes, in the graph that has it. */
  readonly resource: string;
  /** Those that were served before. */
  readonly hostnames: readonly string[];
  readonly what: string;
  readonly fix: string;
  readonly related: readonly Evidence[];
}

/** Two graphs of one program, each with the model's answer. */
export interface Step {
  readonly before: Judged;
  readonly after: Judged;
  /** The resources that both have, by their URNs. */
  readonly kept: readonly Kept[];
  readonly removed: readonly ResourceNode[];
  readonly added: readonly ResourceNode[];
}

/** A resource in both graphs. */
export interface Kept {
  readonly was: ResourceNode;
  readonly is: ResourceNode;
}

/** Finds one kind of hazard in a step. */
export type Watcher = (step: Step) => readonly Transition[];
