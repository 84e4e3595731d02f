import { asNumber, asObjects, asText, objects, property, texts } from "../src/graph/read";
import type { ResourceNode } from "../src/graph/resource";
import type { ResourceGraph } from "../src/graph/resource-graph";
import { isList, isProperties, notKnown, type Properties, type Value } from "../src/graph/value";
import { type Cidr, overlaps, parseCidr, subtract } from "../src/net/cidr";
import { offPath } from "./off-path-types";

/** A rule of a web ACL, wherever it is written. */
export interface AclRule {
  readonly declaredBy: ResourceNode;
  readonly name: string;
  readonly action: Value | undefined;
  readonly statement: Properties;
  /** The property of `declaredBy` through which it refers to other resources. */
  readonly through: string;
  /** Its place among the rules of the web ACL, the lowest first; undefined where nobody knows it. */
  readonly priority: number | undefined;
}

/**
 * Lists the rules of a web ACL: its own, those that are resources of their own, and those of the rule groups that it
 * refers to. A group whose actions are overridden with "count" lets everybody through.
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-group-override-options.html
 */
export function rulesOf(graph: ResourceGraph, acl: ResourceNode): readonly AclRule[] {
  const own = listed(acl);
  const separate = graph.referring(acl, offPath.webAclRule, "webAclArn", "arn").flatMap((node): readonly AclRule[] => {
    const statement = property(node, "statement");
    const name = asText(property(node, "name"));
    if (!isProperties(statement)) return [];
    const priority = knownNumber(property(node, "priority"));
    return [{ ...named(node, name), action: property(node, "action"), statement, through: "statement", priority }];
  });
  return [...own, ...separate].flatMap((rule) =>
    refersToGroup(rule) ? groupRules(graph, rule).map((each) => ({ ...each, priority: rule.priority })) : [rule],
  );
}

function listed(node: ResourceNode): readonly AclRule[] {
  const rules = objects(node, "rules");
  if (rules === notKnown) return [];
  return rules.flatMap((rule): readonly AclRule[] => {
    if (rule === notKnown || !isProperties(rule.statement)) return [];
    const action = isSet(rule.overrideAction, "count") ? { count: {} } : rule.action;
    const priority = knownNumber(rule.priority);
    return [{ ...named(node, asText(rule.name)), action, statement: rule.statement, through: "rules", priority }];
  });
}

function knownNumber(value: Value | undefined): number | undefined {
  const number = asNumber(value);
  return number === notKnown ? undefined : number;
}

function named(declaredBy: ResourceNode, name: ReturnType<typeof asText>): Pick<AclRule, "declaredBy" | "name"> {
  return { declaredBy, name: typeof name === "string" ? name : declaredBy.name };
}

function refersToGroup({ statement }: AclRule): boolean {
  return isProperties(statement.ruleGroupReferenceStatement);
}

function groupRules(graph: ResourceGraph, rule: AclRule): readonly AclRule[] {
  if (isSet(rule.action, "count")) return [];
  const [group, ...others] = referred(graph, rule, rule.statement.ruleGroupReferenceStatement, offPath.ruleGroup);
  return group === undefined || others.length > 0 ? [] : listed(group);
}

/** Gives the resource that a reference names; before ids are known all that flowed into the rules may be it. */
export function referred(
  graph: ResourceGraph,
  { declaredBy, through }: AclRule,
  reference: Value | undefined,
  type: string,
): readonly ResourceNode[] {
  const arn = isProperties(reference) ? asText(reference.arn) : undefined;
  const flowed = graph.follow(declaredBy, through, [type], "arn").nodes;
  return typeof arn === "string" ? flowed.filter((node) => property(node, "arn") === arn) : flowed;
}

/** Reports whether a rule turns requests away; one that only counts lets everybody through. */
export function turnsAway({ action }: AclRule): boolean {
  return isSet(action, "block");
}

/** Reports whether an action is this one. */
export function isSet(value: Value | undefined, name: string): boolean {
  return isProperties(value) && value[name] !== undefined && value[name] !== null;
}

