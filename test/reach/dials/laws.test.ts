import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ResourceNode } from "../../../src/graph/resource";
import { createGraph } from "../../../src/graph/resource-graph";
import { types } from "../../../src/graph/types";
import { isList, isProperties, notKnown, type Properties, type Value } from "../../../src/graph/value";
import { reach } from "../../../src/reach/reach";
import type { Outcome } from "../../../src/reach/reach-types";
import { edgeRanges, graphOf, type Mode, modes, ref, rules, type Site, type Spec, siteWith } from "../site";
import { pageRule, rule, ruleset } from "./seen";

/** A site that uses everything of the edge, and a part of it that fails. */
const siteOf = (mode: Mode): Site =>
  siteWith({
    mode: ruleset("http_config_settings", rule('ends_with(http.host, ".example.com")', { ssl: "full" })),
    origin: ruleset(
      "http_request_origin",
      rule('http.host eq "api.example.com"', { hostHeader: "www.example.com", origin: { port: 8443 } }),
      rule('http.host eq "shop.example.com"', { origin: { port: 2053 } }),
    ),
    redirect: ruleset(
      "http_request_dynamic_redirect",
      rule('http.host eq "old.example.com"', { fromValue: { targetUrl: { value: "https://www.example.com" } } }),
    ),
    page: pageRule("*example.com/*", { ssl: "flexible" }, { priority: 1 }),
    worker: { type: types.workersRoute, inputs: { zoneId: ref("zone"), pattern: "w.example.com/*", script: "site" } },
    pool: {
      type: types.edgePool,
      inputs: { name: "p", origins: [{ address: ref("alb.dnsName"), enabled: true, port: 443 }] },
    },
    balancer: {
      type: types.edgeBalancer,
      inputs: {
        zoneId: ref("zone"),
        name: "global.example.com",
        defaultPools: [ref("pool")],
        fallbackPool: ref("pool"),
        proxied: true,
      },
    },
    tunnel: { type: types.tunnel, inputs: { name: "t" } },
    ingress: {
      type: types.tunnelConfig,
      inputs: {
        tunnelId: ref("tunnel"),
        config: { ingresses: [{ hostname: "t.example.com", service: "http://app" }, { service: "http_status:404" }] },
      },
    },
    ...Object.fromEntries(["api", "shop", "old"].map((name) => [name, record(name, ref("alb.dnsName"))])),
    w: record("w", "100::", "AAAA"),
    t: record("t", tunnelName(mode)),
    lost: record("lost", tunnelName(mode)),
    ...rules("group", 8443, edgeRanges),
  });

/** A program joins the tunnel's id with a domain, and what comes of it is not known before the id is. */
function tunnelName(mode: Mode): Value {
  return mode === "preview" ? ref("tunnel.id") : "tunnel-id.cfargotunnel.com";
}

function record(name: string, content: Value, type = "CNAME"): Spec {
  const inputs: Properties = { zoneId: ref("zone"), name: `${name}.example.com`, type, content, proxied: true, ttl: 1 };
  return { type: types.dnsRecord, inputs };
}

/** ok and redirected are one class: the visitor gets an answer. */
const rank: Record<Outcome, number> = { ok: 2, redirected: 2, unknown: 1, fails: 0 };

/** The worst class of each hostname and scheme: where a target is not known, so are its address families. */
function judge(nodes: readonly ResourceNode[]): ReadonlyMap<string, number> {
  const rows = reach(createGraph(nodes), { edgeRanges }).rows;
  const alike = Map.groupBy(rows, (row) => `${row.hostname} ${row.visitor.scheme}`);
  return new Map([...alike].map(([key, each]) => [key, Math.min(...each.map(({ outcome }) => rank[outcome]))]));
}

/** The ways to every value inside a value. */
function pathsIn(value: Value): readonly (readonly string[])[] {
  if (!isList(value) && !isProperties(value)) return [[]];
  const inner = Object.entries<Value>(value).flatMap(([key, each]) => pathsIn(each).map((path) => [key, ...path]));
  return [[], ...inner];
}

function hide(value: Value, [key, ...rest]: readonly string[]): Value {
  if (key === undefined) return notKnown;
  if (isList(value)) return value.map((each, index) => (String(index) === key ? hide(each, rest) : each));
  if (!isProperties(value)) return value;
  return Object.fromEntries(
    Object.entries<Value>(value).map(([name, each]) => [name, name === key ? hide(each, rest) : each]),
  );
}

const edgeTypes: readonly string[] = Object.values(types).filter((type) => type.startsWith("cloudflare:"));

describe.each(modes)("the edge's side of the model, on a %s", (mode) => {
  const { nodes } = graphOf(siteOf(mode), mode);
  const before = judge(nodes);
  /** What names a hostname gives the row its name, so hiding it makes another row. */
  const hidden = nodes
    .filter(({ type }) => edgeTypes.includes(type))
    .flatMap((node) => pathsIn(node.inputs).map((path) => ({ node, path })))
    .filter(({ node, path }) => path.length > 0 && !(path[0] === "name" && node.type !== types.ruleset));

  test("says something of every hostname", () => {
    expect(Object.fromEntries([...before].filter(([key]) => key.endsWith("https")))).toEqual({
      "api.example.com https": 0,
      "global.example.com https": 2,
      "lost.example.com https": 0,
      "old.example.com https": 2,
      "shop.example.com https": 0,
      "t.example.com https": 2,
      "w.example.com https": 2,
      "www.example.com https": 2,
    });
  });

  test("keeps the class of a row, or no longer knows it, when any value becomes unknown", () => {
    expect(hidden.length).toBeGreaterThan(80);
    for (const { node, path } of hidden) {
      const [key = ""] = path;
      const inputs = hide(node.inputs, path);
      const change: Properties = isProperties(inputs) ? inputs : {};
      const dependsOn = new Map([...node.dependsOn].filter(([property]) => property !== key));
      const outputs: Properties = { ...node.outputs, [key]: change[key] ?? notKnown };
      const changed = nodes.map((each) => (each === node ? { ...each, inputs: change, outputs, dependsOn } : each));
      for (const [row, after] of judge(changed)) {
        expect([before.get(row), rank.unknown], `${node.name} ${path.join(".")}: ${row}`).toContain(after);
      }
    }
  });

  test("does not mind the order in which resources are registered", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...nodes], { minLength: nodes.length }), (shuffled) => {
        expect(judge(shuffled)).toEqual(before);
      }),
      { numRuns: 25 },
    );
  });
});
