import { type Read, text } from "./read";
import type { ResourceNode } from "./resource";
import type { ResourceGraph } from "./resource-graph";
import { notKnown } from "./value";

/**
 * Reads the region in which a resource of AWS is made: its own, else that of its provider. It is undefined where the
 * program names neither, since the environment then decides.
 * @see https://www.pulumi.com/registry/packages/aws/api-docs/acm/certificate/ "region", read 2026-12-01
 */
export function regionOf(graph: ResourceGraph, node: ResourceNode): Read<string> {
  const own = text(node, "region");
  if (typeof own === "string" || node.inputs.region === notKnown) return own;
  const provider = graph.byUrn(node.provider ?? "");
  return provider === undefined ? undefined : text(provider, "region");
}
