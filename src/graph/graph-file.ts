import type { ResourceNode } from "./resource";
import { createGraph, type ResourceGraph } from "./resource-graph";
import { notKnown } from "./value";

/** Stands for a value that is not known; no program writes it by chance. */
const mark = "no521:not-known:5f0c7a5e-3f4b-4c8e-9d57-2a1f6f1b9a60";

type Written = Omit<ResourceNode, "dependsOn"> & {
  readonly dependsOn: readonly (readonly [string, readonly string[]])[];
};

/** Writes a graph as a text that another process of the same version reads. */
export function formatGraph({ nodes }: ResourceGraph): string {
  const written: readonly Written[] = nodes.map((node) => ({ ...node, dependsOn: [...node.dependsOn] }));
  return JSON.stringify(written, (_key, value: unknown) => (value === notKnown ? mark : value));
}

/** Reads what `formatGraph` has written. */
export function parseGraph(text: string): ResourceGraph {
  const written = JSON.parse(text, (_key, value: unknown) => (value === mark ? notKnown : value)) as readonly Written[];
  return createGraph(written.map((node) => ({ ...node, dependsOn: new Map(node.dependsOn) })));
}
