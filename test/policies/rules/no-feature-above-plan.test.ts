import { expect, test } from "vitest";
import { evaluate } from "../../../policies/evaluate";
import type { Site } from "../../../policies/example";
import { exampleRanges, graphOf, settingsOf, urnOf } from "../../../policies/example-graph";
import { output, resource } from "../../../policies/sites";
import { type Plan, plans } from "../../../src/findings/settings";
import { types } from "../../../src/graph/types";

const check = resource(types.healthcheck, {
  zoneId: output("zone", "id"),
  name: "origin",
  address: output("balancer", "dnsName"),
  type: "HTTPS",
  httpConfig: { port: 443, path: "/" },
});

function foundOn(plan: Plan | null, add: Site) {
  const example = { title: "", parameters: { plan }, add };
  const { findings } = evaluate(graphOf(example), { edgeRanges: exampleRanges, settings: settingsOf(example) });
  return findings.filter(({ policy }) => policy === "no-feature-above-plan");
}

function ruleset(...actionParameters: readonly Record<string, string | { readonly [key: string]: string | number }>[]) {
  return resource(types.ruleset, {
    zoneId: output("zone", "id"),
    phase: "http_request_origin",
    rules: actionParameters.map((each) => ({ action: "route", expression: "true", actionParameters: each })),
  });
}

test("reports a health check on the plan Free alone", () => {
  const plansWith = plans.filter((plan) => foundOn(plan, { check }).length > 0);
  expect(plansWith).toEqual(["free"]);
  expect(foundOn("free", { check }).map(({ resource: urn, what, fix }) => [urn, what, fix])).toEqual([
    [
      urnOf(types.healthcheck, "check"),
      'The plan "free" has no health check, and "check" is one; it comes with "pro".',
      "Leave it out, or correct plan in no521.yaml.",
    ],
  ]);
});

test("says nothing where nobody has said the plan", () => {
  expect(foundOn(null, { check, rule: ruleset({ hostHeader: "www.example.com" }) })).toEqual([]);
});

test("reports each kind of override once, and a change of the port not at all", () => {
  const rule = ruleset(
    { origin: { port: 443 } },
    { hostHeader: "www.example.com" },
    { hostHeader: "www.example.com", sni: { value: "www.example.com" } },
    { origin: { host: "origin.example.com" } },
  );
  expect(foundOn("business", { rule }).map(({ what }) => what)).toHaveLength(3);
  expect(foundOn("enterprise", { rule })).toEqual([]);
});

test("passes over rulesets of other phases, and over rules that are not known or off", () => {
  const zoneId = output("zone", "id");
  const header = { actionParameters: { hostHeader: "www.example.com" } };
  const rules = {
    other: resource(types.ruleset, { zoneId, phase: "http_request_transform", rules: [header] }),
    off: resource(types.ruleset, { zoneId, phase: "http_request_origin", rules: [{ ...header, enabled: false }] }),
    bare: resource(types.ruleset, { zoneId, phase: "http_request_origin", rules: [{ action: "route" }] }),
    open: resource(types.ruleset, { zoneId, phase: "http_request_origin", rules: output("zone", "name") }),
  };
  expect(foundOn("free", rules)).toEqual([]);
});
