import type { ResourceNode } from "./resource";
import type { ResourceGraph } from "./resource-graph";
import { types } from "./types";

/**
 * Gives the default security group of a VPC: the resource that adopts it, else the VPC itself, which stands for the
 * group as AWS makes it.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
 */
export function defaultGroupOf(graph: ResourceGraph, vpc: ResourceNode): ResourceNode {
  return graph.referring(vpc, types.defaultSecurityGroup, "vpcId").at(0) ?? vpc;
}

/** Gives the rules that are added to a group: by its id or, for a default group, by its VPC's property too. */
export function rulesAddedTo(graph: ResourceGraph, group: ResourceNode, ruleType: string): readonly ResourceNode[] {
  if (group.type === types.vpc) {
    return graph.referring(group, ruleType, "securityGroupId", "defaultSecurityGroupId");
  }
  const own = graph.referring(group, ruleType, "securityGroupId");
  if (group.type !== types.defaultSecurityGroup) return own;
  const viaVpc = graph
    .follow(group, "vpcId", [types.vpc])
    .nodes.flatMap((vpc) => graph.referring(vpc, ruleType, "securityGroupId", "defaultSecurityGroupId"));
  return [...new Set([...own, ...viaVpc])];
}
