import { describe, expect, test } from "vitest";
import { types } from "../../../src/graph/types";
import { notKnown, type Properties } from "../../../src/graph/value";
import { edgeRanges, modes, ref, rules, type Spec, siteWith, urnOf } from "../site";
import { fine, https, pageRule, type RuleSpec, rowsOf, rule, ruleset, seen } from "./seen";

const route = (...given: readonly RuleSpec[]) => ruleset("http_request_origin", ...given);
const toPort = (port: Properties[string], expression = "ssl") => rule(expression, { origin: { port } });
const listener = (port: number, protocol: string): Spec => ({
  type: types.listener,
  inputs: {
    loadBalancerArn: ref("alb.arn"),
    port,
    protocol,
    ...(protocol === "HTTPS" && { certificateArn: ref("certificate.arn") }),
    defaultActions: [{ type: "forward", targetGroupArn: ref("targets.arn") }],
  },
});
const open8443 = rules("group", 8443, edgeRanges);
const unlisted = { certificate: { domainName: "origin.example.com", subjectAlternativeNames: null } };

type Case = readonly [title: string, changes: Parameters<typeof siteWith>[0], seen: Readonly<Record<string, string>>];

const cases: readonly Case[] = [
  ["a rule that names a closed port is to blame", { o: route(toPort(8443)) }, https("522 origin-rule-port")],
  [
    "an open port on which nobody listens is refused",
    { o: route(toPort(8443)), ...open8443 },
    https("521/522 origin-rule-port"),
  ],
  [
    "a port that speaks plain HTTP fails the handshake",
    { o: route(toPort(8443)), ...open8443, l: listener(8443, "HTTP") },
    https("525 origin-rule-port"),
  ],
  ["a port that serves TLS is fine", { o: route(toPort(8443)), ...open8443, l: listener(8443, "HTTPS") }, fine],
  ["a rule for another hostname changes nothing", { o: route(toPort(8443, 'http.host eq "api.example.com"')) }, fine],
  ["a rule that is switched off changes nothing", { o: route({ ...toPort(8443), enabled: false }) }, fine],
  ["the usual port changes nothing", { o: route(toPort(443)) }, fine],
  [
    "a rule for some requests leaves the port open",
    { o: route(toPort(8443, 'http.request.uri.path eq "/"')) },
    https("unknown"),
  ],
  ["a port that is not known leaves it open", { o: route(toPort(notKnown)) }, https("unknown")],
  ["of two rules the later one wins", { o: route(toPort(8443), toPort(443)) }, fine],
  [
    "where the usual port fails as well, the origin is to blame",
    { o: route(toPort(8443)), alb: { internal: true } },
    https("1002/522 origin-not-public"),
  ],
  [
    "or if nobody listens on either port",
    { o: route(toPort(8443)), listener: { port: 9443 } },
    https("522 nothing-listens"),
  ],
  [
    "a host header is also the name in the handshake",
    { ...unlisted, o: route(rule("ssl", { hostHeader: "Origin.example.com" })) },
    fine,
  ],
  ["without it the certificate has the wrong name", unlisted, https("526 certificate-name")],
  [
    "a name for the handshake alone will do",
    { ...unlisted, o: route(rule("ssl", { sni: { value: "origin.example.com" } })) },
    fine,
  ],
  [
    "a name for the handshake that is not known leaves it open",
    { ...unlisted, o: route(rule("ssl", { sni: { value: notKnown } })) },
    https("unknown"),
  ],
  [
    "a page rule may set the host header",
    { ...unlisted, p: pageRule("www.example.com/*", { hostHeaderOverride: "origin.example.com" }) },
    fine,
  ],
];

describe.each(modes)("on a %s", (mode) => {
  test.each(cases)("%s", (_title, changes, expected) => {
    expect(seen(siteWith(changes), mode)).toEqual(expected);
  });

  test("a rule that resolves another name dials what that name leads to", () => {
    const changes: Parameters<typeof siteWith>[0] = {
      www: { content: "203.0.113.9", type: "A" },
      other: {
        type: types.dnsRecord,
        inputs: { zoneId: ref("zone"), name: "origin.example.com", type: "CNAME", content: ref("alb.dnsName"), ttl: 1 },
      },
    };
    const o = route(rule("true", { origin: { host: "origin.example.com" } }));
    expect(seen(siteWith(changes), mode)).toEqual({ http4: "redirected", https4: "unknown" });
    expect(seen(siteWith({ ...changes, o }), mode)).toEqual(fine);
    const later = route(rule("true", { origin: { host: notKnown } }));
    expect(seen(siteWith({ ...changes, o: later }), mode)).toEqual({ http4: "redirected", https4: "unknown" });
  });
});

test("says which port does not work, and what is wrong there", () => {
  const site = siteWith({ o: route(toPort(8443)), ...open8443, l: listener(8443, "HTTP") });
  const failure = rowsOf(site, "state").at(-1)?.failure;
  expect(failure).toMatchObject({
    resource: urnOf(site, "o"),
    why: 'Ruleset "o" has the edge dial port 8443 of load balancer "alb" with TLS, which does not work there.',
    fix: "Set origin.port of the rule to a port that speaks TLS and admits the edge, or serve the site on port 8443.",
  });
  expect(failure?.evidence.at(0)?.resource).toBe(urnOf(site, "l"));
});

test("leaves what the certificate of the other port lacks to the certificate", () => {
  const other: Spec = { type: types.certificate, inputs: { domainName: "example.net" } };
  const { type, inputs } = listener(8443, "HTTPS");
  const site = siteWith({
    o: route(toPort(8443)),
    other,
    l: { type, inputs: { ...inputs, certificateArn: ref("other.arn") } },
  });
  const causes = rowsOf(site, "state")
    .at(-1)
    ?.dials.flatMap(({ failures }) => failures.map(({ cause }) => cause));
  expect(causes).toEqual(["origin-rule-port", "certificate-name"]);
});
