import { prefixListEntries } from "../../graph/prefix-lists";
import type { ResourceNode } from "../../graph/resource";
import type { ResourceGraph } from "../../graph/resource-graph";
import { type Route, type RouteTarget, routesOf, vpcCidrs } from "../../graph/routes";
import { types } from "../../graph/types";
import { notKnown } from "../../graph/value";
import { type Cidr, intersect, parseCidr, subtract } from "../../net/cidr";
import type { Dial } from "../dial";
import { type Failure, pass, type Verdict } from "../verdict";
import type { World } from "../world";
import { extentOf, listRanges, rangesTouched } from "./edge-ranges";
import { doubt, fail, type Hop } from "./hop";
import { inEverySubnet } from "./subnets";

/**
 * Judges whether the replies of the origin find their way back to the edge: of all routes that match a destination the
 * most specific one wins, and it must lead to an internet gateway.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html
 */
export const route: Hop = inEverySubnet("route", judgeSubnet);

interface Way {
  readonly cidr: Cidr;
  readonly target: RouteTarget;
  readonly declaredBy: ResourceNode;
}

function judgeSubnet(world: World, dial: Dial, subnet: ResourceNode): Verdict {
  const found = routesOf(world.graph, subnet);
  if (found.kind === "unknown") {
    return doubt("route", subnet.urn, `the route table of subnet "${subnet.name}" is not part of this program`);
  }
  const ways = [
    ...localWays(world.graph, subnet),
    ...found.routes.flatMap((declared) => waysOf(world.graph, declared)),
  ];
  const edge = world.edge[dial.family];
  const { lost, doubtful, used, handedOn } = replies(edge, ways);
  const swallowed = lost.filter(isDetour);
  const astray = lost.find((each) => !isDetour(each));
  const isOpen = found.open || found.routes.some(({ destination }) => destination === notKnown);
  const [first] = swallowed;
  if (first?.way !== undefined && (astray === undefined || doubtful || isOpen)) {
    return fail(swallows(dial, subnet, first.way, edge, swallowed));
  }
  if (doubtful || (lost.length > 0 && isOpen)) {
    return doubt("route", found.table.urn, `routes of table "${found.table.name}" are not known until deployment`);
  }
  if (handedOn !== undefined) {
    const why = `table "${found.table.name}" sends ${handedOn.cidr.text} to a ${nameOf(handedOn.target)}, and whether that hands replies on to an internet gateway is not declared`;
    return doubt("route", handedOn.declaredBy.urn, why);
  }
  if (astray !== undefined) {
    return fail({ ...notPublic(dial, subnet, found.table, astray.way), ...extentOf(edge, addressesOf(lost)) });
  }
  const foreign = used.find(({ target }) => leadsAstray(world.graph, subnet, target));
  return foreign === undefined ? pass : fail(refused(dial, subnet, foreign));
}

/** Reports whether a gateway of this program is known to be attached to another network than the subnet's, or to none. */
function leadsAstray(graph: ResourceGraph, subnet: ResourceNode, target: RouteTarget): boolean {
  if (target.kind !== "internet-gateway" || target.gateways.length === 0) return false;
  const here = graph.follow(subnet, "vpcId", [types.vpc]).nodes;
  if (
    here.length === 0 ||
    graph.adrift(types.internetGatewayAttachment, "internetGatewayId", gatewayTypes).length > 0
  ) {
    return false;
  }
  return target.gateways.every((gateway) => {
    const attachments = graph.referring(gateway, types.internetGatewayAttachment, "internetGatewayId");
    const networks = [gateway, ...attachments].map((node) => graph.follow(node, "vpcId", [types.vpc]));
    const isKnown = gateway.kind === "managed" && networks.every(({ open, foreign }) => !open && foreign.length === 0);
    return isKnown && !networks.some(({ nodes }) => nodes.some((vpc) => here.includes(vpc)));
  });
}

const gatewayTypes: readonly string[] = [types.internetGateway];

/** The VPC's own networks are routed locally, whatever the table says. */
function localWays(graph: ResourceGraph, subnet: ResourceNode): readonly Way[] {
  return graph.follow(subnet, "vpcId", [types.vpc]).nodes.flatMap((vpc) =>
    vpcCidrs(graph, vpc).flatMap((text): readonly Way[] => {
      const cidr = parseCidr(text);
      return cidr === undefined ? [] : [{ cidr, target: { kind: "local" }, declaredBy: vpc }];
    }),
  );
}

function waysOf(graph: ResourceGraph, declared: Route): readonly Way[] {
  const { destination, target, declaredBy } = declared;
  if (destination === notKnown) return [];
  const texts = typeof destination === "string" ? [destination] : prefixListEntries(graph, destination).cidrs;
  return texts.map(parseCidr).flatMap((cidr) => (cidr === undefined ? [] : [{ cidr, target, declaredBy }]));
}

interface Lost {
  readonly cidrs: readonly Cidr[];
  /** The route that takes them; undefined where there is none. */
  readonly way: Way | undefined;
}

/** Reports whether replies are lost to a route that is narrower than the one for everything. */
function isDetour({ way }: Lost): boolean {
  return way !== undefined && way.cidr.prefixBits > 0;
}

