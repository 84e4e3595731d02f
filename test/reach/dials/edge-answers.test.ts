import { describe, expect, test } from "vitest";
import { types } from "../../../src/graph/types";
import { notKnown, type Properties, type Value } from "../../../src/graph/value";
import { modes, ref, type Site, type Spec, siteWith, urnOf } from "../site";
import { fine, https, rowsOf, seen } from "./seen";

const answered = { http4: "redirected", https4: "ok" };
const lost = { http4: "redirected", https4: "unknown" };

/** The good site's hostname through a tunnel. */
function tunnelled(ingresses: Value, more: Properties = {}, record: Value = ref("tunnel.id")): Site {
  return siteWith({
    tunnel: { type: types.tunnel, inputs: { name: "site" } },
    config: { type: types.tunnelConfig, inputs: { tunnelId: ref("tunnel"), config: { ingresses, ...more } } },
    www: { content: record },
  });
}

const app = { hostname: "www.example.com", service: "http://localhost:8080" };
const other = { hostname: "api.example.com", service: "http://localhost:8080" };
const rest = { service: "http_status:404" };

describe("through a tunnel", () => {
  test.each<readonly [string, Value, Readonly<Record<string, string>>]>([
    ["a hostname that the ingress names is answered", [app, rest], answered],
    ["a wildcard names it too", [{ ...app, hostname: "*.example.com" }, rest], answered],
    ["a last rule with a service answers every hostname", [other, { service: "http://localhost:8080" }], answered],
    [
      "a hostname that no rule names meets the status of the last",
      [other, rest],
      { http4: "redirected", https4: "404 tunnel-unrouted" },
    ],
    [
      "a hostname that answers with a status on purpose is fine",
      [{ ...app, service: "http_status:410" }, rest],
      answered,
    ],
    [
      "a rule for a path leaves the other paths to the last one",
      [{ ...app, path: "/api" }, rest],
      { http4: "redirected", https4: "404 tunnel-unrouted" },
    ],
    [
      "an ingress without a last rule for all is refused",
      [other],
      { http4: "redirected", https4: "deploy/404 tunnel-without-catch-all" },
    ],
    [
      "so is one whose last rule names the hostname itself",
      [app],
      { http4: "redirected", https4: "deploy tunnel-without-catch-all" },
    ],
    [
      "so is one whose last rule is for a path",
      [app, { ...rest, path: "/.*" }],
      { http4: "redirected", https4: "deploy tunnel-without-catch-all" },
    ],
    ["an ingress that is not known leaves it open", notKnown, lost],
    ["so does a rule that is not known", [notKnown, rest], lost],
    ["so does a hostname that is not known", [{ ...app, hostname: notKnown }, rest], lost],
  ])("%s", (_title, ingresses, expected) => {
    expect(seen(tunnelled(ingresses), "preview")).toEqual(expected);
  });

  test("joins record and tunnel by the id once it is known", () => {
    const site = tunnelled([other, rest], {}, "tunnel-id.cfargotunnel.com");
    expect(seen(site, "state")).toEqual({ http4: "redirected", https4: "404 tunnel-unrouted" });
    expect(rowsOf(site, "state").at(-1)?.failure).toEqual({
      cause: "tunnel-unrouted",
      codes: [404],
      hop: "resolve",
      resource: urnOf(site, "config"),
      why: 'No ingress rule of tunnel "tunnel" names www.example.com, and its last rule answers 404.',
      fix: "Add an ingress rule with the hostname and the address of its service.",
      evidence: [{ resource: urnOf(site, "www"), says: '"www" sends www.example.com through the tunnel' }],
    });
  });

  test("reads the ingress of version 5", () => {
    const { config, ...site } = tunnelled([]);
    const older: Spec = {
      type: types.tunnelConfig,
      inputs: { tunnelId: ref("tunnel"), config: { ingressRules: [app, rest] } },
    };
    expect(config).toBeDefined();
    expect(seen({ ...site, config: older }, "preview")).toEqual(answered);
  });

  test("does not know a tunnel that is configured elsewhere, nor one of another program", () => {
    expect(seen(siteWith({ config: null }, tunnelled([])), "preview")).toEqual(lost);
    expect(seen(tunnelled([app, rest], {}, "foreign.cfargotunnel.com"), "state")).toEqual(lost);
  });

  test("does not mind what the firewall of the zone's other origins lets in", () => {
    const site = siteWith({ group: null, alb: null, listener: null }, tunnelled([app, rest]));
    expect(seen(site, "preview")).toEqual(answered);
  });
});

