import { groupTypes } from "../graph/access-rules";
import { membersOf } from "../graph/members";
import type { ResourceNode } from "../graph/resource";
import type { Reference, ResourceGraph } from "../graph/resource-graph";
import { types } from "../graph/types";
import { zoneKey, zoneReader } from "../reach/edge";
import { addressRecords, proxiedHostnames } from "../reach/hostnames";
import { memberPlace } from "../reach/members-place";
import type { Reach } from "../reach/reach-types";

/** A resource and the hostnames whose visitors depend on it, sorted. */
export interface Served {
  readonly node: ResourceNode;
  readonly hostnames: readonly string[];
}

/** A graph with the model's answer to it. */
export interface Judged {
  readonly graph: ResourceGraph;
  readonly reach: Reach;
}

const judged = new WeakMap<Reach, readonly Served[]>();

/** Lists the resources of these types that answer for a proxied hostname, whether or not their dials are known. */
export function served(view: Judged, ...wanted: readonly string[]): readonly Served[] {
  const known = judged.get(view.reach) ?? servedIn(view);
  judged.set(view.reach, known);
  return known.filter(({ node }) => wanted.includes(node.type));
}

/** Lists the security groups that guard what answers for a proxied hostname. */
export function guards(view: Judged): readonly Served[] {
  const worn = served(view, ...carriers).flatMap(({ node, hostnames }) =>
    wornBy(view.graph, node).nodes.map((group) => ({ node: group, hostnames })),
  );
  return grouped(worn);
}

const carriers = [types.loadBalancer, types.classicBalancer, types.instance, types.networkInterface];

/** Lists the security groups that guard the targets of balancers which answer for a proxied hostname. */
export function targetGuards(view: Judged): readonly Served[] {
  const { graph } = view;
  const worn = served(view, types.loadBalancer).flatMap(({ node, hostnames }) =>
    targetGroupsOf(graph, node)
      .flatMap((group) => membersOf(graph, group))
      .flatMap((member) => memberPlace(graph, member)?.groups.nodes ?? [])
      .filter(({ type }) => groupTypes.includes(type))
      .map((group) => ({ node: group, hostnames })),
  );
  return grouped(worn);
}

/** Lists the target groups to which the listeners of a balancer hand requests on. */
export function targetGroupsOf(graph: ResourceGraph, balancer: ResourceNode): readonly ResourceNode[] {
  const listeners = graph.referring(balancer, types.listener, "loadBalancerArn", "arn");
  const rules = listeners.flatMap((listener) => graph.referring(listener, types.listenerRule, "listenerArn", "arn"));
  const found = [...listeners, ...rules].flatMap((node) =>
    ["defaultActions", "actions"].flatMap((name) => graph.follow(node, name, [types.targetGroup], "arn").nodes),
  );
  return [...new Set(found)];
}

/** Gives the security groups that a balancer or an instance wears; undefined where some are not known. */
export function groupsOn(graph: ResourceGraph, carrier: ResourceNode): readonly ResourceNode[] | undefined {
  const { nodes, foreign, open } = wornBy(graph, carrier);
  return open || foreign.length > 0 || nodes.length === 0 ? undefined : nodes;
}

function wornBy(graph: ResourceGraph, carrier: ResourceNode): Reference {
  const property = carrier.type === types.instance ? "vpcSecurityGroupIds" : "securityGroups";
  return graph.follow(carrier, property, groupTypes);
}

/** Lists the proxied hostnames of a zone, which is named as `zoneKey` does. */
export function hostnamesOfZone({ graph, reach }: Judged, zone: string): readonly string[] {
  const names = reach.rows.flatMap(({ hostname, resource }) => {
    const record = graph.byUrn(resource);
    return record !== undefined && zoneKey(graph, record) === zone ? [hostname] : [];
  });
  return [...new Set(names)].toSorted();
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

/** Lists the proxied hostnames with each of their records. */
export function publishedRecords({ graph }: Judged): readonly Served[] {
  return proxiedHostnames(addressRecords(graph, zoneReader(graph))).flatMap(({ name, records }) =>
    records.map((node) => ({ node, hostnames: [name] })),
  );
}

function servedIn(view: Judged): readonly Served[] {
  const { graph, reach } = view;
  const answering = reach.rows.flatMap(({ hostname, dials, idle, resource }) =>
    [...dials, ...idle]
      .flatMap((dial) => graph.byUrn(dial.resource) ?? [])
      .filter((node) => node.urn !== resource)
      .map((node) => ({ node, hostnames: [hostname] })),
  );
  const behind = publishedRecords(view).flatMap(({ node: record, hostnames }) =>
    endsAt(graph, record, "content").map((node) => ({ node, hostnames })),
  );
  return grouped([...answering, ...behind]);
}

function grouped(met: readonly Served[]): readonly Served[] {
  return [...Map.groupBy(met, ({ node }) => node)].map(([node, alike]) => ({
    node,
    hostnames: [...new Set(alike.flatMap(({ hostnames }) => hostnames))].toSorted(),
  }));
}

/**
 * Lists the certificates that answer for a proxied hostname: of a balancer's listeners and, where they flow into its
 * user data, of an instance; and those of the Origin CA from which they are made.
 */
export function certificatesOf(view: Judged): readonly Served[] {
  const { graph } = view;
  const balanced = served(view, types.loadBalancer).flatMap(({ node, hostnames }) =>
    graph
      .referring(node, types.listener, "loadBalancerArn", "arn")
      .flatMap((listener) => certificatesAt(graph, listener))
      .flatMap((certificate) => [certificate, ...issuers(graph, certificate, "certificateBody")])
      .map((certificate) => ({ node: certificate, hostnames })),
  );
  const installed = served(view, types.instance).flatMap(({ node, hostnames }) =>
    ["userData", "userDataBase64"]
      .flatMap((name) => issuers(graph, node, name))
      .map((certificate) => ({ node: certificate, hostnames })),
  );
  return grouped([...balanced, ...installed]);
}

function certificatesAt(graph: ResourceGraph, listener: ResourceNode): readonly ResourceNode[] {
  const named = graph.follow(listener, "certificateArn", [types.certificate, types.certificateValidation], "arn").nodes;
  const validations = graph.follow(listener, "certificateArn", [types.certificateValidation], "certificateArn").nodes;
  const validated = [...named, ...validations].flatMap(
    (node) => graph.follow(node, "certificateArn", [types.certificate], "arn").nodes,
  );
  return [...new Set([...named, ...validated])].filter(({ type }) => type === types.certificate);
}

function issuers(graph: ResourceGraph, node: ResourceNode, property: string): readonly ResourceNode[] {
  return graph.origins(node, property, [types.originCaCertificate]);
}
