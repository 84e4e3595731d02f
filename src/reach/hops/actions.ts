import { asObjects, asText, asTexts, number, objects } from "../../graph/read";
import type { ResourceNode } from "../../graph/resource";
import type { ResourceGraph } from "../../graph/resource-graph";
import { types } from "../../graph/types";
import { notKnown, type Properties, type Unknown } from "../../graph/value";

/** What a listener does with requests for a hostname: a rule's action, or its own default. */
export interface Action {
  readonly declaredBy: ResourceNode;
  /** The last of its actions, which hands the request on or answers it; not known or none where undefined. */
  readonly last: Properties | undefined;
  /** The property of `declaredBy` that holds it. */
  readonly property: "actions" | "defaultActions";
  /** Which of the requests meet it: all that are left, some such as those for a path, or nobody knows. */
  readonly share: "rest" | "some" | "maybe";
}

/** The actions in the order in which requests meet them; the last one takes what is left. */
export interface Actions {
  readonly all: readonly Action[];
  /** The last of them, which takes what is left. */
  readonly rest: Action;
  /** Rules of which no host condition fits. */
  readonly passedBy: readonly ResourceNode[];
}

/**
 * Finds the actions that a listener has for a hostname. Rules are tried by priority, the default action comes last.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html#listener-rules
 */
export function actionsFor(graph: ResourceGraph, listener: ResourceNode, hostname: string | undefined): Actions {
  const own = graph.referring(listener, types.listenerRule, "listenerArn", "arn");
  const adrift = graph.adrift(types.listenerRule, "listenerArn", [types.listener], "arn");
  const byPriority = [...own].toSorted((a, b) => priorityOf(a) - priorityOf(b));
  const hasOrder = own.every((rule) => Number.isFinite(priorityOf(rule)));
  const passedBy: ResourceNode[] = [];
  const all: Action[] = adrift.map((rule) => actionOf(rule, "actions", "maybe"));
  for (const rule of byPriority) {
    const share = shareOf(rule, hostname);
    if (share === "none") {
      passedBy.push(rule);
      continue;
    }
    const action = actionOf(rule, "actions", share === "rest" && !hasOrder ? "maybe" : share);
    all.push(action);
    if (action.share === "rest") return { all, rest: action, passedBy };
  }
  const rest = actionOf(listener, "defaultActions", "rest");
  return { all: [...all, rest], rest, passedBy };
}

function priorityOf(rule: ResourceNode): number {
  const priority = number(rule, "priority");
  return typeof priority === "number" ? priority : Number.POSITIVE_INFINITY;
}

function actionOf(node: ResourceNode, property: Action["property"], share: Action["share"]): Action {
  const actions = objects(node, property);
  const last = actions === notKnown ? undefined : actions.at(-1);
  return { declaredBy: node, last: last === notKnown || last?.type === notKnown ? undefined : last, property, share };
}

/** All conditions of a rule must hold; one on something else than the host takes some of the requests. */
function shareOf(rule: ResourceNode, hostname: string | undefined): Action["share"] | "none" {
  const conditions = objects(rule, "conditions");
  if (conditions === notKnown || conditions.includes(notKnown) || hostname === undefined) return "maybe";
  const shares = conditions.map((condition) =>
    condition === notKnown ? "maybe" : conditionShare(condition, hostname),
  );
  for (const share of ["none", "maybe", "some"] as const) if (shares.includes(share)) return share;
  return "rest";
}

function conditionShare(condition: Properties, hostname: string): Action["share"] | "none" {
  const [host] = listOf(condition.hostHeader);
  if (host === undefined) return condition.hostHeader === undefined ? otherShare(condition) : "maybe";
  if (host === notKnown) return "maybe";
  const values = asTexts(host.values);
  if (values === notKnown) return "maybe";
  if (values.some((value) => value !== notKnown && matchesHost(value, hostname))) return "rest";
  return values.includes(notKnown) || values.length === 0 ? "maybe" : "none";
}

/** Every path begins with a slash, so that these patterns leave no request over. */
const everyPath: readonly (string | Unknown)[] = ["*", "/*"];

/**
 * A condition on something else than the host takes some of the requests, unless it is one that no request fails.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html#path-conditions
 */
function otherShare(condition: Properties): Action["share"] {
  const [path] = listOf(condition.pathPattern);
  if (path === undefined) return "some";
  const values = path === notKnown ? notKnown : asTexts(path.values);
  if (values === notKnown) return "maybe";
  return values.some((value) => everyPath.includes(value)) ? "rest" : "some";
}

function listOf(value: Properties[string] | undefined): readonly (Properties | Unknown)[] {
  const list = asObjects(value);
  return list === notKnown ? [notKnown] : list;
}

/**
 * Reports whether a hostname fits a host condition: `*` stands for any number of characters, `?` for one.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html#host-conditions
 */
export function matchesHost(pattern: string, hostname: string): boolean {
  return matches(pattern.toLowerCase(), hostname.toLowerCase());
}

/** Walks both texts and goes back to the last star where they part: linear in memory, and never exponential. */
function matches(pattern: string, subject: string): boolean {
  let [p, s, star, mark] = [0, 0, -1, 0];
  while (s < subject.length) {
    if (pattern[p] === "*") [star, mark, p] = [p, s, p + 1];
    else if (pattern[p] === "?" || pattern[p] === subject[s]) [p, s] = [p + 1, s + 1];
    else if (star >= 0) [p, s, mark] = [star + 1, mark + 1, mark + 1];
    else return false;
  }
  return /^\**$/.test(pattern.slice(p));
}

/** The status with which an action answers by itself; undefined where it does something else. */
export function fixedStatus({ last }: Action): number | Unknown | undefined {
  if (last?.type !== "fixed-response") return undefined;
  const [block] = listOf(last.fixedResponse);
  if (block === undefined || block === notKnown) return notKnown;
  const status = asText(block.statusCode);
  return typeof status === "string" && /^\d{3}$/.test(status) ? Number(status) : notKnown;
}
