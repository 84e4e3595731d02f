import type { ResourceNode } from "../src/graph/resource";
import type { ResourceGraph } from "../src/graph/resource-graph";

const known = new WeakMap<ResourceGraph, Map<string, ReadonlySet<string>>>();

/**
 * Reports whether a deployment makes one resource only after another, directly or through others; what stands already and
 * is made by no deployment comes in no wrong order.
 */
export function waitsFor(graph: ResourceGraph, later: ResourceNode, earlier: ResourceNode): boolean {
  if (later.isUndeclared === true || earlier.isUndeclared === true) return true;
  const cache = known.get(graph) ?? new Map<string, ReadonlySet<string>>();
  known.set(graph, cache);
  const awaited = cache.get(later.urn) ?? awaitedBy(graph, later);
  cache.set(later.urn, awaited);
  return awaited.has(earlier.urn);
}

/** Whoever waits for a component waits for its children; a recording and a state may name the component alone. */
function awaitedBy(graph: ResourceGraph, node: ResourceNode): ReadonlySet<string> {
  const seen = new Set<string>();
  const queue = direct(node);
  for (let urn = queue.pop(); urn !== undefined; urn = queue.pop()) {
    if (seen.has(urn)) continue;
    seen.add(urn);
    const from = graph.byUrn(urn);
    if (from !== undefined) queue.push(...direct(from));
    if (from?.kind === "component" || from?.kind === "remote") queue.push(...childrenOf(graph, urn));
  }
  return seen;
}

function direct(node: ResourceNode): string[] {
  return [...node.dependsOn.values()].flat();
}

const families = new WeakMap<ResourceGraph, ReadonlyMap<string | undefined, readonly ResourceNode[]>>();

function childrenOf(graph: ResourceGraph, urn: string): readonly string[] {
  const children = families.get(graph) ?? Map.groupBy(graph.nodes, ({ parent }) => parent);
  families.set(graph, children);
  return (children.get(urn) ?? []).map((child) => child.urn);
}
