import { tags } from "../tags";
import { asNumber, asText, asTexts, isDeclared, objects, property } from "./read";
import type { ResourceNode } from "./resource";
import type { ResourceGraph } from "./resource-graph";
import { types } from "./types";
import { isProperties, notKnown, type Properties, type Unknown, type Value } from "./value";

/** Whom a security group rule lets in. */
export type AccessSource =
  | { readonly kind: "cidr"; readonly cidr: string }
  /** A customer's list, with its entries, or a list that this program does not own, with its id. */
  | { readonly kind: "prefix-list"; readonly list: ResourceNode }
  | { readonly kind: "foreign-prefix-list"; readonly id: string }
  /** A list that AWS manages, as the rule's tag says: none of them holds a range of Cloudflare. */
  | { readonly kind: "aws-prefix-list" }
  /** Another group or the group itself: never an address outside the VPC. */
  | { readonly kind: "group" }
  | { readonly kind: "unknown" };

/** One rule of a security group, in whatever of the three styles it was written. */
export interface AccessRule {
  /** The resource that declares it: the group itself for an inline rule. */
  readonly declaredBy: ResourceNode;
  readonly direction: "ingress" | "egress";
  /** `tcp`, `udp`, `-1` for all, a protocol number as text. */
  readonly protocol: string | Unknown;
  /** Inclusive; undefined means every port. */
  readonly fromPort: number | Unknown | undefined;
  readonly toPort: number | Unknown | undefined;
  readonly sources: readonly AccessSource[];
}

/** The rules of a group; `open` where some of them cannot be listed yet. */
export interface AccessRules {
  readonly rules: readonly AccessRule[];
  /** Rules of which nobody knows yet to which group they belong. */
  readonly adrift: readonly AccessRule[];
  readonly open: boolean;
}

/** Gathers the ingress rules of a group: inline, standalone, and the older `SecurityGroupRule`. */
export function ingressRules(graph: ResourceGraph, group: ResourceNode): AccessRules {
  const inline = inlineRules(graph, group);
  const own = ruleTypes.flatMap((type) => graph.referring(group, type, "securityGroupId"));
  const lost = ruleTypes.flatMap((type) => graph.adrift(type, "securityGroupId", groupTypes));
  const read = (rules: readonly ResourceNode[]) => rules.flatMap((rule) => separateRule(graph, rule));
  const rules = inline === notKnown ? [] : inline;
  return { rules: [...rules, ...read(own)], adrift: read(lost), open: inline === notKnown };
}

const ruleTypes: readonly string[] = [types.ingressRule, types.securityGroupRule];

/** The types of resources that are a security group. */
export const groupTypes: readonly string[] = [types.securityGroup, types.defaultSecurityGroup];

/** Reads a rule that is a resource of its own; nothing where it is for the way out. */
function separateRule(graph: ResourceGraph, rule: ResourceNode): readonly AccessRule[] {
  if (rule.type === types.ingressRule) return [standaloneRule(graph, rule)];
  return asText(property(rule, "type")) === "egress" ? [] : [legacyRule(graph, rule)];
}

/**
 * Reads inline rules from what the program declares: after a refresh the outputs of a group list the standalone rules
 * too. A group that declares none keeps its standalone ones.
 */
function inlineRules(graph: ResourceGraph, group: ResourceNode): readonly AccessRule[] | Unknown {
  if (!isDeclared(group, "ingress")) return group.kind === "read" ? readRules(graph, group) : [];
  return rulesIn(graph, group, objects({ ...group, outputs: {} }, "ingress"));
}

/** A group that the program only reads tells its rules in its outputs. */
function readRules(graph: ResourceGraph, group: ResourceNode): readonly AccessRule[] | Unknown {
  return group.outputs.ingress === undefined ? notKnown : rulesIn(graph, group, objects(group, "ingress"));
}

function rulesIn(
  graph: ResourceGraph,
  group: ResourceNode,
  entries: readonly (Properties | Unknown)[] | Unknown,
): readonly AccessRule[] | Unknown {
  if (entries === notKnown) return notKnown;
  return entries.map((entry) =>
    entry === notKnown
      ? {
          declaredBy: group,
          direction: "ingress",
          protocol: notKnown,
          fromPort: notKnown,
          toPort: notKnown,
          sources: [{ kind: "unknown" }],
        }
      : ruleFrom(graph, group, entry, asText(entry.protocol)),
  );
}

