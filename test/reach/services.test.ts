import { describe, expect, test } from "vitest";
import { types } from "../../src/graph/types";
import { notKnown } from "../../src/graph/value";
import { apiDomain, base, distribution, mode, open, website } from "./origin-sites";
import { https, seen, why } from "./seen";
import { modes, ref, type Site, siteWith } from "./site";

type Case = readonly [title: string, site: Site, seen: Readonly<Record<string, string>>];

const distributions: readonly Case[] = [
  ["answers for its aliases", distribution(), https("ok")],
  ["answers for an alias with a star", distribution({ aliases: ["*.example.com"] }), https("ok")],
  [
    "breaks the handshake for another name",
    distribution({ aliases: ["cdn.example.com"] }),
    https("525/403 host-not-served at backend"),
  ],
  [
    "refuses every name where it has no alias",
    distribution({ aliases: null }),
    https("525/403 host-not-served at backend"),
  ],
  ["may answer nothing where it is disabled", distribution({ enabled: false }), https("unknown")],
  ["may be disabled where that is not known", distribution({ enabled: notKnown }), https("unknown")],
  ["may know the name where its aliases are not known", distribution({ aliases: notKnown }), https("unknown")],
  [
    "has IPv6 addresses where it says so",
    distribution({ isIpv6Enabled: true }),
    { ...https("ok"), http6: "redirected", https6: "ok" },
  ],
  [
    "is refused with a certificate that does not cover its alias",
    siteWith({ certificate: { domainName: "example.org", subjectAlternativeNames: [] } }, distribution()),
    https("deploy certificate-name at certificate"),
  ],
  [
    "is refused so in mode full too, in which the edge looks at no name",
    siteWith(
      { certificate: { domainName: "example.org", subjectAlternativeNames: [] } },
      distribution({}, mode("full")),
    ),
    https("deploy certificate-name at certificate"),
  ],
  [
    "goes round with mode flexible where it redirects to https",
    distribution({}, mode("flexible")),
    https("loop redirect-loop at backend"),
  ],
  [
    "serves mode flexible where it allows plain HTTP",
    distribution({ defaultCacheBehavior: { viewerProtocolPolicy: "allow-all" } }, mode("flexible")),
    https("ok"),
  ],
  [
    "refuses plain HTTP where it is for https alone",
    distribution({ defaultCacheBehavior: { viewerProtocolPolicy: "https-only" } }, siteWith({ https: open }, base)),
    { http4: "403 plain-http-to-tls-port at backend", https4: "ok" },
  ],
];

describe.each(modes)("a distribution, on a %s,", (each) => {
  test.each(distributions)("%s", (_title, site, expected) => {
    expect(seen(site, each)).toEqual(expected);
  });
});

const websites: readonly Case[] = [
  ["is served over plain HTTP", website("www.example.com"), https("ok")],
  ["has no port for TLS", website("www.example.com", base), https("522/521 nothing-listens at listener")],
  ["is found by the name of the host", website("example-com-site"), https("404 host-not-served at backend")],
];

describe.each(modes)("a bucket's website, on a %s,", (each) => {
  test.each(websites)("%s", (_title, site, expected) => {
    expect(seen(site, each)).toEqual(expected);
  });
});

const own = (type: string, key: string): Site =>
  siteWith({ api: { type, inputs: {} }, www: { content: ref(`api.${key}`) } }, base);

const apis: readonly Case[] = [
  ["with a domain of its own answers for that", apiDomain("www.example.com"), https("ok")],
  ["with another domain refuses the name", apiDomain("api.example.com"), https("403/525 host-not-served at backend")],
  [
    "has no port for plain HTTP",
    apiDomain("www.example.com", siteWith({ https: open }, base)),
    { http4: "522/521 http-port-closed at listener", https4: "ok" },
  ],
  ["refuses another name than its own", own(types.httpApi, "apiEndpoint"), https("403/525 host-not-served at backend")],
];

describe.each(modes)("an API, on a %s,", (each) => {
  test.each(apis)("%s", (_title, site, expected) => {
    expect(seen(site, each)).toEqual(expected);
  });
});

test("a function URL refuses a name that is not its own, and says what to do", () => {
  const site = own(types.functionUrl, "functionUrl");
  expect([seen(site, "preview"), why(site, "preview")]).toEqual([
    https("403/525 host-not-served at backend"),
    'Function URL "api" answers for its own name alone, not for www.example.com.',
  ]);
});

test("a rule that sets the Host header to the API's own name leaves it open whether it is that", () => {
  const site = siteWith(
    {
      rules: {
        type: types.ruleset,
        inputs: {
          zoneId: ref("zone"),
          kind: "zone",
          phase: "http_request_origin",
          rules: [
            {
              action: "route",
              expression: "true",
              actionParameters: { hostHeader: "abc.execute-api.us-east-1.amazonaws.com" },
            },
          ],
        },
      },
    },
    own(types.httpApi, "apiEndpoint"),
  );
  for (const each of modes) expect(seen(site, each)).toEqual(https("unknown"));
});

const pasted = (content: string, from: Site = base): Site => siteWith({ www: { content } }, from);

test.each<Case>([
  [
    "a website endpoint has no port for TLS",
    pasted("www.example.com.s3-website-us-east-1.amazonaws.com"),
    https("522/521 nothing-listens at listener"),
  ],
  [
    "a website endpoint of a bucket with the hostname's name serves plain HTTP",
    pasted("www.example.com.s3-website.eu-west-1.amazonaws.com", mode("flexible")),
    https("ok"),
  ],
  [
    "a website endpoint of another bucket finds none",
    pasted("site.s3-website-us-east-1.amazonaws.com", mode("flexible")),
    https("404 host-not-served at backend"),
  ],
  [
    "an API refuses another name than its own",
    pasted("abc.execute-api.us-east-1.amazonaws.com"),
    https("403/525 host-not-served at backend"),
  ],
  ["a distribution of another program may know the name", pasted("d111111abcdef8.cloudfront.net"), https("unknown")],
])("of a name that another program owns, %s", (_title, site, expected) => {
  for (const each of modes) expect(seen(site, each)).toEqual(expected);
});
