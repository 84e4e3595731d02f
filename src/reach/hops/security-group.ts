import { type AccessRule, type AccessSource, ingressRules, prefixListEntries } from "../../graph/access-rules";
import { text } from "../../graph/read";
import type { ResourceNode } from "../../graph/resource";
import type { ResourceGraph } from "../../graph/resource-graph";
import { notKnown } from "../../graph/value";
import { type Cidr, parseCidr, subtract } from "../../net/cidr";
import type { Dial } from "../dial";
import { type Failure, pass } from "../verdict";
import { intersect, listRanges, rangesTouched } from "./edge-ranges";
import { doubt, fail, type Hop } from "./hop";
import { closedBehindFirewall } from "./listener";

/**
 * Judges whether the security groups of the origin let all of the edge's ranges in. The rules of all groups add up, and
 * what none of them allows is dropped without an answer: 522, not 521.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
 * @see https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-522/
 */
export const securityGroup: Hop = (world, dial) => {
  const { groups, namesGroups } = dial.place;
  if (!namesGroups) return withoutGroup(dial);
  const [first] = groups.nodes;
  const admissions = groups.nodes.map((group) => ({ group, ...admission(world.graph, group, dial.port) }));
  const edge = world.edge[dial.family];
  const blocked = subtract(
    edge,
    admissions.flatMap(({ allowed }) => allowed),
  );
  if (blocked.length === 0) return pass;
  if (groups.open || first === undefined) {
    return doubt(
      "security-group",
      dial.origin.node.urn,
      `the security groups of ${dial.label} are not known until deployment`,
    );
  }
  const [foreign] = groups.foreign;
  if (foreign !== undefined) {
    return doubt(
      "security-group",
      dial.origin.node.urn,
      `security group ${foreign} of ${dial.label} is not part of this program`,
    );
  }
  const open = admissions.find(({ why }) => why !== undefined);
  if (open?.why !== undefined) return doubt("security-group", open.group.urn, open.why);
  const lost = ingressRules(world.graph, first).adrift.find((rule) => mayAdmit(world.graph, rule, dial.port, blocked));
  if (lost !== undefined) {
    const why = `rule "${lost.declaredBy.name}" belongs to a security group that is not known until deployment`;
    return doubt("security-group", lost.declaredBy.urn, why);
  }
  const admitsNone = subtract(edge, blocked).length === 0;
  const closed = admitsNone ? closedBehindFirewall(world, dial) : undefined;
  if (closed !== undefined) return fail(closed);
  const widest = admissions.toSorted((a, b) => b.allowed.length - a.allowed.length).at(0)?.group ?? first;
  return fail(notAllowed(dial, widest, rangesTouched(edge, blocked), edge.length));
};

/**
 * A network load balancer without a group lets everybody in; anything else gets the VPC's default group, whose rules
 * this program does not show.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html
 */
function withoutGroup(dial: Dial): ReturnType<Hop> {
  const { node } = dial.origin;
  if (dial.origin.kind === "load-balancer" && text(node, "loadBalancerType") === "network") return pass;
  return doubt("security-group", node.urn, `${dial.label} names no security group, so its VPC's default group decides`);
}

/** What a group certainly admits on a port, and why it may admit more. */
function admission(
  graph: ResourceGraph,
  group: ResourceNode,
  port: number,
): { allowed: readonly Cidr[]; why?: string } {
  const { rules, open } = ingressRules(graph, group);
  const allowed: Cidr[] = [];
  let why = open ? `the rules of security group "${group.name}" are not known until deployment` : undefined;
  for (const rule of rules) {
    const match = matchesPort(rule, port);
    if (match === "no") continue;
    const sources = sourcesOf(graph, rule);
    if (match === "yes") allowed.push(...sources.cidrs);
    if (match === "maybe" || sources.open) why ??= unknownRule(rule, group);
  }
  return why === undefined ? { allowed } : { allowed, why };
}

function unknownRule(rule: AccessRule, group: ResourceNode): string {
  const own = rule.declaredBy === group ? "an inline rule" : `rule "${rule.declaredBy.name}"`;
  return `${own} of security group "${group.name}" has a port or source that is not known until deployment`;
}

/** Reports whether a rule would let some of the addresses in if it belonged to the group. */
function mayAdmit(graph: ResourceGraph, rule: AccessRule, port: number, addresses: readonly Cidr[]): boolean {
  if (matchesPort(rule, port) === "no") return false;
  const { cidrs, open } = sourcesOf(graph, rule);
  return open || intersect(addresses, cidrs).length > 0;
}

const tcpProtocols: readonly string[] = ["tcp", "6"];
const allProtocols: readonly string[] = ["-1", "all"];

function matchesPort(rule: AccessRule, port: number): "yes" | "no" | "maybe" {
  if (rule.protocol === notKnown) return "maybe";
  const protocol = rule.protocol.toLowerCase();
  if (allProtocols.includes(protocol)) return "yes";
  if (!tcpProtocols.includes(protocol)) return "no";
  const from = rule.fromPort ?? 0;
  const to = rule.toPort ?? 65535;
  if ((typeof from === "number" && from > port) || (typeof to === "number" && to < port)) return "no";
  return from === notKnown || to === notKnown ? "maybe" : "yes";
}

function sourcesOf(graph: ResourceGraph, rule: AccessRule): { cidrs: readonly Cidr[]; open: boolean } {
  const parts = rule.sources.map((source) => addressesOf(graph, source));
  return {
    cidrs: parts.flatMap(({ cidrs }) => cidrs.map(parseCidr)).filter((cidr) => cidr !== undefined),
    open: parts.some(({ open }) => open),
  };
}

function addressesOf(graph: ResourceGraph, source: AccessSource): { cidrs: readonly string[]; open: boolean } {
  switch (source.kind) {
    case "cidr":
      return { cidrs: [source.cidr], open: false };
    case "prefix-list":
      return prefixListEntries(graph, source.list);
    case "group":
    case "aws-prefix-list":
      return { cidrs: [], open: false };
    case "foreign-prefix-list":
    case "unknown":
      return { cidrs: [], open: true };
  }
}

function notAllowed(dial: Dial, group: ResourceNode, ranges: readonly string[] | undefined, count: number): Failure {
  const what = ranges === undefined ? `any of Cloudflare's ${count} IPv${dial.family} ranges` : listRanges(ranges);
  return {
    cause: "ranges-not-allowed",
    codes: [522],
    hop: "security-group",
    key: `${dial.port}/ipv${dial.family}`,
    resource: group.urn,
    why: `Security group "${group.name}" has no rule for ${what} on port ${dial.port}.`,
    fix: `Allow ${ranges === undefined ? `all of Cloudflare's IPv${dial.family} ranges` : what} on TCP port ${dial.port}.`,
    evidence: [{ resource: dial.origin.node.urn, says: `${dial.label} is guarded by this group` }],
    ...(ranges !== undefined && { ranges }),
  };
}
