import { type Member, membersOf } from "../graph/members";
import { flag, text } from "../graph/read";
import type { ResourceNode } from "../graph/resource";
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
export function publishedSubnets(graph: ResourceGraph, origin: Origin, subnets: Reference): Reference {
  if (!isZonal(origin)) return subnets;
  const served = graph
    .referring(origin.node, types.listener, "loadBalancerArn", "arn")
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

/** The subnets of a balancer from which it asks a target: those of the target's zone alone, unless it balances across zones. */
export function askingSubnets(origin: Origin, subnets: Reference, target: Reference): readonly ResourceNode[] {
  const zones = isZonal(origin) && zonesOf(subnets) !== undefined ? zonesOf(target) : undefined;
  if (zones === undefined) return subnets.nodes;
  return subnets.nodes.filter((subnet) => zones.includes(String(text(subnet, "availabilityZone"))));
}

/**
 * Reports whether each node of a balancer keeps to its zone, as those of network balancers do by default.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html#cross-zone-load-balancing
 * read 2026-12-02
 */
function isZonal({ kind, node }: Origin): boolean {
  const isNetwork = kind === "load-balancer" && text(node, "loadBalancerType") === "network";
  return isNetwork && (flag(node, "enableCrossZoneLoadBalancing") ?? false) === false;
}

/** The availability zones in which a member of a target group runs; undefined where one is not known. */
export function zonesOfMember(graph: ResourceGraph, member: Member): readonly string[] | undefined {
  if (member.isEmpty) return [];
  const place = memberPlace(graph, member);
  return place && zonesOf(place.subnets);
}
