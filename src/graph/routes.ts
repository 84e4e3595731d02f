import { asText, objects, property, text } from "./read";
import type { ResourceNode } from "./resource";
import type { ResourceGraph } from "./resource-graph";
import { types } from "./types";
import { notKnown, type Properties, type Unknown } from "./value";

/** Where a route sends packets: out through an internet gateway, within the VPC, or anywhere else. */
export type RouteTarget =
  /** The gateways of this program that it may be; none where it belongs to another program. */
  | { readonly kind: "internet-gateway"; readonly gateways: readonly ResourceNode[] }
  | { readonly kind: "local" }
  /** A gateway that does not carry a reply to an inbound connection; `name` such as `transit gateway`. */
  | { readonly kind: "other"; readonly name: string }
  /** A firewall or another appliance in between, which may hand the reply on to an internet gateway. */
  | { readonly kind: "appliance"; readonly name: string }
  | { readonly kind: "unknown" };

/** One route of a table. */
export interface Route {
  readonly declaredBy: ResourceNode;
  /** CIDR, a managed prefix list of this program, or not known. */
  readonly destination: string | ResourceNode | Unknown;
  readonly target: RouteTarget;
}

/** The routes that a subnet uses; `table` is the VPC where they are its main table's; `open` where some cannot be listed. */
export type SubnetRoutes =
  | { readonly kind: "routes"; readonly table: ResourceNode; readonly routes: readonly Route[]; readonly open: boolean }
  | { readonly kind: "unknown" };

/**
 * Target properties other than `gatewayId`, in words. None of them returns the reply of an inbound connection from
 * the internet to where it came from.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
 */
const otherTargets: Readonly<Record<string, string>> = {
  natGatewayId: "NAT gateway",
  transitGatewayId: "transit gateway",
  vpcPeeringConnectionId: "VPC peering connection",
  egressOnlyGatewayId: "egress-only internet gateway",
  carrierGatewayId: "carrier gateway",
  localGatewayId: "local gateway",
  coreNetworkArn: "core network",
};

/**
 * Target properties of what inspects traffic in between and hands it on.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html "Routing to a middlebox appliance" and
 * "Routing to a Gateway Load Balancer endpoint", read 2026-12-01
 */
const appliances: Readonly<Record<string, string>> = {
  networkInterfaceId: "network interface",
  vpcEndpointId: "VPC endpoint",
};

const tableTypes: readonly string[] = [types.routeTable, types.defaultRouteTable];

const destinations: readonly string[] = [
  "cidrBlock",
  "ipv6CidrBlock",
  "destinationCidrBlock",
  "destinationIpv6CidrBlock",
];

/** Finds the routes of a subnet: its own association first, then the VPC's main table. */
export function routesOf(graph: ResourceGraph, subnet: ResourceNode): SubnetRoutes {
  const associations = graph.referring(subnet, types.routeTableAssociation, "subnetId");
  const followed = associations.map((association) => graph.follow(association, "routeTableId", tableTypes));
  if (followed.some((found) => found.open || found.foreign.length > 0)) return { kind: "unknown" };
  const table = followed.flatMap((found) => found.nodes).at(0);
  if (table !== undefined) return tableRoutes(graph, table);
  const vpc = graph.follow(subnet, "vpcId", [types.vpc]).nodes.find((node) => node.kind === "managed");
  const isLater = subnet.hasLaterParts === true;
  if (vpc === undefined || subnet.kind === "read" || isLater || mayBeAssociated(graph)) return { kind: "unknown" };
  const [replaced] = graph
    .referring(vpc, types.mainRouteTableAssociation, "vpcId")
    .flatMap((association) => graph.follow(association, "routeTableId", [types.routeTable]).nodes);
  return replaced === undefined ? mainRoutes(graph, vpc) : tableRoutes(graph, replaced);
}

/**
 * The main table as AWS makes it holds the local route, and what this program adds: in a table that adopts it, or
 * through the VPC's own property.
 */
function mainRoutes(graph: ResourceGraph, vpc: ResourceNode): SubnetRoutes {
  const [adopted] = graph.referring(vpc, types.defaultRouteTable, "defaultRouteTableId", "defaultRouteTableId");
  const added = ["mainRouteTableId", "defaultRouteTableId"].flatMap((key) =>
    graph.referring(vpc, types.route, "routeTableId", key),
  );
  const routes = [...new Set(added)].map((route) => standaloneRoute(graph, route));
  const adrift = graph.adrift(types.route, "routeTableId", [...tableTypes, types.vpc]).length > 0;
  if (adopted === undefined) return { kind: "routes", table: vpc, routes, open: adrift };
  const own = tableRoutes(graph, adopted);
  return own.kind === "routes" ? { ...own, routes: [...own.routes, ...routes] } : own;
}

