import { describe, expect, test } from "vitest";
import { types } from "../../../src/graph/types";
import { notKnown, type Properties, type Value } from "../../../src/graph/value";
import { reach } from "../../../src/reach/reach";
import { rule, ruleset } from "../dials/seen";
import { ipv4Site } from "../origin-sites";

import { https, seen } from "../seen";
import { edgeRanges, graphOf, ipv4, modes, ref, rules, type Site, type Spec, siteWith } from "../site";

const sending = (redirect: Properties): Properties => ({
  defaultActions: [{ type: "redirect", redirect: { statusCode: "HTTP_301", ...redirect } }],
});
const site = (redirect: Properties, changes: Readonly<Record<string, Spec | Properties>> = {}): Site =>
  siteWith({ listener: sending(redirect), ...changes }, ipv4Site);
const toHttp = { protocol: "HTTP", port: "80" };
const noForcedHttps = { https: { value: "off" } };
/** A listener for http visitors who are sent back to https. */
const plain: Spec = {
  type: types.listener,
  inputs: {
    loadBalancerArn: ref("alb.arn"),
    port: 80,
    protocol: "HTTP",
    ...sending({ protocol: "HTTPS", port: "443" }),
  },
};
const serving: Spec = {
  ...plain,
  inputs: {
    ...plain.inputs,
    defaultActions: [{ type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "200" } }],
  },
};
/** Both listeners redirect to the other one's scheme, and the edge reaches both. */
const mutual = { ...noForcedHttps, plain, ...rules("group", 80, ipv4) };
const sentTo = (value: string, expression = "not ssl") =>
  rule(expression, { fromValue: { targetUrl: { value } } }, { action: "redirect" });
const byWayOfAnother: Readonly<Record<string, Spec>> = {
  other: {
    type: types.dnsRecord,
    inputs: { zoneId: ref("zone"), name: "shop.example.com", type: "A", content: "192.0.2.1", proxied: true, ttl: 1 },
  },
  r: ruleset(
    "http_request_dynamic_redirect",
    sentTo("https://shop.example.com/", 'not ssl and http.host eq "www.example.com"'),
    sentTo("https://www.example.com/", 'http.host eq "shop.example.com"'),
  ),
};
/** A rule of the listener for http visitors that answers those of a path. */
const forPaths: Spec = {
  type: types.listenerRule,
  inputs: {
    listenerArn: ref("plain.arn"),
    priority: 1,
    conditions: [{ pathPattern: { values: ["/health"] } }],
    actions: serving.inputs.defaultActions ?? [],
  },
};
const loops = "loop redirect-loop at backend";

/** A site whose edge dials port 80 for http visitors, who are sent to https, and has a rule for one of the schemes. */
const byScheme = (zone: string, scheme: string, ssl: Value): Site =>
  siteWith(
    {
      ...{ ssl: { value: zone }, ...noForcedHttps, plain, ...rules("group", 80, ipv4) },
      config: ruleset("http_config_settings", rule(scheme, { ssl })),
    },
    ipv4Site,
  );

