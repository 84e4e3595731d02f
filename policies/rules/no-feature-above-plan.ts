import type { Draft } from "../../src/findings/draft";
import { type Plan, plans } from "../../src/findings/settings";
import { objects, text } from "../../src/graph/read";
import type { ResourceNode } from "../../src/graph/resource";
import { types } from "../../src/graph/types";
import { isProperties, notKnown, type Properties } from "../../src/graph/value";
import type { Inputs } from "../example";
import { definePolicy } from "../policy";
import { output, resource } from "../sites";

/** What a resource asks of Cloudflare, and the least plan that has it. */
interface Feature {
  readonly what: string;
  readonly plan: Plan;
}

/** @see https://developers.cloudflare.com/rules/origin-rules/#availability */
const overrides: Readonly<Record<string, Feature>> = {
  hostHeader: { what: "Origin Rule that changes the Host header", plan: "enterprise" },
  sni: { what: "Origin Rule that changes the SNI", plan: "enterprise" },
  host: { what: "Origin Rule that changes where a name leads", plan: "enterprise" },
};

/** @see https://developers.cloudflare.com/health-checks/ */
const healthcheck: Feature = { what: "health check", plan: "pro" };

function originRule(actionParameters: Inputs) {
  return resource(types.ruleset, {
    zoneId: output("zone", "id"),
    name: "origin",
    kind: "zone",
    phase: "http_request_origin",
    rules: [{ action: "route", expression: "true", actionParameters }],
  });
}

export default definePolicy({
  id: "no-feature-above-plan",
  summary: "Disallow what the plan of the zones does not have",
  cause: "plan-lacks-feature",
  kind: "hazard",
  severity: "warning",
  codes: ["deploy"],
  appliesTo: [types.ruleset, types.healthcheck],
  parameters: ["plan"],
  docs: {
    why: [
      "The API of Cloudflare refuses what a plan does not have, in the middle of an update: what comes before stands, what comes after does not.",
      "Origin Rules change the port on every plan, and the rest on Enterprise; health checks come with Pro.",
      "No program tells the plan of a zone that it does not make, so `plan` in no521.yaml does.",
    ].join(" "),
    unknownWhen: "Nobody has said the plan.",
    whenNotToUse: "The account has bought the feature beside its plan.",
    sources: [
      "https://developers.cloudflare.com/rules/origin-rules/",
      "https://developers.cloudflare.com/health-checks/",
    ],
  },
  examples: {
    good: [
      {
        title: "on the plan Free, whose Origin Rule changes the port to the usual one",
        parameters: { plan: "free" },
        add: { rule: originRule({ origin: { port: 443 } }) },
      },
    ],
    bad: [
      {
        title: "on the plan Business, whose Origin Rule changes the Host header",
        parameters: { plan: "business" },
        add: { rule: originRule({ hostHeader: "www.example.com" }) },
      },
    ],
  },
  check({ graph, parameters: { plan } }) {
    if (plan === null) return [];
    return [
      ...graph.ofType(types.ruleset).flatMap((ruleset) => judge(ruleset, overridesOf(ruleset), plan)),
      ...graph.ofType(types.healthcheck).flatMap((check) => judge(check, [healthcheck], plan)),
    ];
  },
});

function judge(node: ResourceNode, features: readonly Feature[], plan: Plan): readonly Draft[] {
  const missing = features.filter((feature) => plans.indexOf(feature.plan) > plans.indexOf(plan));
  return missing.map(({ what, plan: needed }) => ({
    resource: node.urn,
    codes: ["deploy"],
    hostnames: [],
    what: `The plan "${plan}" has no ${what}, and "${node.name}" is one; it comes with "${needed}".`,
    fix: "Leave it out, or correct plan in no521.yaml.",
    related: [],
    key: what,
  }));
}

/** Lists what the rules of a ruleset override; a rule that is not known may override nothing. */
function overridesOf(ruleset: ResourceNode): readonly Feature[] {
  const rules = objects(ruleset, "rules");
  if (text(ruleset, "phase") !== "http_request_origin" || rules === notKnown) return [];
  const found = rules.flatMap((rule) => (rule === notKnown || rule.enabled === false ? [] : parametersIn(rule)));
  return Object.entries(overrides).flatMap(([name, feature]) => (found.includes(name) ? [feature] : []));
}

function parametersIn({ actionParameters }: Properties): readonly string[] {
  if (!isProperties(actionParameters)) return [];
  const { origin } = actionParameters;
  return [...setIn(actionParameters), ...(isProperties(origin) ? setIn(origin) : [])];
}

function setIn(properties: Properties): readonly string[] {
  return Object.entries(properties).flatMap(([name, value]) => (value === null || value === notKnown ? [] : [name]));
}