/** Completes "Rule x …": what a rule judges by the address of the connection, at any depth; undefined for none. */
export function judgedByConnection(
  graph: ResourceGraph,
  rule: AclRule,
  edgeRanges: readonly string[],
): string | undefined {
  return judged(rule.statement, false);

  function judged(statement: Value | undefined, isNegated: boolean): string | undefined {
    if (!isProperties(statement)) return undefined;
    const { rateBasedStatement: rate, geoMatchStatement: geo, ipSetReferenceStatement: set } = statement;
    if (isProperties(rate) && (asText(rate.aggregateKeyType) ?? "IP") === "IP") return "counts requests";
    if (isProperties(geo) && isOfConnection(geo.forwardedIpConfig)) return "judges the country";
    if (isProperties(set) && isOfConnection(set.ipSetForwardedIpConfig)) return blockedBySet(set, isNegated);
    const { andStatement: all, orStatement: any, notStatement: not } = statement;
    return firstOf(all, isNegated) ?? firstOf(any, isNegated) ?? firstOf(not, !isNegated);
  }

  function firstOf(joined: Value | undefined, isNegated: boolean): string | undefined {
    const inner = isProperties(joined) ? parts(joined) : [];
    return inner.map((statement) => judged(statement, isNegated)).find((by) => by !== undefined);
  }

  /** What is turned away is the set, or everything but the set. */
  function blockedBySet(reference: Properties, isNegated: boolean): string | undefined {
    const [set, ...others] = referred(graph, rule, reference, offPath.ipSet);
    const addresses = set === undefined ? notKnown : texts(set, "addresses");
    if (set === undefined || others.length > 0 || addresses === notKnown || addresses.includes(notKnown))
      return undefined;
    const held = addresses.flatMap((address) => (typeof address === "string" ? (parseCidr(address) ?? []) : []));
    const isOfSet = (range: string) => {
      const cidr = parseCidr(range);
      return cidr !== undefined && held.some((each) => overlaps(each, cidr));
    };
    const family = held.at(0)?.family;
    const ranges = edgeRanges.filter((range) => parseCidr(range)?.family === family);
    const refused = ranges.find((range) => isOfSet(range) !== isNegated);
    return refused === undefined ? undefined : `turns ${refused} away`;
  }
}

/**
 * Reports whether the rules before one allow all of the edge's addresses: an allowed request meets no further rule.
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-rule-actions.html read 2026-12-01
 */
export function isPreceded(
  graph: ResourceGraph,
  rules: readonly AclRule[],
  { priority }: AclRule,
  edge: readonly Cidr[],
): boolean {
  const before = rules.filter(
    (other) => isSet(other.action, "allow") && priority !== undefined && (other.priority ?? priority) < priority,
  );
  // Before arns are known a reference may be to any of the sets, which does not matter where all of them are allowed.
  const isAnySetAllowed = rules.every((other) => before.includes(other) || !namesSet(other.statement));
  const allowed = before.flatMap((other) => allowedAddresses(graph, other, isAnySetAllowed));
  return allowed.length > 0 && subtract(edge, allowed).length === 0;
}

/** Reports whether a statement refers to an IP set, at any depth. */
function namesSet(statement: Value | undefined): boolean {
  if (isList(statement)) return statement.some(namesSet);
  if (!isProperties(statement)) return false;
  return Object.entries(statement).some(
    ([name, inner]) => (name === "ipSetReferenceStatement" && isProperties(inner)) || namesSet(inner),
  );
}

/** The addresses of the connection for which a rule is certain to match: those of its set, or of any of them. */
function allowedAddresses(graph: ResourceGraph, rule: AclRule, isAny: boolean): readonly Cidr[] {
  const { ipSetReferenceStatement: reference } = rule.statement;
  if (!isProperties(reference) || !isOfConnection(reference.ipSetForwardedIpConfig)) return [];
  const sets = referred(graph, rule, reference, offPath.ipSet);
  if (sets.length > 1 && !isAny) return [];
  return sets.flatMap((set) => {
    const addresses = texts(set, "addresses");
    const known = addresses === notKnown ? [] : addresses;
    return known.flatMap((address) => (typeof address === "string" ? (parseCidr(address) ?? []) : []));
  });
}

/** Lists the statements that one joins. */
export function parts(joined: Properties): readonly Value[] {
  const list = asObjects(joined.statements ?? joined.statement);
  return list === notKnown ? [] : list;
}

/** Without the setting the address of the connection is meant. */
function isOfConnection(forwarded: Value | undefined): boolean {
  return forwarded === undefined || forwarded === null;
}
