import { groupTypes } from "../graph/access-rules";
import type { ResourceNode } from "../graph/resource";
import type { Reference, ResourceGraph } from "../graph/resource-graph";
import { types } from "../graph/types";

/** Where an origin stands in the network. */
export interface Place {
  readonly subnets: Reference;
  readonly groups: Reference;
  /** False where the origin names no group of its own. */
  readonly namesGroups: boolean;
}

/** Finds the subnets and security groups of a load balancer. */
export function balancerPlace(graph: ResourceGraph, balancer: ResourceNode): Place {
  const mapped = graph.follow(balancer, "subnetMappings", [types.subnet]);
  const listed = graph.follow(balancer, "subnets", [types.subnet]);
  const subnets = isEmpty(listed)
    ? { ...mapped, foreign: mapped.foreign.filter((id) => id.startsWith("subnet-")) }
    : listed;
  const groups = graph.follow(balancer, "securityGroups", groupTypes);
  return { subnets, groups, namesGroups: !isEmpty(groups) };
}

/** Finds the subnet and security groups of an instance. */
export function instancePlace(graph: ResourceGraph, instance: ResourceNode): Place {
  const groups = graph.follow(instance, "vpcSecurityGroupIds", groupTypes);
  return { subnets: graph.follow(instance, "subnetId", [types.subnet]), groups, namesGroups: !isEmpty(groups) };
}

function isEmpty(reference: Reference): boolean {
  return reference.nodes.length === 0 && reference.foreign.length === 0 && !reference.open;
}
