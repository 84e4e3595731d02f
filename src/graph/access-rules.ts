import { tags } from "../tags";
import type { AccessSource } from "./access-source";
import { rulesAddedTo } from "./default-group";
import { prefixListSources } from "./prefix-lists";
import { asNumber, asText, asTexts, isDeclared, objects, property } from "./read";
import { remember } from "./remember";
import type { ResourceNode } from "./resource";
import type { ResourceGraph } from "./resource-graph";
import { types } from "./types";
import { isProperties, notKnown, type Properties, type Unknown, type Value } from "./value";

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

/** Gathers the rules of a group in one direction: inline, standalone, and the older `SecurityGroupRule`. */
export const accessRules = remember(keyOf, readRulesOf);

function keyOf(group: ResourceNode, direction: Direction): string {
  return `${direction} ${group.urn}`;
}

function readRulesOf(graph: ResourceGraph, group: ResourceNode, direction: Direction): AccessRules {
  const inline = group.type === types.vpc ? asMade(group, direction) : inlineRules(graph, group, direction);
  const ruleTypes = [direction === "ingress" ? types.ingressRule : types.egressRule, types.securityGroupRule];
  const own = ruleTypes.flatMap((type) => rulesAddedTo(graph, group, type));
  const lost = ruleTypes.flatMap((type) => graph.adrift(type, "securityGroupId", [...groupTypes, types.vpc]));
  const read = (rules: readonly ResourceNode[]) => rules.flatMap((rule) => separateRule(graph, rule, direction));
  const rules = inline === notKnown ? [] : inline;
  return {
    rules: [...rules, ...read(own)],
    adrift: read(lost),
    open: inline === notKnown || group.hasLaterParts === true,
  };
}

/** Gathers the ingress rules of a group. */
export function ingressRules(graph: ResourceGraph, group: ResourceNode): AccessRules {
  return accessRules(graph, group, "ingress");
}

type Direction = AccessRule["direction"];

/** The types of resources that are a security group. */
export const groupTypes: readonly string[] = [types.securityGroup, types.defaultSecurityGroup];

/**
 * The default group of a VPC as AWS makes it lets in what wears it, and everything out.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
 */
function asMade(vpc: ResourceNode, direction: Direction): readonly AccessRule[] {
  const ports = { protocol: "-1", fromPort: undefined, toPort: undefined };
  const everywhere = ["0.0.0.0/0", "::/0"].map((cidr) => ({ kind: "cidr", cidr }) as const);
  const itself = [{ kind: "group", groups: [vpc], foreign: [], isCertain: true } as const];
  return [{ declaredBy: vpc, direction, ...ports, sources: direction === "ingress" ? itself : everywhere }];
}

/** Reads a rule that is a resource of its own; nothing where it is for the other direction. */
function separateRule(graph: ResourceGraph, rule: ResourceNode, direction: Direction): readonly AccessRule[] {
  if (rule.type !== types.securityGroupRule) return [standaloneRule(graph, rule, direction)];
  const type = asText(property(rule, "type"));
  return typeof type === "string" && type !== direction ? [] : [legacyRule(graph, rule, direction)];
}

/**
 * Reads inline rules from what the program declares: after a refresh the outputs of a group list the standalone rules
 * too. A group that declares none keeps its standalone ones.
 */
function inlineRules(graph: ResourceGraph, group: ResourceNode, direction: Direction): readonly AccessRule[] | Unknown {
  if (!isDeclared(group, direction)) return group.kind === "read" ? readRules(graph, group, direction) : [];
  return rulesIn(graph, group, direction, objects({ ...group, outputs: {} }, direction));
}

/** A group that the program only reads tells its rules in its outputs. */
function readRules(graph: ResourceGraph, group: ResourceNode, direction: Direction): readonly AccessRule[] | Unknown {
  if (group.outputs[direction] === undefined) return notKnown;
  return rulesIn(graph, group, direction, objects(group, direction));
}

function rulesIn(
  graph: ResourceGraph,
  group: ResourceNode,
  direction: Direction,
  entries: readonly (Properties | Unknown)[] | Unknown,
): readonly AccessRule[] | Unknown {
  if (entries === notKnown) return notKnown;
  return entries.map((entry) =>
    entry === notKnown
      ? {
          declaredBy: group,
          direction,
          protocol: notKnown,
          fromPort: notKnown,
          toPort: notKnown,
          sources: [{ kind: "unknown" }],
        }
      : ruleFrom(graph, group, direction, entry),
  );
}

