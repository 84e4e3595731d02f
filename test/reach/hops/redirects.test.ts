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

test("those go round whom the other listener lets in", () => {
  const half = site(toHttp, { ...noForcedHttps, plain, ...rules("group", 80, ipv4.slice(1)) });
  const row = reach(graphOf(half), { edgeRanges }).rows.find(({ visitor }) => visitor.scheme === "https");
  expect(row?.failure?.ranges).toEqual(ipv4.slice(1));
});
