import type { CauseId } from "../src/findings/cause";
import type { Draft } from "../src/findings/draft";
import type { EdgeCode, Severity } from "../src/findings/finding";
import type { Parameters } from "../src/findings/settings";
import type { ResourceNode } from "../src/graph/resource";
import type { ResourceGraph } from "../src/graph/resource-graph";
import type { Reach } from "../src/reach/reach-types";
import type { Example } from "./example";

/** A list that is never empty, so that "at least one" is a matter of the compiler. */
export type NonEmpty<T> = readonly [T, ...T[]];

/** What a policy looks at: one graph, judged once for all policies. */
export interface View {
  readonly graph: ResourceGraph;
  readonly reach: Reach;
  /** CIDRs from which the edge dials. */
  readonly edgeRanges: readonly string[];
  /** What this policy takes for given, as `no521.yaml` or the pack's configuration says. */
  readonly parameters: Parameters;
}

/** One policy: what it finds, and everything that people read about it. */
export interface Policy {
  /** `no-…` or `require-…`, and the name of the file. */
  readonly id: string;
  /** One sentence without a stop that starts with "Disallow" or "Require". */
  readonly summary: string;
  readonly cause: CauseId;
  /** An outage is what visitors see at once; a hazard is off the path and leads there later. */
  readonly kind: "outage" | "hazard";
  readonly severity: Severity;
  /** What visitors may see, the likeliest first. */
  readonly codes: NonEmpty<EdgeCode>;
  /** Canonical types of the resources that a finding names as the ones to mend. */
  readonly appliesTo: NonEmpty<string>;
  /** The parameters that it reads. */
  readonly parameters?: NonEmpty<keyof Parameters>;
  readonly docs: PolicyDocs;
  readonly examples: { readonly good: NonEmpty<Example>; readonly bad: NonEmpty<Example> };
  /** What a single resource decides; left out where it takes several. */
  readonly alone?: Alone;
  /** Pure and total: it never throws, and what it cannot tell it leaves to the model's unknown outcomes. */
  check(view: View): readonly Draft[];
}

/**
 * What the inputs of one resource decide, whatever else the program declares. The engine asks before it makes the
 * resource, so that an update without a preview stops there; `check` finds the same at the end.
 */
export interface Alone {
  /** Canonical type of the resource. */
  readonly type: string;
  /** Pure and total; the resource has no outputs and no dependencies. */
  check(resource: ResourceNode): readonly Draft[];
}

/** The text of a policy's page. */
export interface PolicyDocs {
  readonly why: string;
  /** What the declared resources do not tell, so that the outcome is unknown instead. */
  readonly unknownWhen: string;
  readonly whenNotToUse: string;
  readonly sources: NonEmpty<string>;
}

/** Declares a policy. */
export function definePolicy(policy: Policy): Policy {
  return policy;
}
