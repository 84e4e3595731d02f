import { change } from "../../src/change/change";
import type { Judged } from "../../src/findings/served";
import { createGraph, type ResourceGraph } from "../../src/graph/resource-graph";
import { reach } from "../../src/reach/reach";
import { edgeRanges, graphOf, type Site } from "../reach/site";

const judged = (graph: ResourceGraph): Judged => ({ graph, reach: reach(graph, { edgeRanges }) });

/** A deployed site, and the preview of what is to come. */
export function step(before: Site, after: Site, options: Readonly<Record<string, object>> = {}) {
  const coming = graphOf(after, "preview").nodes.map((node) => {
    const chosen = options[node.name];
    return chosen === undefined ? node : { ...node, options: { ...node.options, ...chosen } };
  });
  return change(judged(graphOf(before)), judged(createGraph(coming)));
}

/** What a step says, without the resources that it names. */
export const said = (transitions: ReturnType<typeof change>) =>
  transitions.map(({ cause, severity, codes, hostnames, what }) => [cause, severity, codes, hostnames, what]);