function ruleFrom(graph: ResourceGraph, declaredBy: ResourceNode, direction: Direction, entry: Properties): AccessRule {
  const through = declaredBy.type === types.securityGroupRule ? "sourceSecurityGroupId" : direction;
  return {
    declaredBy,
    direction,
    protocol: asText(entry.protocol) ?? "-1",
    fromPort: asNumber(entry.fromPort),
    toPort: asNumber(entry.toPort),
    sources: [
      ...cidrSources(asTexts(entry.cidrBlocks)),
      ...cidrSources(asTexts(entry.ipv6CidrBlocks)),
      ...prefixListSources(graph, declaredBy, direction, asTexts(entry.prefixListIds)),
      ...groupSources(graph, declaredBy, through, asTexts(entry.securityGroups)),
      ...groupSources(graph, declaredBy, through, single(entry.sourceSecurityGroupId)),
      ...(entry.self === true ? [itself(graph, declaredBy)] : []),
    ],
  };
}

/** The group of a rule that names itself. */
function itself(graph: ResourceGraph, declaredBy: ResourceNode): AccessSource {
  const isInline = declaredBy.type !== types.securityGroupRule;
  const groups = isInline ? [declaredBy] : graph.follow(declaredBy, "securityGroupId", groupTypes).nodes;
  return { kind: "group", groups, foreign: [], isCertain: true };
}

function standaloneRule(graph: ResourceGraph, rule: ResourceNode, direction: Direction): AccessRule {
  const given = property(rule, "tags");
  const isOfAws = isProperties(given) && typeof given[tags.awsPrefixList] === "string";
  const protocol = asText(property(rule, "ipProtocol"));
  const cidrs = ["cidrIpv4", "cidrIpv6"].flatMap((name) => cidrSources(single(property(rule, name))));
  const list = single(property(rule, "prefixListId"));
  const lists = isOfAws ? [{ kind: "aws-prefix-list" } as const] : prefixListSources(graph, rule, "prefixListId", list);
  const referenced = single(property(rule, "referencedSecurityGroupId"));
  return {
    declaredBy: rule,
    direction,
    protocol: protocol ?? notKnown,
    fromPort: asNumber(property(rule, "fromPort")),
    toPort: asNumber(property(rule, "toPort")),
    sources: [...cidrs, ...lists, ...groupSources(graph, rule, "referencedSecurityGroupId", referenced)],
  };
}

function legacyRule(graph: ResourceGraph, rule: ResourceNode, direction: Direction): AccessRule {
  const names = ["cidrBlocks", "ipv6CidrBlocks", "prefixListIds", "sourceSecurityGroupId", "self"];
  const bag = Object.fromEntries(
    [...names, "protocol", "fromPort", "toPort"].flatMap((name) => {
      const value = property(rule, name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
  return ruleFrom(graph, rule, direction, bag);
}

const groupsById = remember(
  () => "",
  (graph) => new Map(groupTypes.flatMap((type) => graph.ofType(type)).map((group) => [group.id, group])),
);

/** The groups that a rule names; one that is not known yet may be any of those that flowed into the property. */
function groupSources(
  graph: ResourceGraph,
  declaredBy: ResourceNode,
  through: string,
  ids: readonly (string | Unknown)[] | Unknown,
): readonly AccessSource[] {
  if (ids !== notKnown && ids.length === 0) return [];
  const known = (ids === notKnown ? [] : ids).filter((id) => id !== notKnown);
  const owned = known.flatMap((id) => groupsById(graph).get(id) ?? []);
  const foreign = known.filter((id) => owned.every((group) => group.id !== id));
  const certain: AccessSource = { kind: "group", groups: owned, foreign, isCertain: true };
  const isComplete = ids !== notKnown && known.length === ids.length;
  if (isComplete && foreign.length === 0) return [certain];
  const flowed = graph.origins(declaredBy, through, groupTypes).filter((group) => group !== declaredBy);
  // A policy pack is not shown the ids of groups: one that it cannot place may be that of any group that flowed in.
  const meant = isComplete ? flowed.filter(({ id }) => id === undefined) : flowed;
  if (isComplete && meant.length === 0) return [certain];
  return [certain, { kind: "group", groups: meant, foreign: [], isCertain: meant.length === 1 }];
}

function single(value: Value | undefined): readonly (string | Unknown)[] {
  const read = asText(value);
  return read === undefined || read === "" ? [] : [read];
}

function cidrSources(cidrs: readonly (string | Unknown)[] | Unknown): readonly AccessSource[] {
  if (cidrs === notKnown) return [{ kind: "unknown" }];
  return cidrs.map((cidr) => (cidr === notKnown ? { kind: "unknown" } : { kind: "cidr", cidr }));
}
