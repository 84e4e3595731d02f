import { prefixListEntries } from "../../graph/prefix-lists";
import type { ResourceNode } from "../../graph/resource";
import type { ResourceGraph } from "../../graph/resource-graph";
import { type Route, type RouteTarget, routesOf, vpcCidrs } from "../../graph/routes";
import { types } from "../../graph/types";
import { notKnown } from "../../graph/value";
import { type Cidr, parseCidr, subtract } from "../../net/cidr";
import type { Dial } from "../dial";
import { type Failure, pass, type Verdict } from "../verdict";
import type { World } from "../world";
import { intersect, listRanges, rangesTouched } from "./edge-ranges";
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
  const { lost, doubtful } = replies(edge, ways);
  const swallowed = lost.find(({ way }) => way !== undefined && way.cidr.prefixBits > 0);
  if (swallowed?.way !== undefined) return fail(swallows(dial, subnet, swallowed.way, edge, swallowed.cidrs));
  const isOpen = found.open || found.routes.some(({ destination }) => destination === notKnown);
  if (doubtful || (lost.length > 0 && isOpen)) {
    return doubt("route", found.table.urn, `routes of table "${found.table.name}" are not known until deployment`);
  }
  const [astray] = lost;
  return astray === undefined ? pass : fail(notPublic(dial, subnet, found.table, astray.way));
}

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

/** Sends replies to all of the edge's addresses and tells which do not arrive. */
function replies(edge: readonly Cidr[], ways: readonly Way[]): { lost: readonly Lost[]; doubtful: boolean } {
  let homeless = edge;
  let doubtful = false;
  const lost: Lost[] = [];
  for (const way of ways.toSorted((a, b) => b.cidr.prefixBits - a.cidr.prefixBits)) {
    const taken = intersect(homeless, [way.cidr]);
    if (taken.length === 0) continue;
    homeless = subtract(homeless, [way.cidr]);
    if (way.target.kind === "unknown") doubtful = true;
    else if (way.target.kind !== "internet-gateway") lost.push({ cidrs: taken, way });
  }
  return { lost: homeless.length > 0 ? [...lost, { cidrs: homeless, way: undefined }] : lost, doubtful };
}

/**
 * Replies to part of the edge leave through another gateway. Cloudflare's pages name 523 in one place, 521 and 522 in
 * another; the edge gets no answer, which is a 522.
 * @see https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-523/
 * @see https://developers.cloudflare.com/fundamentals/concepts/cloudflare-ip-addresses/
 */
function swallows(
  dial: Dial,
  subnet: ResourceNode,
  way: Way,
  edge: readonly Cidr[],
  stopped: readonly Cidr[],
): Failure {
  const ranges = rangesTouched(edge, stopped);
  const whom = ranges === undefined ? `all IPv${dial.family} ranges of Cloudflare` : listRanges(ranges);
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
    ...(ranges !== undefined && { ranges }),
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

function nameOf(target: RouteTarget): string {
  return target.kind === "other" ? target.name : target.kind.replace("-", " ");
}