function ruleFrom(
  graph: ResourceGraph,
  declaredBy: ResourceNode,
  entry: Properties,
  protocol: ReturnType<typeof asText>,
): AccessRule {
  return {
    declaredBy,
    direction: "ingress",
    protocol: protocol ?? "-1",
    fromPort: asNumber(entry.fromPort),
    toPort: asNumber(entry.toPort),
    sources: [
      ...cidrSources(asTexts(entry.cidrBlocks)),
      ...cidrSources(asTexts(entry.ipv6CidrBlocks)),
      ...prefixListSources(graph, declaredBy, "prefixListIds", asTexts(entry.prefixListIds)),
      ...(isSet(entry.securityGroups) || isSet(entry.sourceSecurityGroupId) || entry.self === true
        ? [{ kind: "group" } as const]
        : []),
    ],
  };
}

function standaloneRule(graph: ResourceGraph, rule: ResourceNode): AccessRule {
  const given = property(rule, "tags");
  const isOfAws = isProperties(given) && typeof given[tags.awsPrefixList] === "string";
  const protocol = asText(property(rule, "ipProtocol"));
  const cidrs = ["cidrIpv4", "cidrIpv6"].flatMap((name) => cidrSources(single(property(rule, name))));
  const list = single(property(rule, "prefixListId"));
  const lists = isOfAws ? [{ kind: "aws-prefix-list" } as const] : prefixListSources(graph, rule, "prefixListId", list);
  const groups = isSet(property(rule, "referencedSecurityGroupId")) ? [{ kind: "group" } as const] : [];
  return {
    declaredBy: rule,
    direction: "ingress",
    protocol: protocol ?? notKnown,
    fromPort: asNumber(property(rule, "fromPort")),
    toPort: asNumber(property(rule, "toPort")),
    sources: [...cidrs, ...lists, ...groups],
  };
}

function legacyRule(graph: ResourceGraph, rule: ResourceNode): AccessRule {
  const bag = Object.fromEntries(
    ["cidrBlocks", "ipv6CidrBlocks", "prefixListIds", "sourceSecurityGroupId", "self", "fromPort", "toPort"].flatMap(
      (name) => {
        const value = property(rule, name);
        return value === undefined ? [] : [[name, value] as const];
      },
    ),
  );
  return ruleFrom(graph, rule, bag, asText(property(rule, "protocol")));
}

/** An id that is not known yet is set all the same; an empty text or list is not. */
function isSet(value: Value | undefined): boolean {
  return value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && value.length === 0);
}

function single(value: Value | undefined): readonly (string | Unknown)[] {
  const read = asText(value);
  return read === undefined || read === "" ? [] : [read];
}

function cidrSources(cidrs: readonly (string | Unknown)[] | Unknown): readonly AccessSource[] {
  if (cidrs === notKnown) return [{ kind: "unknown" }];
  return cidrs.map((cidr) => (cidr === notKnown ? { kind: "unknown" } : { kind: "cidr", cidr }));
}

function prefixListSources(
  graph: ResourceGraph,
  node: ResourceNode,
  propertyName: string,
  ids: readonly (string | Unknown)[] | Unknown,
): readonly AccessSource[] {
  if (ids !== notKnown && ids.length === 0) return [];
  const inside = node.type === types.securityGroup ? "ingress" : propertyName;
  const owned = new Map(graph.ofType(types.managedPrefixList).map((list) => [list.id, list]));
  const known = (ids === notKnown ? [] : ids).filter((id) => id !== notKnown);
  const sources = known.map((id): AccessSource => {
    const list = owned.get(id);
    return list === undefined ? { kind: "foreign-prefix-list", id } : { kind: "prefix-list", list };
  });
  if (ids !== notKnown && known.length === ids.length) return sources;
  const flowed = graph.origins(node, inside, [types.managedPrefixList]);
  return flowed.length === 0
    ? [...sources, { kind: "unknown" }]
    : [...sources, ...flowed.map((list): AccessSource => ({ kind: "prefix-list", list }))];
}

/** The CIDRs of a managed prefix list, inline and standalone entries; `open` where some are not known. */
export function prefixListEntries(
  graph: ResourceGraph,
  list: ResourceNode,
): { cidrs: readonly string[]; open: boolean } {
  const inline = objects(list, "entries");
  const inlineCidrs =
    inline === notKnown ? [notKnown] : inline.map((entry) => (entry === notKnown ? notKnown : asText(entry.cidr)));
  const standalone = graph
    .referring(list, types.managedPrefixListEntry, "prefixListId")
    .map((entry) => asText(property(entry, "cidr")));
  const all = [...inlineCidrs, ...standalone];
  return { cidrs: all.filter((cidr) => typeof cidr === "string"), open: all.some((cidr) => typeof cidr !== "string") };
}