const workerRoute = (pattern: Value, script: Value = "site"): Spec => ({
  type: types.workersRoute,
  inputs: { zoneId: ref("zone"), pattern, ...(script !== null && { script }) },
});
const placeholder = { type: "AAAA", content: "100::" };
const void6 = { http6: "redirected", https6: "522 prohibited-address" };

describe.each(modes)("with a Worker, on a %s", (mode) => {
  test.each<readonly [string, Parameters<typeof siteWith>[0], Readonly<Record<string, string>>]>([
    ["a route does not change what is served", { w: workerRoute("www.example.com/*") }, fine],
    [
      "a placeholder that a route covers is answered",
      { www: placeholder, w: workerRoute("*.example.com/*") },
      { http6: "redirected", https6: "ok" },
    ],
    ["one that a route covers in part is not", { www: placeholder, w: workerRoute("www.example.com/api/*") }, void6],
    [
      "nor one that a route without a script uncovers",
      { www: placeholder, w: workerRoute("www.example.com/*", null) },
      void6,
    ],
    [
      "a route that is not known leaves it open",
      { www: placeholder, w: workerRoute(notKnown) },
      { http6: "redirected", https6: "unknown" },
    ],
    [
      "a broken origin behind a route may never be asked",
      { alb: { internal: true }, w: workerRoute("www.example.com/*") },
      https("unknown"),
    ],
    [
      "a domain of its own is answered by the Worker",
      {
        www: null,
        w: { type: types.workersDomain, inputs: { zoneId: ref("zone"), hostname: "www.example.com", service: "site" } },
      },
      answered,
    ],
  ])("%s", (_title, changes, expected) => {
    expect(seen(siteWith(changes), mode)).toEqual(expected);
  });
});

const custom = (inputs: Properties = {}): Spec => ({
  type: types.customHostname,
  inputs: { zoneId: ref("zone"), hostname: "shop.example.org", ...inputs },
});
const fallback: Spec = { type: types.fallbackOrigin, inputs: { zoneId: ref("zone"), origin: "www.example.com" } };

describe.each(modes)("with a custom hostname, on a %s", (mode) => {
  test.each<readonly [string, Parameters<typeof siteWith>[0], Readonly<Record<string, string>>]>([
    ["the fallback origin is dialled", { c: custom(), fallback }, fine],
    ["without one nobody knows what is", { c: custom() }, lost],
    [
      "an origin of its own goes first, under that origin's name",
      { c: custom({ customOriginServer: "www.example.com" }) },
      fine,
    ],
    ["an origin that is not known leaves it open", { c: custom({ customOriginServer: notKnown }), fallback }, lost],
    [
      "what ails the fallback origin ails the custom hostname",
      { c: custom(), fallback, listener: { port: 8443 } },
      https("521/522 nothing-listens"),
    ],
  ])("%s", (_title, changes, expected) => {
    expect(seen(siteWith(changes), mode, "shop.example.org")).toEqual(expected);
  });
});

describe("a zone", () => {
  test("that is paused proxies nothing", () => {
    for (const mode of modes) expect(seen(siteWith({ zone: { paused: true } }), mode)).toEqual({});
  });

  test("that is pending leaves open what visitors see, and says why", () => {
    const site = siteWith({ zone: { status: "pending" } });
    expect(seen(site, "state")).toEqual(https("unknown"));
    expect(rowsOf(site, "state").at(-1)?.doubt?.why).toBe(
      "the zone is pending: nothing is proxied until its name servers are in use",
    );
  });
});
