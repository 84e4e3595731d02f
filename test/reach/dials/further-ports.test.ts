import { describe, expect, test } from "vitest";
import { types } from "../../../src/graph/types";
import { edgeRanges, goodSite, ipv6, modes, noRules, ref, rules, type Site, type Spec, siteWith } from "../site";
import { rowsOf, rule, ruleset } from "./seen";

/** What visitors of other ports than 80 and 443 see. */
function further(site: Site, mode: (typeof modes)[number]): readonly string[] {
  return rowsOf(site, mode)
    .filter(({ visitor }) => visitor.port !== 80 && visitor.port !== 443)
    .map(({ visitor, family, outcome, codes, failure }) =>
      [visitor.scheme, visitor.port, family, outcome, ...codes, ...(failure === null ? [] : [failure.cause])].join(" "),
    );
}

const listener = (protocol: string, more: Spec["inputs"] = {}): Spec => ({
  type: types.listener,
  inputs: {
    loadBalancerArn: ref("alb.arn"),
    port: 8443,
    protocol,
    ...(protocol === "HTTPS" && { certificateArn: ref("certificate.arn") }),
    defaultActions: [{ type: "forward", targetGroupArn: ref("targets.arn") }],
    ...more,
  },
});
const open = rules("group", 8443, edgeRanges);
const open8080 = rules("group", 8080, edgeRanges);
const tls = listener("HTTPS");
const foreign: Spec = { type: types.certificate, inputs: { domainName: "admin.example.org" } };
const lacking = siteWith(noRules("group", 8443, ipv6), {
  ...goodSite,
  ...open,
  tls,
});

describe.each(modes)("on a %s", (mode) => {
  test.each<readonly [string, Site, readonly string[]]>([
    [
      "a port that is opened to the edge and served has rows",
      siteWith({ ...open, tls }),
      ["https 8443 4 ok", "https 8443 6 ok"],
    ],
    ["a family that is left out is told", lacking, ["https 8443 4 ok", "https 8443 6 fails 522 ranges-not-allowed"]],
    ["a port that nobody listens on is not for visitors", siteWith(open), []],
    ["nor is one that is open to everybody", siteWith({ ...rules("group", 8443, ["0.0.0.0/0", "::/0"]), tls }), []],
    ["nor one for an office", siteWith({ ...rules("group", 8443, ["198.51.100.0/24"]), tls }), []],
    [
      "nor one with a certificate for other hostnames",
      siteWith({ ...open, foreign, tls: listener("HTTPS", { certificateArn: ref("foreign.arn") }) }),
      [],
    ],
    [
      "nor one to which an Origin Rule sends the visitors of 443",
      siteWith({
        ...open,
        tls,
        o: ruleset("http_request_origin", rule("cf.edge.server_port eq 443", { origin: { port: 8443 } })),
      }),
      [],
    ],
    [
      "a rule for the visitors of 80 leaves it those of its own",
      siteWith({ ...open, tls, o: ruleset("http_request_origin", rule("not ssl", { origin: { port: 8080 } })) }),
      ["https 8443 4 ok", "https 8443 6 ok"],
    ],
    [
      "nor one whose certificate nobody knows",
      siteWith({
        ...open,
        tls: listener("HTTPS", { certificateArn: "arn:aws:acm:us-east-1:000000000000:certificate/x" }),
      }),
      [],
    ],
    [
      "flexible falls back to TLS on it",
      siteWith({ ssl: { value: "flexible" }, ...open, plain: listener("HTTP") }),
      ["https 8443 4 fails 525 tls-not-spoken", "https 8443 6 fails 525 tls-not-spoken"],
    ],
    [
      "an http port that is opened to the edge and served has rows, where http visitors are not redirected",
      siteWith({ https: { value: "off" }, ...open8080, plain: listener("HTTP", { port: 8080 }) }),
      ["http 8080 4 ok", "http 8080 6 ok"],
    ],
    [
      "and tells of a range that it lacks",
      siteWith({
        https: { value: "off" },
        ...open8080,
        "group-8080-172.64.0.0/13": null,
        plain: listener("HTTP", { port: 8080 }),
      }),
      ["http 8080 4 fails 522 ranges-not-allowed", "http 8080 6 ok"],
    ],
    ["it has none where they are", siteWith({ ...open8080, plain: listener("HTTP", { port: 8080 }) }), []],
    ["nor where nobody listens", siteWith({ https: { value: "off" }, ...open8080 }), []],
    [
      "nor where an Origin Rule sends the visitors of 80 to it",
      siteWith({
        https: { value: "off" },
        ...open8080,
        plain: listener("HTTP", { port: 8080 }),
        o: ruleset("http_request_origin", rule("not ssl", { origin: { port: 8080 } })),
      }),
      [],
    ],
    ["mode off says nothing of it", siteWith({ ssl: { value: "off" }, ...open, tls }), []],
  ])("%s", (_title, site, expected) => {
    expect(further(site, mode)).toEqual(expected);
  });
});
