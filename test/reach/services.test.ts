import { describe, expect, test } from "vitest";
import { types } from "../../src/graph/types";
import { notKnown, type Properties } from "../../src/graph/value";
import { apiDomain, base, distribution, mode, open, website } from "./origin-sites";
import { https, seen, why } from "./seen";
import { modes, ref, type Site, type Spec, siteWith } from "./site";

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
    "goes round with mode flexible for http visitors too, where the edge leaves them on http",
    distribution({}, siteWith({ https: open }, mode("flexible"))),
    { http4: "loop redirect-loop at backend", https4: "loop redirect-loop at backend" },
  ],
  [
    "serves http visitors whom it redirects to https, where the edge leaves them on http",
    distribution({}, siteWith({ https: open }, base)),
    { http4: "ok", https4: "ok" },
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

/** The distribution of a site whose certificate is made by a provider of its own. */
const providedIn = (region: Properties, certificate: Properties = {}): Site => {
  const site = siteWith({ certificate }, distribution());
  const own = { type: site.certificate?.type ?? "", inputs: site.certificate?.inputs ?? {}, provider: "elsewhere" };
  return { ...site, elsewhere: { type: "pulumi:providers:aws", inputs: region }, certificate: own };
};
const arnIn = (region: string): Properties => ({
  viewerCertificate: { acmCertificateArn: `arn:aws:acm:${region}:111122223333:certificate/example` },
});
const validated: Spec = { type: types.certificateValidation, inputs: { certificateArn: ref("certificate.arn") } };
const refused = https("deploy certificate-refused at certificate");

const regions: readonly Case[] = [
  ["is taken in us-east-1", siteWith({ certificate: { region: "us-east-1" } }, distribution()), https("ok")],
  ["is refused in another region", siteWith({ certificate: { region: "eu-west-1" } }, distribution()), refused],
  [
    "is refused in another region whatever the mode",
    siteWith({ certificate: { region: "eu-west-1" } }, distribution({}, mode("full"))),
    refused,
  ],
  [
    "is refused in another region behind its validation",
    siteWith(
      { certificate: { region: "eu-west-1" }, validated },
      distribution({ viewerCertificate: { acmCertificateArn: ref("validated.certificateArn") } }),
    ),
    refused,
  ],
  ["is taken from a provider of us-east-1", providedIn({ region: "us-east-1" }), https("ok")],
  ["is refused from a provider of another region", providedIn({ region: "eu-west-1" }), refused],
  [
    "has its own region before the provider's",
    providedIn({ region: "eu-west-1" }, { region: "us-east-1" }),
    https("ok"),
  ],
  ["is let be where the provider names no region", providedIn({}), https("ok")],
  ["is not known where the provider's region is not", providedIn({ region: notKnown }), https("unknown")],
  [
    "is not known where its own region is not",
    providedIn({ region: "us-east-1" }, { region: notKnown }),
    https("unknown"),
  ],
  ["of another program is refused in another region", distribution(arnIn("eu-west-1")), refused],
  ["of another program is not seen in us-east-1", distribution(arnIn("us-east-1")), https("unknown")],
];

describe.each(modes)("the certificate of a distribution, on a %s,", (each) => {
  test.each(regions)("%s", (_title, site, expected) => {
    expect(seen(site, each)).toEqual(expected);
  });

  test("is named with its region, and with where to make it", () => {
    expect(why(siteWith({ certificate: { region: "eu-west-1" } }, distribution()), each)).toBe(
      'Certificate "certificate" is in eu-west-1, and CloudFront takes certificates of ACM in us-east-1 alone.',
    );
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

/** An API's domain name that CloudFront serves; regional ones have their certificate in another property. */
const edgeOptimized = (region: string, more: Properties = {}): Site => {
  const own: Properties = { regionalCertificateArn: null, certificateArn: ref("certificate.arn"), ...more };
  return siteWith({ certificate: { region }, api: own }, apiDomain("www.example.com"));
};

const apis: readonly Case[] = [
  ["with a domain of its own answers for that", apiDomain("www.example.com"), https("ok")],
  ["with an edge-optimized domain answers for that", edgeOptimized("us-east-1"), https("ok")],
  [
    "with an edge-optimized domain is refused with a certificate of another region",
    edgeOptimized("eu-west-1"),
    https("deploy certificate-refused at certificate"),
  ],
  [
    "with an edge-optimized domain by its type is refused so as well",
    edgeOptimized("eu-west-1", { endpointConfiguration: { types: "EDGE" } }),
    https("deploy certificate-refused at certificate"),
  ],
  [
    "with a regional domain has its certificate beside it",
    siteWith({ certificate: { region: "eu-west-1" } }, apiDomain("www.example.com")),
    https("ok"),
  ],
  [
    "with a private domain has its certificate beside it",
    edgeOptimized("eu-west-1", { endpointConfiguration: { types: "PRIVATE" } }),
    https("ok"),
  ],
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
