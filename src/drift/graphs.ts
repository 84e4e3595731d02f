import type { ResourceNode } from "../graph/resource";
import { createGraph, type ResourceGraph } from "../graph/resource-graph";
import { differences } from "./compare";
import type { FoundResource, Snapshot } from "./observation";

/** One resource as it stands in the clouds instead: another one, a new one, or none. */
export interface Edit {
  readonly urn: string;
  /** Null where it is gone. */
  readonly node: ResourceNode | null;
}

/** Gives the graph with some resources as they stand instead. */
export function withEdits(graph: ResourceGraph, edits: readonly Edit[]): ResourceGraph {
  if (edits.length === 0) return graph;
  const edited = new Map(edits.map((edit) => [edit.urn, edit.node]));
  const kept = graph.nodes.flatMap((node) => {
    const now = edited.get(node.urn);
    return now === undefined ? [node] : now === null ? [] : [now];
  });
  const added = edits.flatMap(({ urn, node }) => (node === null || graph.byUrn(urn) !== undefined ? [] : [node]));
  return createGraph([...kept, ...added]);
}

/** Says how a refresh found a resource of the graph; undefined where that is as it was. */
export function editOf(graph: ResourceGraph, { urn, was, is }: FoundResource): Edit | undefined {
  const node = graph.byUrn(urn);
  if (node === undefined) return undefined;
  return { urn, node: is === null ? null : refreshed(node, was, is) };
}

/** A property that was changed outside no longer comes from what the program made it of. */
function refreshed(node: ResourceNode, was: Snapshot, is: Snapshot): ResourceNode {
  const changed = [...differences(was.inputs, is.inputs), ...differences(was.outputs, is.outputs)];
  const properties = new Set(changed.map(({ property }) => property));
  const dependsOn = new Map([...node.dependsOn].filter(([name]) => !properties.has(name)));
  return { ...node, inputs: is.inputs, outputs: is.outputs, dependsOn };
}

/** Gives the graph with the properties that the engine had before it looked, which another deployment may have moved. */
export function asDeployed(graph: ResourceGraph, found: readonly FoundResource[]): ResourceGraph {
  const edits = found.flatMap(({ urn, was }): readonly Edit[] => {
    const node = graph.byUrn(urn);
    return node === undefined ? [] : [{ urn, node: { ...node, inputs: was.inputs, outputs: was.outputs } }];
  });
  return withEdits(graph, edits);
}
