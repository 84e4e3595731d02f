import { describe, expect, test } from "vitest";
import { types } from "../../../src/graph/types";
import { notKnown, type Properties, type Value } from "../../../src/graph/value";
import { modes, ref, siteWith } from "../site";
import { all, fine, http, https, pageRule, type RuleSpec, rowsOf, rule, ruleset, seen } from "./seen";

const redirect = (targetUrl: Value): Properties => ({ fromValue: { statusCode: 301, targetUrl } });
const redirects = (...rules: readonly RuleSpec[]) => ruleset("http_request_dynamic_redirect", ...rules);
const sameUnder = (scheme: string) =>
  redirect({ expression: `concat("${scheme}://", http.host, http.request.uri.path)` });
// biome-ignore lint/suspicious/noTemplateCurlyInString: because the placeholder is Cloudflare's own
const template = redirect({ expression: 'wildcard_replace(http.request.full_uri, r"http://*", r"https://${1}")' });
const off = { https: { value: "off" } };
const closed = http("522 http-port-closed");
// biome-ignore lint/suspicious/noTemplateCurlyInString: because the placeholder is Cloudflare's own
const templateBack = redirect({ expression: 'wildcard_replace(http.request.full_uri, r"https://*", r"http://${1}")' });

type Case = readonly [title: string, changes: Parameters<typeof siteWith>[0], seen: Readonly<Record<string, string>>];

const cases: readonly Case[] = [
  ["without a redirect http visitors dial the closed port", off, closed],
  [
    "a redirect rule for http visitors takes the place of Always Use HTTPS",
    { ...off, r: redirects(rule("not ssl", sameUnder("https"))) },
    fine,
  ],
  [
    "so does Cloudflare's template",
    { ...off, r: redirects(rule('http.request.full_uri wildcard r"http://*"', template)) },
    fine,
  ],
  [
    "a redirect rule for another hostname does not",
    { ...off, r: redirects(rule('not ssl and http.host eq "example.com"', sameUnder("https"))) },
    closed,
  ],
  [
    "a disabled one does not",
    { ...off, r: redirects(rule("not ssl", sameUnder("https"), { enabled: false })) },
    closed,
  ],
  [
    "one for some requests leaves open what the others see",
    { ...off, r: redirects(rule('http.request.uri.path eq "/" and not ssl', sameUnder("https"))) },
    http("unknown"),
  ],
  [
    "a target that is not known leaves it open",
    { ...off, r: redirects(rule("not ssl", redirect({ value: notKnown }))) },
    http("unknown"),
  ],
  [
    "a hostname that is redirected elsewhere dials nothing",
    { r: redirects(rule("true", redirect({ value: "https://example.org/" }))) },
    https("redirected"),
  ],
  [
    "a hostname that is redirected to another port of itself arrives there",
    { r: redirects(rule('http.host eq "www.example.com"', redirect({ value: "https://www.example.com:8443/" }))) },
    https("redirected"),
  ],
  [
    "one that is redirected to a name of its zone that this program does not publish is gone",
    {
      r: redirects(
        rule('http.host eq "www.example.com"', redirect({ value: "https://example.com/" })),
        rule('http.host eq "example.com"', redirect({ value: "https://www.example.com/" })),
      ),
    },
    https("redirected"),
  ],
  [
    "one whose origin redirects to another name is gone",
    { listener: { defaultActions: [{ type: "redirect", redirect: { host: "example.com", statusCode: "HTTP_301" } }] } },
    fine,
  ],
  ["a page rule may force https", { ...off, p: pageRule("http://*example.com/*", { alwaysUseHttps: true }) }, fine],
  [
    "a page rule for a bare hostname is for its front page alone",
    { ...off, p: pageRule("www.example.com", { alwaysUseHttps: true }) },
    http("unknown"),
  ],
  [
    "a page rule may force https for both schemes' pattern",
    { ...off, p: pageRule("*example.com/*", { alwaysUseHttps: true }) },
    fine,
  ],
  [
    "a page rule may forward",
    { p: pageRule("www.example.com/*", { forwardingUrl: { url: "https://example.org/$1", statusCode: 301 } }) },
    https("redirected"),
  ],
  [
    "actions that are not known leave it open",
    { ...off, p: pageRule("*example.com/*", notKnown) },
    { ...http("unknown"), https4: "unknown", https6: "unknown" },
  ],
  [
    "a rule back to http and Always Use HTTPS send visitors round",
    { r: redirects(rule("ssl", sameUnder("http"))) },
    {
      http4: "loop redirect-loop",
      http6: "loop redirect-loop",
      https4: "loop redirect-loop",
      https6: "loop redirect-loop",
    },
  ],
  [
    "so does the same rule as Cloudflare's template writes it",
    { r: redirects(rule('http.request.full_uri wildcard r"https://*"', templateBack)) },
    all("loop redirect-loop"),
  ],
  [
    "a forwarding back to http does too",
    {
      p: pageRule("https://www.example.com/*", {
        forwardingUrl: { url: "http://www.example.com/$1", statusCode: 302 },
      }),
    },
    {
      http4: "loop redirect-loop",
      http6: "loop redirect-loop",
      https4: "loop redirect-loop",
      https6: "loop redirect-loop",
    },
  ],
  [
    "of two rules the first one answers",
    { r: redirects(rule("ssl", redirect({ value: "https://example.org/" })), rule("ssl", sameUnder("http"))) },
    https("redirected"),
  ],
  [
    "a rule that keeps scheme and hostname meets those again whom it redirects",
    { r: redirects(rule("ssl", redirect({ value: "https://www.example.com/shut" }))) },
    all("loop redirect-loop"),
  ],
  [
    "so does one that writes the hostname in capital letters, and the usual port",
    { r: redirects(rule("ssl", redirect({ value: "https://WWW.example.com:443/shut" }))) },
    all("loop redirect-loop"),
  ],
  [
    "a rule for some paths that keeps scheme and hostname may let them through the second time",
    {
      r: redirects(rule('http.request.uri.path eq "/" and ssl', redirect({ value: "https://www.example.com/home" }))),
    },
    https("ok"),
  ],
  [
    "a rule to http alone does not loop",
    { ...off, r: redirects(rule("ssl", sameUnder("http"))) },
    { ...closed, https4: "redirected", https6: "redirected" },
  ],
];

