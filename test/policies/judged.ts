import { findingsOf } from "../../policies/evaluate";
import type { Example } from "../../policies/example";
import { exampleRanges, graphOf } from "../../policies/example-graph";
import type { Policy } from "../../policies/policy";
import type { Finding } from "../../src/findings/finding";
import { defaultSettings } from "../../src/findings/settings";
import type { ResourceGraph } from "../../src/graph/resource-graph";
import { reach } from "../../src/reach/reach";

/** What one policy finds in a graph. */
export function foundIn(policy: Policy, graph: ResourceGraph): readonly Finding[] {
  const edge = { edgeRanges: exampleRanges };
  return findingsOf(policy, { graph, reach: reach(graph, edge), parameters: defaultSettings.parameters, ...edge });
}

/** What one policy finds in a changed site. */
export function found(policy: Policy, example: Omit<Example, "title">): readonly Finding[] {
  return foundIn(policy, graphOf({ title: "", ...example }));
}
