import { type AccessRule, accessRules } from "../../graph/access-rules";
import type { AccessSource } from "../../graph/access-source";
import { prefixListEntries } from "../../graph/prefix-lists";
import { remember } from "../../graph/remember";
import type { ResourceNode } from "../../graph/resource";
import type { ResourceGraph } from "../../graph/resource-graph";
import { types } from "../../graph/types";
import { notKnown } from "../../graph/value";
import { type Cidr, intersect, parseCidr } from "../../net/cidr";

/** What a group certainly admits on a port, and why it may admit more. */
export interface Admission {
  readonly allowed: readonly Cidr[];
  readonly why?: string;
}

/** Reads which addresses the rules of a group admit on a TCP port. */
export const admission = remember(keyOf, readAdmission);

function keyOf(group: ResourceNode, direction: AccessRule["direction"], port: number): string {
  return `${direction} ${port} ${group.urn}`;
}

function readAdmission(
  graph: ResourceGraph,
  group: ResourceNode,
  direction: AccessRule["direction"],
  port: number,
): Admission {
  const { rules, open } = accessRules(graph, group, direction);
  const allowed: Cidr[] = [];
  let why = open ? `the rules of ${nameGroup(group)} are not known until deployment` : undefined;
  for (const rule of rules) {
    const match = matchesPort(rule, port);
    if (match === "no") continue;
    const sources = sourcesOf(graph, rule);
    if (match === "yes") allowed.push(...sources.cidrs);
    if (match === "maybe" || sources.open) why ??= unknownRule(rule, group);
  }
  return why === undefined ? { allowed } : { allowed, why };
}

/** Says that a rule cannot be read. */
export function unknownRule(rule: AccessRule, group: ResourceNode): string {
  const own = rule.declaredBy === group ? "an inline rule" : `rule "${rule.declaredBy.name}"`;
  return `${own} of ${nameGroup(group)} has a port or source that is not known until deployment`;
}

/** Names a group in a sentence; a VPC stands for its default group. */
export function nameGroup(group: ResourceNode): string {
  return `${group.type === types.vpc ? "the default security group of VPC" : "security group"} "${group.name}"`;
}

/** Reports whether a rule would let some of the addresses in if it belonged to the group. */
export function mayAdmit(graph: ResourceGraph, rule: AccessRule, port: number, addresses: readonly Cidr[]): boolean {
  if (matchesPort(rule, port) === "no") return false;
  const { cidrs, open } = sourcesOf(graph, rule);
  return open || intersect(addresses, cidrs).length > 0;
}

const tcpProtocols: readonly string[] = ["tcp", "6"];
const allProtocols: readonly string[] = ["-1", "all"];

/** Reports whether a rule is for a TCP port. */
export function matchesPort(rule: AccessRule, port: number): "yes" | "no" | "maybe" {
  if (rule.protocol === notKnown) return "maybe";
  const protocol = rule.protocol.toLowerCase();
  if (allProtocols.includes(protocol)) return "yes";
  if (!tcpProtocols.includes(protocol)) return "no";
  const from = rule.fromPort ?? 0;
  const to = rule.toPort ?? 65535;
  if ((typeof from === "number" && from > port) || (typeof to === "number" && to < port)) return "no";
  return from === notKnown || to === notKnown ? "maybe" : "yes";
}

/** Gives the addresses that a rule names; `open` where some are not known. */
export function sourcesOf(graph: ResourceGraph, rule: AccessRule): { cidrs: readonly Cidr[]; open: boolean } {
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
