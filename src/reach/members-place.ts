import type { Member } from "../graph/members";
import { isDeclared } from "../graph/read";
import type { ResourceGraph } from "../graph/resource-graph";
import { types } from "../graph/types";
import { groupsOf, instancePlace, launchGroups, type Place } from "./place";

/** Finds where a member of a target group stands; undefined where this program does not tell. */
export function memberPlace(graph: ResourceGraph, { kind, node }: Member): Place | undefined {
  switch (kind) {
    case "instance":
      return instancePlace(graph, node);
    case "fleet": {
      const launched = launchGroups(graph, node);
      return launched && { subnets: graph.follow(node, "vpcZoneIdentifiers", [types.subnet]), ...launched };
    }
    case "service":
      return isDeclared(node, "networkConfiguration") ? servicePlace(graph, node) : undefined;
    case "balancer":
    case "function":
    case "foreign":
      return undefined;
  }
}

/** Subnets and groups stand side by side in one property, and are told apart by their ids. */
function servicePlace(graph: ResourceGraph, service: Member["node"]): Place {
  const subnets = graph.follow(service, "networkConfiguration", [types.subnet]);
  const { groups } = groupsOf(graph, service, "networkConfiguration");
  const foreign = groups.foreign.filter((id) => id.startsWith("sg-"));
  const own = { ...groups, foreign, open: groups.open && groups.nodes.length === 0 };
  return {
    subnets: { ...subnets, foreign: subnets.foreign.filter((id) => id.startsWith("subnet-")) },
    groups: own,
    namesGroups: own.nodes.length > 0 || foreign.length > 0 || own.open,
  };
}
