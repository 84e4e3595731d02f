import { defaultOptions, type ResourceNode } from "../graph/resource";
import type { Properties } from "../graph/value";

/** Gives the resource that would stand in the state, named by its id; the URN follows the one of its owner. */
export function standing(owner: ResourceNode, type: string, id: string, properties: Properties): ResourceNode {
  const [urn = "", project = ""] = owner.urn.split("::");
  return {
    urn: `${urn}::${project}::${type}::${id}`,
    type,
    name: id,
    kind: "managed",
    id,
    inputs: properties,
    outputs: properties,
    options: defaultOptions,
    ...(owner.provider !== undefined && { provider: owner.provider }),
    dependsOn: new Map(),
    isUndeclared: true,
  };
}