describe.each(modes)("on a %s", (mode) => {
  test.each(cases)("%s", (_title, changes, expected) => {
    expect(seen(siteWith(changes), mode)).toEqual(expected);
  });
});

test("a loop names the rule that brings the visitor back, and how to mend it", () => {
  const site = siteWith({ r: redirects(rule("ssl", sameUnder("http"))) });
  const failure = rowsOf(site, "state").find(({ visitor }) => visitor.scheme === "http")?.failure;
  expect([failure?.resource, failure?.why, failure?.fix]).toEqual([
    "urn:pulumi:test::test::cloudflare:index/ruleset:Ruleset::r",
    "The edge sends http visitors of www.example.com to https, and from there back to http.",
    "Remove the rule that redirects to http.",
  ]);
});

/** The good site with the bare domain beside www. */
const withApex = (changes: Parameters<typeof siteWith>[0]) =>
  siteWith({
    apex: {
      type: types.dnsRecord,
      inputs: {
        zoneId: ref("zone"),
        name: "example.com",
        type: "CNAME",
        content: ref("alb.dnsName"),
        proxied: true,
        ttl: 1,
      },
    },
    ...changes,
  });
const toWww = rule('http.host eq "example.com"', redirect({ value: "https://www.example.com/" }));
const toApex = rule('http.host eq "www.example.com"', redirect({ value: "https://example.com/" }));
const apexFromOrigin = {
  listener: { defaultActions: [{ type: "redirect", redirect: { host: "example.com", statusCode: "HTTP_301" } }] },
};

describe.each(modes)("of two hostnames, on a %s,", (mode) => {
  test("each of which is redirected to the other nobody arrives", () => {
    const site = withApex({ r: redirects(toWww, toApex) });
    expect(seen(site, mode)).toEqual(all("loop redirect-loop"));
    expect(seen(site, mode, "example.com")).toEqual(all("loop redirect-loop"));
  });

  test("of which one is redirected to the other both are served", () => {
    const site = withApex({ r: redirects(toWww) });
    expect(seen(site, mode)).toEqual(fine);
    expect(seen(site, mode, "example.com")).toEqual(all("redirected"));
  });

  test("of which the origin redirects one to the other, and the edge back, nobody arrives", () => {
    const site = withApex({ r: redirects(toWww), ...apexFromOrigin });
    expect(seen(site, mode)).toEqual(https("loop redirect-loop"));
  });
});

test("visitors who are led into a loop are told of the loop alone", () => {
  const { apex } = withApex({});
  const app = { type: types.dnsRecord, inputs: { ...apex?.inputs, name: "app.example.com" } };
  const toApp = rule('http.host eq "example.com"', redirect({ value: "https://app.example.com/" }));
  const fromApp = rule('http.host eq "app.example.com"', redirect({ value: "https://example.com/" }));
  const site = withApex({ app, r: redirects(toApex, toApp), s: redirects(fromApp) });
  const failures = rowsOf(site, "state").map(({ failure }) => failure?.why);
  expect([...new Set(failures)]).toEqual([
    "The edge sends visitors of https://app.example.com to https://example.com, and from there back.",
  ]);
});

test("a loop over two hostnames is one, and names both and the rule that leads back", () => {
  const site = withApex({ r: redirects(toWww), s: redirects(toApex) });
  const failures = rowsOf(site, "state").map(({ failure }) => [failure?.why, failure?.resource, failure?.hop]);
  // Eight rows, whose visitors come in by different addresses, meet one loop.
  expect([...new Map(failures.map((failure) => [failure.join(), failure])).values()]).toEqual([
    [
      "The edge sends visitors of https://example.com to https://www.example.com, and from there back.",
      "urn:pulumi:test::test::cloudflare:index/ruleset:Ruleset::s",
      "edge",
    ],
  ]);
  const [origin] = rowsOf(withApex({ r: redirects(toWww), ...apexFromOrigin }), "state").filter(
    ({ hostname, visitor }) => hostname === "www.example.com" && visitor.scheme === "https",
  );
  expect([origin?.failure?.why, origin?.failure?.evidence]).toEqual([
    '"listener" redirects www.example.com to https://example.com, from where the edge sends visitors back.',
    [{ resource: "urn:pulumi:test::test::cloudflare:index/ruleset:Ruleset::r", says: '"r" redirects example.com' }],
  ]);
});
