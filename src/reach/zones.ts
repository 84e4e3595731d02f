import { membersOf } from "../graph/members";
import { flag, text } from "../graph/read";
import type { Reference, ResourceGraph } from "../graph/resource-graph";
import { types } from "../graph/types";
import { memberPlace } from "./members-place";
import type { Origin } from "./origins";

/** The availability zones of subnets; undefined where one is not known. */
export function zonesOf({ nodes, foreign, open }: Reference): readonly string[] | undefined {
  const zones = nodes.map((subnet) => text(subnet, "availabilityZone"));
  const known = zones.filter((zone) => typeof zone === "string");
  return open || foreign.length > 0 || nodes.length === 0 || known.length < zones.length ? undefined : known;
}

/**
 * The subnets of an origin whose addresses its name resolves to. A network balancer leaves out the zones in which one of
 * its groups has no target, unless it balances across zones, or no zone would be left.
 * @see https://repost.aws/knowledge-center/elb-dns-cross-zone-balance-configuration read 2026-12-02
 */
export function publishedSubnets(graph: ResourceGraph, { kind, node }: Origin, subnets: Reference): Reference {
  const isZonal = kind === "load-balancer" && text(node, "loadBalancerType") === "network";
  if (!isZonal || (flag(node, "enableCrossZoneLoadBalancing") ?? false) !== false) return subnets;
  const served = graph
    .referring(node, types.listener, "loadBalancerArn", "arn")
    .flatMap((listener) => graph.follow(listener, "defaultActions", [types.targetGroup], "arn").nodes)
    .map((group) => membersOf(graph, group).map((member) => zonesOfMember(graph, member)));
  const isKnown = served.length > 0 && served.flat().every((zones) => zones !== undefined);
  if (!isKnown || zonesOf(subnets) === undefined) return subnets;
  const nodes = subnets.nodes.filter((subnet) => {
    const zone = String(text(subnet, "availabilityZone"));
    return served.every((members) => members.some((zones) => zones?.includes(zone)));
  });
  return nodes.length === 0 ? subnets : { ...subnets, nodes };
}

function zonesOfMember(
  graph: ResourceGraph,
  member: ReturnType<typeof membersOf>[number],
): readonly string[] | undefined {
  if (member.isEmpty) return [];
  const place = memberPlace(graph, member);
  return place && zonesOf(place.subnets);
}