function addressesOf(lost: readonly Lost[]): readonly Cidr[] {
  return lost.flatMap(({ cidrs }) => cidrs);
}

/** What becomes of the replies to the edge: which are lost, and the ways by which the others leave. */
interface Replies {
  readonly lost: readonly Lost[];
  readonly used: readonly Way[];
  readonly doubtful: boolean;
  /** A way by which they reach an appliance. */
  readonly handedOn: Way | undefined;
}

/** Sends replies to all of the edge's addresses and tells which do not arrive. */
function replies(edge: readonly Cidr[], ways: readonly Way[]): Replies {
  let homeless = edge;
  let doubtful = false;
  let handedOn: Way | undefined;
  const lost: Lost[] = [];
  const used: Way[] = [];
  for (const way of ways.toSorted((a, b) => b.cidr.prefixBits - a.cidr.prefixBits)) {
    const taken = intersect(homeless, [way.cidr]);
    if (taken.length === 0) continue;
    homeless = subtract(homeless, [way.cidr]);
    if (way.target.kind === "unknown") doubtful = true;
    else if (way.target.kind === "appliance") handedOn ??= way;
    else if (way.target.kind === "internet-gateway") used.push(way);
    else lost.push({ cidrs: taken, way });
  }
  const homeward = homeless.length > 0 ? [...lost, { cidrs: homeless, way: undefined }] : lost;
  return { lost: homeward, used, doubtful, handedOn };
}

/**
 * Replies to part of the edge leave through another gateway. Cloudflare's pages name 523 in one place, 521 and 522 in
 * another; the edge gets no answer, which is a 522.
 * @see https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-523/
 * @see https://developers.cloudflare.com/fundamentals/concepts/cloudflare-ip-addresses/
 */
function swallows(dial: Dial, subnet: ResourceNode, way: Way, edge: readonly Cidr[], lost: readonly Lost[]): Failure {
  const own = rangesTouched(edge, addressesOf(lost.filter((each) => each.way === way)));
  const whom = own === undefined ? `all IPv${dial.family} ranges of Cloudflare` : listRanges(own);
  const isVpc = way.declaredBy.type === types.vpc;
  const what = isVpc ? `VPC "${way.declaredBy.name}" has the network` : `Route "${way.declaredBy.name}" sends`;
  return {
    cause: "route-swallows-replies",
    codes: [522, 523, 521],
    hop: "route",
    key: way.cidr.text,
    resource: way.declaredBy.urn,
    why: `${what} ${way.cidr.text}${isVpc ? "" : ` to a ${nameOf(way.target)}`}, which takes the replies to ${whom}.`,
    fix: isVpc
      ? "Give the VPC a private network (RFC 1918) that no range of Cloudflare overlaps."
      : `Narrow the route to the networks that it is for, or add a route for ${whom} to the internet gateway.`,
    evidence: [{ resource: subnet.urn, says: `${dial.label} stands in subnet "${subnet.name}"` }],
    ...extentOf(edge, addressesOf(lost)),
  };
}

/**
 * Without a route to an internet gateway a subnet is private, and nobody outside gets an answer.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html
 */
function notPublic(dial: Dial, subnet: ResourceNode, table: ResourceNode, way: Way | undefined): Failure {
  const everything = dial.family === 4 ? "0.0.0.0/0" : "::/0";
  const where =
    way === undefined
      ? `has no route for ${everything}`
      : `sends ${way.cidr.text} to a ${nameOf(way.target)}, not to an internet gateway`;
  return {
    cause: "origin-not-public",
    codes: [522],
    hop: "route",
    key: `ipv${dial.family}`,
    resource: table.urn,
    why: `Subnet "${subnet.name}" is private: its table "${table.name}" ${where}.`,
    fix: `Route ${everything} to an internet gateway, or publish the origin through a Cloudflare Tunnel.`,
    evidence: [{ resource: subnet.urn, says: `${dial.label} stands in subnet "${subnet.name}"` }],
  };
}

/**
 * A table takes no route to a gateway that is not attached to its own network: "route table rtb-… and network gateway
 * igw-… belong to different networks".
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html
 * @see https://github.com/giantswarm/aws-operator/pull/634 the API's answer
 */
function refused(dial: Dial, subnet: ResourceNode, { declaredBy, cidr, target }: Way): Failure {
  const [gateway] = target.kind === "internet-gateway" ? target.gateways : [];
  const name = gateway === undefined ? "" : ` "${gateway.name}"`;
  return {
    cause: "origin-not-public",
    codes: ["deploy"],
    hop: "route",
    key: `gateway ${cidr.text}`,
    resource: declaredBy.urn,
    why: `Route ${cidr.text} of "${declaredBy.name}" leads to internet gateway${name}, which is not attached to the VPC of subnet "${subnet.name}": AWS refuses the route.`,
    fix: `Set vpcId of internet gateway${name} to the VPC of the subnet.`,
    evidence: [
      { resource: subnet.urn, says: `${dial.label} stands in subnet "${subnet.name}"` },
      ...(gateway === undefined ? [] : [{ resource: gateway.urn, says: "is attached to another network, or to none" }]),
    ],
  };
}

function nameOf(target: RouteTarget): string {
  return "name" in target ? target.name : target.kind.replace("-", " ");
}
