import { describe, expect, test } from "vitest";
import { types } from "../../../src/graph/types";
import { notKnown, type Value } from "../../../src/graph/value";
import { ipv4, modes, noRules, ref, rules, type Site, type Spec, siteWith, urnOf } from "../site";
import { fine, pageRule, rowsOf, rule, ruleset, seen } from "./seen";

/** The good site in a zone whose SSL mode nobody declares. */
function undeclared(changes: Parameters<typeof siteWith>[0] = {}): Site {
  return siteWith({ ssl: null, alb: { ipAddressType: "ipv4" }, ...changes });
}

/** A second listener, for plain HTTP, that the edge reaches. */
function onPort80(action: Value): Parameters<typeof siteWith>[0] {
  return {
    ...rules("group", 80, ipv4),
    plain: {
      type: types.listener,
      inputs: { loadBalancerArn: ref("alb.arn"), port: 80, protocol: "HTTP", defaultActions: [action] },
    },
  };
}

const forward: Value = { type: "forward", targetGroupArn: ref("targets.arn") };
const toHttps: Value = { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } };

const mayBeFlexible = { c: ruleset("http_config_settings", rule("ip.src eq 192.0.2.1", { ssl: "flexible" })) };
const mayBeFull = { c: ruleset("http_config_settings", rule("ip.src eq 192.0.2.1", { ssl: "full" })) };

describe.each(modes)("where the SSL mode is not known, on a %s", (mode) => {
  test.each<readonly [title: string, changes: Parameters<typeof siteWith>[0], https4: string]>([
    ["an origin that serves one of the modes leaves it open", {}, "unknown"],
    ["one that serves plain HTTP alone leaves it open", { listener: null, ...onPort80(forward) }, "unknown"],
    ["one that serves nothing fails in every mode", { listener: null }, "521/522 nothing-listens"],
    [
      "what no port lets in fails in every mode",
      { ...onPort80(forward), ...noRules("group", 80, ipv4), ...noRules("group", 443, ipv4) },
      "522 ranges-not-allowed",
    ],
    [
      "one that redirects to a port where nothing listens fails in every mode",
      { listener: null, ...onPort80(toHttps) },
      "521/522/loop nothing-listens",
    ],
    ["a mode that cannot be read is no better", { listener: null, ssl: sslOf(notKnown) }, "521/522 nothing-listens"],
    [
      "a certificate for another name matters to the modes that look at it",
      { certificate: { domainName: "example.net", subjectAlternativeNames: [] } },
      "unknown",
    ],
    ["of two modes that a rule leaves open both may serve", { ssl: sslOf("strict"), ...mayBeFull }, "ok"],
    ["or one of them alone", { ssl: sslOf("strict"), ...mayBeFlexible }, "unknown"],
    [
      "or neither, whatever a third one does",
      { ssl: sslOf("strict"), listener: null, ...onPort80(forward), ...mayBeFull },
      "521/522 nothing-listens",
    ],
    [
      "two rules that may apply leave three modes",
      {
        ssl: sslOf("strict"),
        listener: null,
        ...onPort80(forward),
        ...mayBeFull,
        p: pageRule("www.example.com/admin/*", { ssl: "flexible" }),
      },
      "unknown",
    ],
  ])("%s", (_title, changes, https4) => {
    expect(seen(undeclared(changes), mode)).toEqual({ http4: "redirected", https4 });
  });

  test("http visitors of a closed port are told too, unless a mode dials another one for them", () => {
    const open = { https: { value: "off" } };
    expect(seen(undeclared(open), mode).http4).toBe("unknown");
    expect(seen(undeclared({ ...open, listener: null }), mode).http4).toBe("522/521 http-port-closed");
  });
});

function sslOf(value: Value): Spec {
  return { type: types.zoneSetting, inputs: { zoneId: ref("zone"), settingId: "ssl", value } };
}

test("names the dials that fail, each mode's once, and why all modes count", () => {
  const site = undeclared({ listener: null, ...onPort80(toHttps) });
  const row = rowsOf(site, "preview").at(-1);
  const evidence = {
    resource: urnOf(site, "zone"),
    says: "the SSL mode is not known, and no mode that it may be gets through: no ZoneSetting in this program declares the zone's SSL mode; declare `ssl`",
  };
  expect(row?.dials.map(({ port, tls, failures }) => [port, tls, failures.map(({ why }) => why)])).toEqual([
    [
      443,
      "verified",
      ['Nothing listens on port 443 of load balancer "alb", which SSL mode "strict" dials for https visitors.'],
    ],
    [
      80,
      "none",
      ['Listener "plain" redirects to https, and under SSL mode "flexible" the edge brings the visitor back to it.'],
    ],
  ]);
  for (const { failures } of row?.dials ?? []) expect(failures.at(0)?.evidence.at(-1)).toEqual(evidence);
});

test("an origin that serves every mode is served whichever it is", () => {
  const site = undeclared({ https: { value: "off" }, ...onPort80(forward) });
  expect(seen(site, "state")).toEqual({ ...fine, http4: "ok", https4: "ok", http6: undefined, https6: undefined });
});
