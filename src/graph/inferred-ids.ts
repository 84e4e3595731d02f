import type { ResourceNode } from "./resource";

/**
 * Gives resources their ids where a reader was not told them but other resources were: a policy pack is shown the
 * properties of a resource and not its id, and a rule whose `securityGroupId` came from one group alone tells it.
 * A resource that two properties would give different ids gets none.
 */
export function withInferredIds(nodes: readonly ResourceNode[]): readonly ResourceNode[] {
  const told = Map.groupBy(nodes.flatMap(tellings), ({ urn }) => urn);
  return nodes.map((node) => {
    const ids = new Set(told.get(node.urn)?.map(({ id }) => id));
    const [id, ...others] = ids;
    return node.id !== undefined || id === undefined || others.length > 0 ? node : { ...node, id };
  });
}

/** What a resource's own properties tell of others: `vpcId` and its like hold the id of what they came from. */
function tellings({
  dependsOn,
  inputs,
  outputs,
}: ResourceNode): readonly { readonly urn: string; readonly id: string }[] {
  return [...dependsOn].flatMap(([property, urns]) => {
    const [urn, ...others] = urns;
    const value = outputs[property] ?? inputs[property];
    if (urn === undefined || others.length > 0 || !property.endsWith("Id") || typeof value !== "string") return [];
    return value === "" ? [] : [{ urn, id: value }];
  });
}
