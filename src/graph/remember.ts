import type { ResourceGraph } from "./resource-graph";

/**
 * Remembers what is read from a graph, as long as the graph lives: a graph never changes, so what is read from it does
 * not either. `keyOf` tells the arguments of two readings apart.
 */
export function remember<Args extends readonly unknown[], T extends object>(
  keyOf: (...args: Args) => string,
  read: (graph: ResourceGraph, ...args: Args) => T,
): typeof read {
  const known = new WeakMap<ResourceGraph, Map<string, T>>();
  return (graph, ...args) => {
    const byKey = known.get(graph) ?? new Map<string, T>();
    known.set(graph, byKey);
    const key = keyOf(...args);
    const found = byKey.get(key) ?? read(graph, ...args);
    byKey.set(key, found);
    return found;
  };
}