const cases: readonly (readonly [title: string, site: Site, outcome: Readonly<Record<string, string>>])[] = [
  ["a redirect to another path ends", site({ path: "/home" }), https("ok")],
  ["one to the listener itself is refused", site({ path: "/#{path}" }), https("deploy redirect-loop at backend")],
  ["one to http comes back where the edge forces https", site(toHttp), https(loops)],
  [
    "one to http ends where it does not",
    site(toHttp, noForcedHttps),
    { http4: "522 http-port-closed at security-group", https4: "ok" },
  ],
  [
    "one to another port of the same scheme is not followed",
    site({ protocol: "HTTPS", port: "8443" }),
    https("unknown"),
  ],
  ["one whose place is not known may go round", site({ host: notKnown }), https("unknown")],
  [
    "two listeners that redirect to each other let nobody arrive",
    site(toHttp, { ...noForcedHttps, plain, ...rules("group", 80, ipv4) }),
    { http4: loops, https4: loops },
  ],
  [
    "one that nobody reaches sends nobody back",
    site(toHttp, { ...noForcedHttps, plain }),
    { http4: "522 ranges-not-allowed at security-group", https4: "ok" },
  ],
  [
    "one that some reach sends those back",
    site(toHttp, { ...noForcedHttps, plain, ...rules("group", 80, ipv4.slice(1)) }),
    { http4: "522/loop redirect-loop at backend", https4: "loop some redirect-loop at backend" },
  ],
  [
    "one to http ends where the edge sends http visitors elsewhere",
    site(toHttp, { ...mutual, r: ruleset("http_request_dynamic_redirect", sentTo("https://www.example.net/")) }),
    { http4: "redirected", https4: "ok" },
  ],
  [
    "one to http comes back where a rule of the edge forces https",
    site(toHttp, { ...noForcedHttps, r: ruleset("http_request_dynamic_redirect", sentTo("https://www.example.com/")) }),
    https(loops),
  ],
  [
    "one to http comes back by way of another hostname",
    site(toHttp, { ...noForcedHttps, ...byWayOfAnother }),
    https(loops),
  ],
  [
    "one to http may come back where nobody knows whether the edge forces https",
    site(toHttp, { https: { value: notKnown }, plain: serving, ...rules("group", 80, ipv4) }),
    { http4: "ok", https4: "unknown" },
  ],
  [
    "one to http comes back whether the edge forces https or not",
    site(toHttp, { ...mutual, https: { value: notKnown } }),
    { http4: "unknown", https4: loops },
  ],
  [
    "one to http ends where a rule has http visitors dialled on a port that nothing listens on",
    site(toHttp, { ...mutual, r: ruleset("http_request_origin", rule("not ssl", { origin: { port: 8080 } })) }),
    { http4: "522 http-port-closed at security-group", https4: "ok" },
  ],
  [
    "one to http may come back where nobody knows the port on which http visitors are dialled",
    site(toHttp, { ...mutual, r: ruleset("http_request_origin", rule("not ssl", { origin: { port: notKnown } })) }),
    { http4: "unknown", https4: "unknown" },
  ],
  [
    "one to http comes back in a mode that dials https for everybody",
    site(toHttp, { ...noForcedHttps, ssl: { value: "origin_pull" } }),
    { http4: loops, https4: loops },
  ],
  [
    "one to http ends where the other listener serves",
    site(toHttp, { ...noForcedHttps, plain: serving, ...rules("group", 80, ipv4) }),
    { http4: "ok", https4: "ok" },
  ],
  [
    "one to http may come back where nobody knows what the other listener does",
    site(toHttp, { ...mutual, plain: { ...plain, inputs: { ...plain.inputs, defaultActions: notKnown } } }),
    { http4: "unknown", https4: "unknown" },
  ],
  [
    "one to http may come back where rules of the other listener are for some paths",
    site(toHttp, { ...mutual, forPaths }),
    { http4: "unknown", https4: "unknown" },
  ],
  [
    "one to http leads to nobody knows which origin where a rule has another name resolved for http visitors",
    site(toHttp, {
      ...mutual,
      r: ruleset("http_request_origin", rule("not ssl", { origin: { host: "other.example.net" } })),
    }),
    { http4: "unknown", https4: "unknown" },
  ],
  [
    "all those go round who come back to the listener where they were",
    site(
      { protocol: "HTTPS", port: "443" },
      { ...noForcedHttps, plain, ssl: { value: "flexible" }, ...rules("group", 80, ipv4.slice(1)) },
    ),
    { http4: "522/loop redirect-loop at backend", https4: "522/loop redirect-loop at backend" },
  ],
  [
    "one to the hostname in capital letters stays at this origin",
    site({ ...toHttp, host: "WWW.example.com" }, mutual),
    { http4: loops, https4: loops },
  ],
  [
    "one to the name in a Host header that a rule has changed leads to another hostname",
    site(toHttp, { ...mutual, r: ruleset("http_request_origin", rule("ssl", { hostHeader: "origin.example.net" })) }),
    { http4: "ok", https4: "ok" },
  ],
  ["one to itself by name is not refused, and goes round", site({ host: "WWW.example.com" }), https(loops)],
  [
    "one to the hostname by its name is one to the same place",
    site({ ...toHttp, host: "www.example.com" }),
    https(loops),
  ],
  [
    "one to https goes round where https alone is flexible",
    byScheme("flexible", "not ssl", "full"),
    { http4: loops, https4: loops },
  ],
  [
    "one to https ends where http alone is flexible",
    byScheme("flexible", "ssl", "strict"),
    { http4: "ok", https4: "ok" },
  ],
  [
    "one to https leads to where nobody knows the mode",
    byScheme("full", "ssl", notKnown),
    { http4: "unknown", https4: "unknown" },
  ],
];

describe.each(modes)("on a %s", (mode) => {
  test.each(cases)("%s", (_title, each, outcome) => {
    expect(seen(each, mode)).toEqual(outcome);
  });
});

test("of a range of which a part is let in, that part goes round", () => {
  const parted = ipv4.map((cidr) => cidr.replace("104.16.0.0/13", "104.16.0.0/14"));
  const half = site(toHttp, { ...noForcedHttps, plain, ...rules("group", 80, parted) });
  const row = reach(graphOf(half), { edgeRanges }).rows.find(({ visitor }) => visitor.scheme === "https");
  expect(row?.failure?.codes).toEqual(["loop"]);
  expect(row?.failure?.ranges).toEqual(ipv4);
});

test("those go round whom the other listener lets in", () => {
  const half = site(toHttp, { ...noForcedHttps, plain, ...rules("group", 80, ipv4.slice(1)) });
  const row = reach(graphOf(half), { edgeRanges }).rows.find(({ visitor }) => visitor.scheme === "https");
  expect(row?.failure?.ranges).toEqual(ipv4.slice(1));
});
