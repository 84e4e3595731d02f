import { describe, expect, test } from "vitest";
import type { ResourceNode } from "../../src/graph/resource";
import { createGraph } from "../../src/graph/resource-graph";
import { types } from "../../src/graph/types";
import { notKnown, type Properties } from "../../src/graph/value";
import { reach } from "../../src/reach/reach";
import { edgeRanges, graphOf, modes, ref, type Site, type Spec, siteWith, urnOf } from "./site";

/** The good site under a name that its origin's certificate has and Universal SSL does not. */
function deeper(changes: Parameters<typeof siteWith>[0] = {}): Site {
  return siteWith({
    www: { name: "www.shop.example.com" },
    certificate: { subjectAlternativeNames: ["*.shop.example.com"] },
    ...changes,
  });
}

/** A resource of the test's zone. */
function inZone(type: string, inputs: Properties = {}): Spec {
  return { type, inputs: { zoneId: ref("zone"), ...inputs } };
}

/** What visitors see over IPv4, http first. */
function seen(site: Site, mode: (typeof modes)[number]): readonly string[] {
  return reach(graphOf(site, mode), { edgeRanges })
    .rows.filter(({ family }) => family === 4)
    .map(({ outcome, codes, failure }) => (outcome === "fails" ? `${codes.join("/")} ${failure?.cause}` : outcome));
}

const fine = ["redirected", "ok"];
const missing = ["redirected", "handshake edge-certificate-missing"];
const pack = (hosts: Properties[string]) => inZone(types.certificatePack, { type: "advanced", hosts });

describe.each(modes)("the handshake with the edge, on a %s", (mode) => {
  test.each<readonly [title: string, site: Site, expected: readonly string[]]>([
    ["a name one label below the zone's is covered", siteWith({}), fine],
    ["the zone's own name is covered", siteWith({ www: { name: "example.com" } }), fine],
    ["a wildcard below the zone is covered", siteWith({ www: { name: "*" } }), ["redirected", "ok"]],
    ["a name two labels below is not", deeper(), missing],
    ["nor is it where it is written relative to the zone", deeper({ www: { name: "www.shop" } }), missing],
    ["an advanced certificate covers it", deeper({ pack: pack(["www.shop.example.com"]) }), fine],
    ["or one with a wildcard", deeper({ pack: pack(["example.com", "*.SHOP.example.com"]) }), fine],
    ["but not one for other names", deeper({ pack: pack(["*.dev.example.com"]) }), missing],
    ["a certificate whose names are not known may", deeper({ pack: pack(notKnown) }), fine],
    ["or has one name that is not known", deeper({ pack: pack([notKnown]) }), fine],
    ["Total TLS orders one", deeper({ total: inZone(types.totalTls, { enabled: true }) }), fine],
    ["unless it is switched off", deeper({ total: inZone(types.totalTls, { enabled: false }) }), missing],
    ["an uploaded certificate is taken for the right one", deeper({ own: inZone(types.customSsl) }), fine],
    ["so is one whose key stays at home", deeper({ own: inZone(types.keylessCertificate) }), fine],
    ["a zone with a CNAME setup has one for each name", deeper({ zone: { type: "partial" } }), fine],
    ["of a setup that is not known nothing is said", deeper({ zone: { type: notKnown } }), fine],
    [
      "without Universal SSL no name is covered",
      siteWith({ off: inZone(types.universalSslSetting, { enabled: false }) }),
      missing,
    ],
    [
      "but those of an advanced certificate",
      siteWith({ off: inZone(types.universalSslSetting, { enabled: false }), pack: pack(["*.example.com"]) }),
      fine,
    ],
    [
      "a domain of a Worker comes with its certificate",
      siteWith({
        www: { proxied: false },
        worker: inZone(types.workersDomain, { hostname: "www.shop.example.com", service: "shop" }),
      }),
      fine,
    ],
  ])("%s", (_title, site, expected) => {
    expect(seen(site, mode)).toEqual(expected);
  });
});

test("a record that may not be proxied leaves it open", () => {
  expect(seen(deeper({ www: { name: "www.shop.example.com", proxied: notKnown } }), "preview")[1]).toBe("unknown");
});

test("a zone that this program does not make says nothing of its certificates", () => {
  const made = graphOf(deeper(), "state").nodes;
  const read = made.map((node): ResourceNode => (node.name === "zone" ? { ...node, kind: "read" } : node));
  const outcomes = [made, read].map((nodes) => reach(createGraph(nodes), { edgeRanges }).rows.at(-1)?.outcome);
  expect(outcomes).toEqual(["fails", "ok"]);
});

test("names the record, the hostname and what covers others, before what fails behind it", () => {
  const site = deeper({ listener: null });
  const row = reach(graphOf(site, "state"), { edgeRanges }).rows.at(-1);
  expect([row?.codes, row?.reaches]).toEqual([["handshake"], "none"]);
  expect(row?.dials.at(0)?.failures.map(({ cause }) => cause)).toEqual(["edge-certificate-missing", "nothing-listens"]);
  expect(row?.failure).toEqual({
    cause: "edge-certificate-missing",
    codes: ["handshake"],
    hop: "edge",
    key: "www.shop.example.com",
    resource: urnOf(site, "www"),
    why: "The edge has no certificate for www.shop.example.com: Universal SSL covers example.com and names one label below it.",
    fix: "Order a cloudflare.CertificatePack for www.shop.example.com, switch Total TLS on, or choose a name one label below the zone's.",
    evidence: [
      {
        resource: urnOf(site, "zone"),
        says: "Universal SSL covers example.com and names one label below it, and no other certificate is declared",
      },
    ],
  });
});