/** An association whose subnet is not known may be the one that is looked for. */
function mayBeAssociated(graph: ResourceGraph): boolean {
  return graph.adrift(types.routeTableAssociation, "subnetId", [types.subnet]).length > 0;
}

function tableRoutes(graph: ResourceGraph, table: ResourceNode): SubnetRoutes {
  const inline = objects({ ...table, outputs: {} }, "routes");
  const standalone = graph.referring(table, types.route, "routeTableId").map((route) => standaloneRoute(graph, route));
  const inlineRoutes = inline === notKnown ? [] : inline.map((route) => inlineRoute(graph, table, route));
  const adrift = graph.adrift(types.route, "routeTableId", [...tableTypes, types.vpc]).length > 0;
  const isLater = table.hasLaterParts === true;
  const open = inline === notKnown || adrift || isLater || (table.kind === "read" && standalone.length === 0);
  return { kind: "routes", table, routes: [...inlineRoutes, ...standalone], open };
}

function inlineRoute(graph: ResourceGraph, table: ResourceNode, route: Properties | Unknown): Route {
  if (route === notKnown) return { declaredBy: table, destination: notKnown, target: { kind: "unknown" } };
  const destination = destinations
    .map((name) => asText(route[name]))
    .find((value) => value !== undefined && value !== "");
  const read = (name: string) => asText(route[name]);
  return { declaredBy: table, destination: destination ?? notKnown, target: targetOf(graph, table, "routes", read) };
}

function standaloneRoute(graph: ResourceGraph, route: ResourceNode): Route {
  const list = graph.follow(route, "destinationPrefixListId", [types.managedPrefixList]).nodes.at(0);
  const destination = destinations
    .map((name) => text(route, name))
    .find((value) => value !== undefined && value !== "");
  return {
    declaredBy: route,
    destination: destination ?? list ?? notKnown,
    target: targetOf(graph, route, "gatewayId", (name) => text(route, name)),
  };
}

/** `through` names the property whose dependencies tell what an unknown gateway id is. */
function targetOf(
  graph: ResourceGraph,
  node: ResourceNode,
  through: string,
  read: (name: string) => string | Unknown | undefined,
): RouteTarget {
  const named = (words: Readonly<Record<string, string>>) =>
    Object.entries(words).find(([name]) => isSet(read(name)))?.[1];
  const gateway = read("gatewayId");
  if (!isSet(gateway)) {
    const [other, appliance] = [named(otherTargets), named(appliances)];
    if (other !== undefined) return { kind: "other", name: other };
    return appliance === undefined ? { kind: "unknown" } : { kind: "appliance", name: appliance };
  }
  const flowed = (node.dependsOn.get(through) ?? []).flatMap((urn) => graph.byUrn(urn) ?? []);
  const gateways = flowed.filter((from) => from.type === types.internetGateway);
  if (typeof gateway === "string") return gatewayTarget(graph, gateway, gateways);
  if (gateways.length > 0) return { kind: "internet-gateway", gateways };
  if (flowed.some((from) => from.type === "aws:ec2/vpnGateway:VpnGateway"))
    return { kind: "other", name: "virtual private gateway" };
  return { kind: "unknown" };
}

function isSet(value: string | Unknown | undefined): boolean {
  return value !== undefined && value !== "";
}

/**
 * A gateway of this program is known by its id, any other by the prefix of its id. A policy is not told the ids: there the
 * only gateway that flowed into the route is meant.
 */
function gatewayTarget(graph: ResourceGraph, id: string, flowed: readonly ResourceNode[]): RouteTarget {
  if (id === "local") return { kind: "local" };
  const named = graph.ofType(types.internetGateway).filter((gateway) => gateway.id === id);
  const nameless = flowed.length === 1 ? flowed.filter((gateway) => gateway.id === undefined) : [];
  const gateways = named.length > 0 || !id.startsWith("igw-") ? named : nameless;
  if (gateways.length > 0 || id.startsWith("igw-")) return { kind: "internet-gateway", gateways };
  return { kind: "other", name: id.startsWith("vgw-") ? "virtual private gateway" : `gateway "${id}"` };
}

/** The CIDR of a VPC and its secondary ones, as far as they are known. */
export function vpcCidrs(graph: ResourceGraph, vpc: ResourceNode): readonly string[] {
  const own = ["cidrBlock", "ipv6CidrBlock"].map((name) => text(vpc, name));
  const secondary = graph
    .referring(vpc, "aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation", "vpcId")
    .map((association) => asText(property(association, "cidrBlock")));
  return [...own, ...secondary].filter((cidr) => typeof cidr === "string" && cidr !== "") as readonly string[];
}
