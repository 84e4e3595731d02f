import { parseCidr } from "../../src/net/cidr";
import { maps, number as numberOf, type Properties, text as textOf, texts } from "../provider/property";
import type { Cloud } from "../provider/resource-type";
import { refuse } from "../refusals";
import { managedLists } from "./managed-lists";
import {
  DEFAULT_SECURITY_GROUP,
  EGRESS_RULE,
  INGRESS_RULE,
  PREFIX_LIST,
  SECURITY_GROUP,
  SECURITY_GROUP_RULE,
} from "./names";

/** Rules of one direction and family that a security group may hold. @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
export const RULE_QUOTA = 60;

/** Which way a rule's traffic goes, as EC2 writes it in its request names. */
export type Direction = "Ingress" | "Egress";

/** One rule as EC2 holds it: one source, or for egress one destination. */
export interface Rule {
  /** The resource that it was made by. */
  readonly owner: string;
  readonly direction: Direction;
  /** `tcp`, `udp`, `icmp`, `icmpv6`, a number, or `-1` for all. */
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
  /** CIDR, prefix list id or security group id. */
  readonly source: string;
}

/** Gives every rule of a security group, whichever kind of resource it comes from. */
export function rulesOf(cloud: Cloud, group: string): readonly Rule[] {
  const own = cloud.find(SECURITY_GROUP, group) ?? cloud.find(DEFAULT_SECURITY_GROUP, group);
  const inline = own === undefined ? [] : inlineRules(group, own.properties);
  const older = cloud.all(SECURITY_GROUP_RULE).flatMap(({ id, properties }) => olderRules(id, properties));
  const separate = [...cloud.all(INGRESS_RULE), ...cloud.all(EGRESS_RULE)].flatMap(({ id, type, properties }) =>
    separateRules(id, type === INGRESS_RULE.type ? "Ingress" : "Egress", properties),
  );
  return [...inline, ...[...older, ...separate].filter((rule) => rule.group === group).map(({ rule }) => rule)];
}

interface Placed {
  readonly group: string | undefined;
  readonly rule: Rule;
}

/** Gives the rules inside a security group's own `ingress` and `egress`. */
export function inlineRules(group: string, properties: Properties): readonly Rule[] {
  const of = (direction: Direction, blocks: readonly Properties[]) =>
    blocks.flatMap((block) => sourcesOf(group, block).map((source) => rule(group, direction, block, source)));
  return [...of("Ingress", maps(properties.ingress)), ...of("Egress", maps(properties.egress))];
}

/** Gives the rules of a `SecurityGroupRule`: one for each of its sources. */
export function olderRules(id: string, properties: Properties): readonly Placed[] {
  const group = textOf(properties.securityGroupId);
  const direction = properties.type === "egress" ? "Egress" : "Ingress";
  const source = textOf(properties.sourceSecurityGroupId);
  const sources = [...sourcesOf(group ?? "", properties), ...(source === undefined ? [] : [source])];
  return sources.map((each) => ({ group, rule: rule(id, direction, properties, each) }));
}

/** Gives the rule of a separate ingress or egress rule resource. */
export function separateRules(id: string, direction: Direction, properties: Properties): readonly Placed[] {
  const sources = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"].flatMap(
    (name) => textOf(properties[name]) ?? [],
  );
  const block = { ...properties, protocol: properties.ipProtocol ?? "" };
  return sources.map((source) => ({
    group: textOf(properties.securityGroupId),
    rule: rule(id, direction, block, source),
  }));
}

/**
 * Refuses rules that a group has already, or that are too many for it.
 * @param owner the resource whose older rules the new ones take the place of.
 */
export function requireRules(cloud: Cloud, group: string, owner: string, added: readonly Rule[]): void {
  const others = rulesOf(cloud, group).filter((existing) => existing.owner !== owner);
  const seen = new Set(others.map(identity));
  for (const each of added) {
    if (seen.has(identity(each))) refuse("duplicateRule", { ...each });
    seen.add(identity(each));
  }
  for (const direction of ["Ingress", "Egress"] as const) {
    const mine = added.filter((each) => each.direction === direction);
    if (mine.length > 0) requireQuota(cloud, direction, [...others, ...mine]);
  }
}

/** Counts the rules of a direction by family: prefix lists by their maximum, groups once in each. */
export function countRules(cloud: Cloud, rules: readonly Rule[], direction: Direction): Record<4 | 6, number> {
  const count = { 4: 0, 6: 0 };
  for (const each of rules.filter((candidate) => candidate.direction === direction)) {
    const family = parseCidr(each.source)?.family;
    const managed = managedLists(cloud.region).find((item) => item.id === each.source);
    const listed = cloud.find(PREFIX_LIST, each.source)?.properties;
    if (family !== undefined) count[family] += 1;
    else if (managed !== undefined) count[managed.family] += managed.weight;
    else if (listed !== undefined) count[listed.addressFamily === "IPv6" ? 6 : 4] += numberOf(listed.maxEntries) ?? 0;
    else {
      count[4] += 1;
      count[6] += 1;
    }
  }
  return count;
}

function requireQuota(cloud: Cloud, direction: Direction, rules: readonly Rule[]): void {
  const count = countRules(cloud, rules, direction);
  if (count[4] > RULE_QUOTA || count[6] > RULE_QUOTA) refuse("tooManyRules", { direction });
}

function identity(each: Rule): string {
  return [each.direction, each.protocol, each.from, each.to, each.source].join(" ");
}

function sourcesOf(group: string, block: Properties): readonly string[] {
  return [
    ...texts(block.cidrBlocks),
    ...texts(block.ipv6CidrBlocks),
    ...texts(block.prefixListIds),
    ...texts(block.securityGroups),
    ...(block.self === true ? [group] : []),
  ];
}

const protocolNames: Readonly<Record<string, string>> = {
  all: "-1",
  "6": "tcp",
  "17": "udp",
  "1": "icmp",
  "58": "icmpv6",
};

function rule(owner: string, direction: Direction, block: Properties, source: string): Rule {
  const written = (textOf(block.protocol) ?? String(numberOf(block.protocol) ?? -1)).toLowerCase();
  const protocol = protocolNames[written] ?? written;
  const every = protocol === "-1";
  return {
    owner,
    direction,
    protocol,
    from: every ? -1 : (numberOf(block.fromPort) ?? -1),
    to: every ? -1 : (numberOf(block.toPort) ?? -1),
    source,
  };
}
