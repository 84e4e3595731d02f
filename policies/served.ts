import { groupTypes } from "../src/graph/access-rules";
import type { ResourceNode } from "../src/graph/resource";
import type { ResourceGraph } from "../src/graph/resource-graph";
import { types } from "../src/graph/types";
import type { Reach } from "../src/reach/reach-types";
import type { View } from "./policy";

/** A resource and the hostnames whose visitors depend on it, sorted. */
export interface Served {
  readonly node: ResourceNode;
  readonly hostnames: readonly string[];
}

const judged = new WeakMap<Reach, readonly Served[]>();

/** Lists the resources of these types that answer for a proxied hostname, whether or not their dials are known. */
export function served({ graph, reach }: View, ...wanted: readonly string[]): readonly Served[] {
  const known = judged.get(reach) ?? servedIn(graph, reach);
  judged.set(reach, known);
  return known.filter(({ node }) => wanted.includes(node.type));
}

/** Lists the security groups that guard what answers for a proxied hostname. */
export function guards(view: View): readonly Served[] {
  const worn = served(view, types.loadBalancer, types.instance).flatMap(({ node, hostnames }) => {
    const property = node.type === types.loadBalancer ? "securityGroups" : "vpcSecurityGroupIds";
    return view.graph.follow(node, property, groupTypes).nodes.map((group) => ({ node: group, hostnames }));
  });
  return grouped(worn);
}

/** Finds the balancers and instances behind an address, directly or through an elastic address. */
export function endsAt(graph: ResourceGraph, from: ResourceNode, property: string): readonly ResourceNode[] {
  const held = graph
    .follow(from, property, [types.eip], "publicIp")
    .nodes.flatMap((eip) => [
      ...graph.follow(eip, "instance", [types.instance]).nodes,
      ...graph
        .referring(eip, types.eipAssociation, "allocationId", "allocationId")
        .flatMap((association) => graph.follow(association, "instanceId", [types.instance]).nodes),
      ...graph.referring(eip, types.loadBalancer, "subnetMappings", "allocationId"),
    ]);
  return [
    ...graph.follow(from, property, [types.loadBalancer], "dnsName").nodes,
    ...["publicIp", "publicDns"].flatMap((key) => graph.follow(from, property, [types.instance], key).nodes),
    ...held,
  ];
}

function servedIn(graph: ResourceGraph, reach: Reach): readonly Served[] {
  const met = reach.rows.flatMap(({ hostname, dials, resource }) => {
    const record = graph.byUrn(resource);
    const answering = dials.flatMap((dial) => graph.byUrn(dial.resource) ?? []).filter((node) => node !== record);
    const behind = record === undefined ? [] : endsAt(graph, record, "content");
    return [...answering, ...behind].map((node) => ({ node, hostnames: [hostname] }));
  });
  return grouped(met);
}

function grouped(met: readonly Served[]): readonly Served[] {
  return [...Map.groupBy(met, ({ node }) => node)].map(([node, alike]) => ({
    node,
    hostnames: [...new Set(alike.flatMap(({ hostnames }) => hostnames))].toSorted(),
  }));
}
