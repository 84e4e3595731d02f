import { describe, expect, test } from "vitest";
import { types } from "../../../src/graph/types";
import { notKnown, type Value } from "../../../src/graph/value";
import { modes, ref, type Site, type Spec, siteWith } from "../site";
import { all, fine, http, https, pageRule, type RuleSpec, rowsOf, rule, ruleset, seen } from "./seen";

const mine = 'http.host eq "www.example.com"';
const plain80 = https("522 nothing-listens");
const config = (...rules: readonly RuleSpec[]) => ruleset("http_config_settings", ...rules);
const flexible = { ssl: "flexible" };

type Case = readonly [title: string, changes: Parameters<typeof siteWith>[0], seen: Readonly<Record<string, string>>];

const override = (settings: Value): Spec => ({
  type: types.zoneSettingsOverride,
  inputs: { zoneId: ref("zone"), settings },
});

const cases: readonly Case[] = [
  ["a configuration rule that names the hostname sets its mode", { c: config(rule(mine, flexible)) }, plain80],
  ["a configuration rule for all sets it too", { c: config(rule("true", flexible)) }, plain80],
  ["one for another hostname does not", { c: config(rule('http.host eq "api.example.com"', flexible)) }, fine],
  ["a rule that is switched off does nothing", { c: config(rule(mine, flexible, { enabled: false })) }, fine],
  ["a rule that sets something else leaves the mode", { c: config(rule(mine, { minify: true })) }, fine],
  [
    "of several rules the last one wins",
    { c: config(rule(mine, flexible), rule('ends_with(http.host, ".example.com")', { ssl: "strict" })) },
    fine,
  ],
  [
    "an expression that asks for more than the hostname leaves it open",
    { c: config(rule("ip.src eq 192.0.2.1", flexible)) },
    https("unknown"),
  ],
  ["unless it sets what holds anyway", { c: config(rule("ip.src eq 192.0.2.1", { ssl: "strict" })) }, fine],
  [
    "unless it cannot touch the hostname",
    { c: config(rule('ip.src eq 192.0.2.1 and http.host eq "a.example.com"', flexible)) },
    fine,
  ],
  ["a mode that is not known leaves it open", { c: config(rule(mine, { ssl: notKnown })) }, https("unknown")],
  ["parameters that are not known leave it open", { c: config(rule(mine, notKnown)) }, https("unknown")],
  ["a rule that is not known leaves it open", { c: config(notKnown) }, https("unknown")],
  [
    "a switch that is not known leaves it open",
    { c: config(rule(mine, flexible, { enabled: notKnown })) },
    https("unknown"),
  ],
  ["a mode that Cloudflare has not leaves it open", { c: config(rule(mine, { ssl: "Strict" })) }, https("unknown")],
  [
    "a ruleset of another phase sets no mode",
    { c: ruleset("http_request_firewall_custom", rule("true", flexible)) },
    fine,
  ],
  [
    "the mode of the zone does not matter where a rule sets it",
    { ssl: { value: "flexible" }, c: config(rule(mine, { ssl: "strict" })) },
    fine,
  ],
  ["a page rule sets the mode", { p: pageRule("www.example.com/*", flexible) }, plain80],
  [
    "a page rule with a scheme sets it for that scheme alone",
    { p: pageRule("http://www.example.com/*", flexible) },
    fine,
  ],
  [
    "a page rule for a part of the paths leaves it open",
    { p: pageRule("www.example.com/admin/*", flexible) },
    https("unknown"),
  ],
  ["a page rule for another hostname does nothing", { p: pageRule("*api.example.com/*", flexible) }, fine],
  ["a disabled page rule does nothing", { p: pageRule("*example.com/*", flexible, { status: "disabled" }) }, fine],
  [
    "a configuration rule wins over a page rule",
    { p: pageRule("*example.com/*", flexible), c: config(rule(mine, { ssl: "strict" })) },
    fine,
  ],
  [
    "of two page rules the one of the higher priority wins",
    {
      p: pageRule("*example.com/*", flexible, { priority: 1 }),
      q: pageRule("www.example.com/*", { ssl: "strict" }, { priority: 2 }),
    },
    fine,
  ],
  [
    "a page rule of higher priority hides a lower one even where it is silent",
    {
      p: pageRule("*example.com/*", flexible, { priority: 1 }),
      q: pageRule("www.example.com/*", { cacheLevel: "bypass" }, { priority: 2 }),
    },
    fine,
  ],
  [
    "origin_pull dials 443 for http visitors too",
    { https: { value: "off" }, c: config(rule(mine, { ssl: "origin_pull" })) },
    { ...fine, http4: "ok", http6: "ok" },
  ],
  [
    "the one resource for all settings of version 5 is read",
    { ssl: null, https: null, all: override({ ssl: "strict", alwaysUseHttps: "on" }) },
    fine,
  ],
  ["its values may be unknown", { ssl: null, https: null, all: override(notKnown) }, all("unknown")],
  [
    "what it leaves out is as in a new zone",
    { https: null, all: override({ minTlsVersion: "1.2" }) },
    http("522 http-port-closed"),
  ],
  [
    "a zone that turns strict by a rule for its apex alone stays as it is elsewhere",
    { ssl: { value: "flexible" }, c: config(rule('http.host eq "example.com"', { ssl: "strict" })) },
    plain80,
  ],
];

describe.each(modes)("on a %s", (mode) => {
  test.each(cases)("%s", (_title, changes, expected) => {
    expect(seen(siteWith(changes), mode)).toEqual(expected);
  });
});

test("says which rule may set the mode, and names the ruleset", () => {
  const site: Site = siteWith({ c: config(rule("ip.src eq 192.0.2.1", flexible, { description: "office" })) });
  expect(rowsOf(site, "preview").at(-1)?.doubt).toEqual({
    hop: "resolve",
    resource: `urn:pulumi:test::test::${types.ruleset}::c`,
    why: 'rule "office" of ruleset "c" may change the SSL mode of www.example.com: the hostname alone does not tell whether it applies',
  });
});

test("a ruleset whose zone is not known may hold for any zone", () => {
  const lost: Spec = { type: types.ruleset, inputs: { ...config(rule(mine, flexible)).inputs, zoneId: notKnown } };
  expect(seen(siteWith({ c: lost }), "preview")).toEqual(https("unknown"));
});

test("a ruleset whose phase is not known may set the mode", () => {
  const lost: Spec = { type: types.ruleset, inputs: { ...config(rule(mine, flexible)).inputs, phase: notKnown } };
  expect(seen(siteWith({ c: lost }), "preview")).toEqual(all("unknown"));
});
