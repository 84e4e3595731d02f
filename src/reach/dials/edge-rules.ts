import { asNumber, asText, number, objects, property, text } from "../../graph/read";
import type { ResourceNode } from "../../graph/resource";
import type { ResourceGraph } from "../../graph/resource-graph";
import { types } from "../../graph/types";
import { isList, isProperties, notKnown, type Properties, type Unknown, type Value } from "../../graph/value";
import type { Condition } from "./conditions";
import { readExpression } from "./expression";
import { bothHold, matchPattern } from "./pattern";

/** One rule of the edge: to which requests it applies, and what it does with them. */
export interface EdgeRule {
  readonly declaredBy: ResourceNode;
  /** What a person calls it: `rule "api" of ruleset "origin-rules"`. */
  readonly label: string;
  readonly applies: Condition;
  /** The action's parameters; unknown where nobody knows what it does. */
  readonly does: Properties | Unknown;
}

/** Gives the resources of a type that belong to the zone in question. */
export type Members = (type: string) => readonly ResourceNode[];

/** Lists the enabled rules of one phase of a zone in the order in which the edge runs them. */
export function phaseRules(graph: ResourceGraph, members: Members, phase: string): readonly EdgeRule[] {
  // A ruleset of which nobody knows the zone may be this one's.
  const lost = graph.adrift(types.ruleset, "zoneId", [types.zone]);
  const rulesets = [...new Set([...members(types.ruleset), ...lost])];
  return rulesets.flatMap((ruleset) => {
    const own = text(ruleset, "phase");
    if (own !== phase && own !== notKnown) return [];
    const isCertain = own === phase && !lost.includes(ruleset);
    return rulesOf(ruleset).map((rule) => (isCertain ? rule : { ...rule, applies: () => notKnown }));
  });
}

function rulesOf(ruleset: ResourceNode): readonly EdgeRule[] {
  const rules = objects(ruleset, "rules");
  if (rules === notKnown) return [{ ...lostRule(ruleset), label: `a rule of ruleset "${ruleset.name}"` }];
  return rules.flatMap((rule, index): readonly EdgeRule[] => {
    const name = rule === notKnown ? undefined : (asText(rule.description) ?? asText(rule.ref));
    const label = `rule ${typeof name === "string" ? `"${name}"` : index + 1} of ruleset "${ruleset.name}"`;
    if (rule === notKnown) return [{ ...lostRule(ruleset), label }];
    if (rule.enabled === false) return [];
    const expression = asText(rule.expression);
    const applies: Condition = typeof expression === "string" ? readExpression(expression) : () => notKnown;
    const isCertain = rule.enabled !== notKnown;
    return [
      { declaredBy: ruleset, label, applies: isCertain ? applies : () => notKnown, does: block(rule.actionParameters) },
    ];
  });
}

function lostRule(declaredBy: ResourceNode): Omit<EdgeRule, "label"> {
  return { declaredBy, applies: () => notKnown, does: notKnown };
}

/**
 * Lists the active page rules of a zone, the one that wins last.
 * @see https://developers.cloudflare.com/rules/page-rules/ read 2026-10-05: only the matching rule of the highest priority applies
 */
export function pageRules(graph: ResourceGraph, members: Members): readonly EdgeRule[] {
  const lost = graph.adrift(types.pageRule, "zoneId", [types.zone]);
  const rules = [...new Set([...members(types.pageRule), ...lost])];
  return rules
    .filter((rule) => text(rule, "status") !== "disabled")
    .toSorted((a, b) => priorityOf(a) - priorityOf(b))
    .map((rule) => {
      const target = text(rule, "target");
      const isCertain =
        !lost.includes(rule) && text(rule, "status") !== notKnown && number(rule, "priority") !== notKnown;
      const applies: Condition = typeof target === "string" && isCertain ? targetCondition(target) : () => notKnown;
      return { declaredBy: rule, label: `page rule "${rule.name}"`, applies, does: block(property(rule, "actions")) };
    });
}

/** Lists the routes of a zone's Workers; what one takes is unknown where its pattern or its script is. */
export function workerRoutes(graph: ResourceGraph, members: Members): readonly EdgeRule[] {
  const lost = graph.adrift(types.workersRoute, "zoneId", [types.zone]);
  return [...new Set([...members(types.workersRoute), ...lost])].map((route) => {
    const pattern = text(route, "pattern");
    const script = text(route, "script");
    const isKnown = typeof pattern === "string" && script !== notKnown && !lost.includes(route);
    return {
      declaredBy: route,
      label: `Worker route "${route.name}"`,
      applies: isKnown ? targetCondition(pattern) : () => notKnown,
      does: isKnown ? { script: script === undefined ? "" : "a script" } : notKnown,
    };
  });
}

/** @see https://developers.cloudflare.com/api/resources/page_rules/ "priority": a higher number wins, and 1 is the default */
function priorityOf(rule: ResourceNode): number {
  const priority = number(rule, "priority");
  return typeof priority === "number" ? priority : 1;
}

/**
 * Reads the address pattern of a page rule or a Worker's route: without a scheme it stands for both, and a `*` in its
 * hostname does not reach into the path.
 * @see https://developers.cloudflare.com/rules/page-rules/reference/wildcard-matching/ read 2026-10-05
 */
export function targetCondition(target: string): Condition {
  const [, scheme = "*", host = "", path] =
    /^(?:(https?|\*):\/\/)?([^/:]*)(?::[^/]*)?(\/.*)?$/s.exec(target.toLowerCase()) ?? [];
  const paths = path ?? (host.endsWith("*") ? "*" : "/");
  return (request) =>
    bothHold(
      bothHold(matchPattern(request.scheme, scheme), matchPattern(request.host, host)),
      matchPattern("/*", paths),
    );
}

/** Reads a nested block: some versions of the provider write it as a list of one. */
function block(value: Value | undefined): Properties | Unknown {
  const only = isList(value) ? value.at(0) : value;
  if (only === notKnown) return notKnown;
  return isProperties(only) ? only : {};
}

/** Reads a property of a nested block; undefined, or an empty block, where it is not set. */
export const within = {
  text: (from: Properties | Unknown, name: string) => (from === notKnown ? notKnown : asText(from[name]) || undefined),
  number: (from: Properties | Unknown, name: string) =>
    from === notKnown ? notKnown : asNumber(from[name]) || undefined,
  block: (from: Properties | Unknown, name: string) => (from === notKnown ? notKnown : block(from[name])),
  isSet: (from: Properties | Unknown, name: string) => from === notKnown || (from[name] ?? undefined) !== undefined,
};
