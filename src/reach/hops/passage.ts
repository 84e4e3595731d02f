import { type AccessRule, accessRules } from "../../graph/access-rules";
import { asText, property } from "../../graph/read";
import type { ResourceNode } from "../../graph/resource";
import type { Reference, ResourceGraph } from "../../graph/resource-graph";
import { type Cidr, parseCidr, subtract } from "../../net/cidr";
import type { Place } from "../place";
import { matchesPort, nameGroup, sourcesOf, unknownRule } from "./admission";

/** Whether one group lets packets pass between two places of a network. */
export type Passage =
  | { readonly kind: "open" }
  | { readonly kind: "closed" }
  | { readonly kind: "unknown"; readonly resource: string; readonly why: string };

/**
 * Reports whether groups let packets of a TCP port pass from or to another place in the network: by a rule that names a
 * group worn there, or by rules for the addresses of all its subnets.
 */
export function passage(
  graph: ResourceGraph,
  groups: Reference,
  direction: AccessRule["direction"],
  port: number,
  peer: Place | undefined,
): Passage {
  const [first] = groups.nodes;
  const met = groups.nodes.map((group) => readGroup(graph, group, direction, port, peer));
  if (met.some(({ byGroup }) => byGroup)) return { kind: "open" };
  const cidrs = met.flatMap((each) => each.cidrs);
  const showsOthers = peer?.showsOthers === true;
  const addresses = peer && !showsOthers ? addressesOf(peer.subnets) : undefined;
  if (admitsAll(cidrs) || (addresses?.isKnown && subtract(addresses.cidrs, cidrs).length === 0))
    return { kind: "open" };
  const why = met.find((each) => each.why !== undefined)?.why;
  if (why !== undefined) return { kind: "unknown", ...why };
  if (first === undefined || groups.open || groups.foreign.length > 0) {
    const whose = groups.foreign.at(0) ?? "a security group";
    return { kind: "unknown", resource: first?.urn ?? "", why: `${whose} is not part of this program` };
  }
  const isVague =
    (met.some(({ count }) => count > 0) && (peer === undefined || peer.groups.open)) ||
    (cidrs.length > 0 && addresses?.isKnown !== true && !showsOthers);
  if (isVague) {
    const about = `whether ${nameGroup(first)} lets the balancer and its targets speak on port ${port}`;
    return { kind: "unknown", resource: first.urn, why: `${about} is not known until deployment` };
  }
  return { kind: "closed" };
}

interface Met {
  readonly byGroup: boolean;
  readonly cidrs: readonly Cidr[];
  /** How many rules are for the port, whomever they name. */
  readonly count: number;
  readonly why: { readonly resource: string; readonly why: string } | undefined;
}

/** Reads what one group does with a port. */
function readGroup(
  graph: ResourceGraph,
  group: ResourceNode,
  direction: AccessRule["direction"],
  port: number,
  peer: Place | undefined,
): Met {
  const { rules, adrift, open } = accessRules(graph, group, direction);
  const matching = rules.filter((rule) => matchesPort(rule, port) !== "no");
  const certain = matching.filter((rule) => matchesPort(rule, port) === "yes");
  const isOpen = (rule: AccessRule) => matchesPort(rule, port) === "maybe" || sourcesOf(graph, rule).open;
  const vague = matching.find((rule) => isOpen(rule) || mayName(rule, peer));
  const lost = adrift.find((rule) => matchesPort(rule, port) !== "no");
  const why = open
    ? `the rules of ${nameGroup(group)} are not known until deployment`
    : vague !== undefined
      ? unknownRule(vague, group)
      : lost && `rule "${lost.declaredBy.name}" belongs to a security group that is not known until deployment`;
  return {
    byGroup: certain.some((rule) => names(rule, peer)),
    cidrs: certain.flatMap((rule) => sourcesOf(graph, rule).cidrs),
    count: matching.length,
    why: why === undefined ? undefined : { resource: group.urn, why },
  };
}

/** Reports whether a rule certainly names a group that is worn at the place. */
function names(rule: AccessRule, peer: Place | undefined): boolean {
  return rule.sources.some(
    (source) =>
      source.kind === "group" &&
      source.isCertain &&
      (source.groups.some((group) => peer?.groups.nodes.includes(group)) ||
        source.foreign.some((id) => peer?.groups.foreign.includes(id))),
  );
}

/** Reports whether a rule names a group of which nobody knows yet whether it is the one that is worn at the place. */
function mayName(rule: AccessRule, peer: Place | undefined): boolean {
  return rule.sources.some(
    (source) =>
      source.kind === "group" &&
      ((!source.isCertain && (source.groups.length === 0 || worn(source.groups, peer))) ||
        (source.foreign.length > 0 && (peer === undefined || peer.groups.open || peer.groups.foreign.length > 0))),
  );
}

function worn(groups: readonly ResourceNode[], peer: Place | undefined): boolean {
  return peer === undefined || peer.groups.open || groups.some((group) => peer.groups.nodes.includes(group));
}

function admitsAll(cidrs: readonly Cidr[]): boolean {
  return cidrs.some(({ prefixBits, family }) => prefixBits === 0 && family === 4);
}

/** The IPv4 networks of subnets. */
function addressesOf(subnets: Reference): { cidrs: readonly Cidr[]; isKnown: boolean } {
  const networks = subnets.nodes.map(networkOf);
  const isKnown = !subnets.open && subnets.foreign.length === 0 && networks.length > 0 && !networks.includes(undefined);
  return { cidrs: networks.flatMap((cidrs) => cidrs ?? []), isKnown };
}

function networkOf(subnet: ResourceNode): readonly Cidr[] | undefined {
  const own = asText(property(subnet, "cidrBlock"));
  const cidr = typeof own === "string" ? parseCidr(own) : undefined;
  return cidr && [cidr];
}
