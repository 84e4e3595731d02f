import { asText, objects, property, texts } from "../src/graph/read";
import type { ResourceNode } from "../src/graph/resource";
import type { ResourceGraph } from "../src/graph/resource-graph";
import { isProperties, notKnown, type Properties, type Value } from "../src/graph/value";
import { type Cidr, overlaps, parseCidr } from "../src/net/cidr";
import { offPath } from "./off-path-types";
import { type AclRule, isSet, parts, referred, rulesOf } from "./web-acl";

/**
 * Finds a range of Cloudflare that a web ACL refuses by default: its default action is to block, and none of the rules
 * that allow is for the range. Undefined where every range may get in, or a rule is not known.
 * @see https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-default-action.html read 2026-11-23
 */
export function refusedByDefault(
  graph: ResourceGraph,
  acl: ResourceNode,
  edgeRanges: readonly string[],
): string | undefined {
  if (!isSet(property(acl, "defaultAction"), "block") || !isInSight(graph, acl)) return undefined;
  const bounds = rulesOf(graph, acl)
    .filter(({ action }) => isSet(action, "allow"))
    .map((rule) => boundOf(graph, rule, rule.statement));
  const known = bounds.filter((bound) => bound !== undefined);
  if (known.length < bounds.length) return undefined;
  const held = known.flat();
  return edgeRanges.find((range) => {
    const cidr = parseCidr(range);
    return cidr !== undefined && !held.some((each) => overlaps(each, cidr));
  });
}

/** Reports whether all rules are known; a group of this program is, and AWS's own groups allow nobody. */
function isInSight(graph: ResourceGraph, acl: ResourceNode): boolean {
  const rules = objects(acl, "rules");
  if (rules === notKnown || graph.adrift(offPath.webAclRule, "webAclArn", [offPath.webAcl], "arn").length > 0) {
    return false;
  }
  const separate = graph.referring(acl, offPath.webAclRule, "webAclArn", "arn");
  const statements = [
    ...rules.map((rule) => (rule === notKnown ? notKnown : rule.statement)),
    ...separate.map((rule) => property(rule, "statement")),
  ];
  const groups = statements.filter((each) => isProperties(each) && isProperties(each.ruleGroupReferenceStatement));
  const own = [acl, ...separate].flatMap((node) =>
    ["rules", "statement"].flatMap((name) => graph.follow(node, name, [offPath.ruleGroup], "arn").nodes),
  );
  return (
    statements.every((statement) => isProperties(statement) && !isOfStrangers(statement)) &&
    new Set(own).size === groups.length &&
    own.every((group) => objects(group, "rules") !== notKnown)
  );
}

function isOfStrangers({ managedRuleGroupStatement: group }: Properties): boolean {
  return isProperties(group) && asText(group.vendorName) !== "AWS";
}

/** Networks outside of which a statement matches no connection; undefined where it may match any. */
function boundOf(graph: ResourceGraph, rule: AclRule, statement: Value | undefined): readonly Cidr[] | undefined {
  if (!isProperties(statement)) return undefined;
  const { ipSetReferenceStatement: set, andStatement: all, orStatement: any } = statement;
  if (isProperties(set)) return isProperties(set.ipSetForwardedIpConfig) ? undefined : heldBy(graph, rule, set);
  const inner = (joined: Properties) => parts(joined).map((each) => boundOf(graph, rule, each));
  if (isProperties(all)) return inner(all).find((bound) => bound !== undefined);
  if (!isProperties(any)) return undefined;
  const bounds = inner(any);
  return bounds.every((bound) => bound !== undefined) ? bounds.flat() : undefined;
}

/** Before ids are known a reference may be any of the sets that flowed into the rules: the bound is all of them. */
function heldBy(graph: ResourceGraph, rule: AclRule, reference: Properties): readonly Cidr[] | undefined {
  const sets = referred(graph, rule, reference, offPath.ipSet);
  const addresses = sets.map((set) => texts(set, "addresses"));
  if (sets.length === 0) return undefined;
  const read: Cidr[] = [];
  for (const list of addresses) {
    if (list === notKnown || list.includes(notKnown)) return undefined;
    read.push(...list.flatMap((address) => (typeof address === "string" ? (parseCidr(address) ?? []) : [])));
  }
  return read;
}
