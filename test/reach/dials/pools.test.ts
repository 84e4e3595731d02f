import { describe, expect, test } from "vitest";
import { types } from "../../../src/graph/types";
import { notKnown, type Properties, type Value } from "../../../src/graph/value";
import { modes, ref, type Site, siteWith, urnOf } from "../site";
import { fine, https, rowsOf, seen } from "./seen";

/** The good site behind a load balancer of the edge. */
function balanced(origins: Value, balancer: Properties = {}, pool: Properties = {}): Site {
  return siteWith({
    pool: { type: types.edgePool, inputs: { name: "pool", origins, ...pool } },
    global: {
      type: types.edgeBalancer,
      inputs: {
        zoneId: ref("zone"),
        name: "www.example.com",
        defaultPools: [ref("pool")],
        fallbackPool: ref("pool"),
        proxied: true,
        ...balancer,
      },
    },
  });
}

const alb: Properties = { name: "a", address: ref("alb.dnsName") };
const shut = { http4: "redirected", https4: "522 nothing-listens" };

describe.each(modes)("on a %s", (mode) => {
  test.each<readonly [string, Site, Readonly<Record<string, string>>]>([
    ["an origin that is a load balancer of AWS is dialled", balanced([alb]), fine],
    [
      "an origin that asks for a port that nobody listens on fails",
      balanced([{ ...alb, port: 8443 }]),
      https("522 nothing-listens"),
    ],
    ["port 0 is the usual one", balanced([{ ...alb, port: 0 }]), fine],
    [
      "a port that is not known leaves it open",
      balanced([{ ...alb, port: notKnown }]),
      { http4: "redirected", https4: "unknown" },
    ],
    [
      "a Host header is the name in the handshake",
      balanced([{ ...alb, header: { hosts: ["www.example.com"] } }]),
      fine,
    ],
    [
      "so is the one that version 5 of the provider lists among the headers",
      siteWith(
        { certificate: { domainName: "inner.example.org", subjectAlternativeNames: [] } },
        balanced([{ ...alb, headers: [{ header: "Host", values: ["inner.example.org"] }] }]),
      ),
      fine,
    ],
    [
      "headers of version 5 that are not known leave the name open",
      siteWith(
        { certificate: { domainName: "inner.example.org", subjectAlternativeNames: [] } },
        balanced([{ ...alb, headers: [{ header: notKnown, values: ["inner.example.org"] }] }]),
      ),
      { http4: "redirected", https4: "unknown", http6: "redirected", https6: "unknown" },
    ],
    [
      "the regions of version 5 are no pools",
      balanced([alb], { regionPools: [{ region: "WNAM", poolIds: [ref("pool")] }] }),
      fine,
    ],
    [
      "one origin that fails is told even where another serves",
      balanced([alb, { ...alb, port: 8443 }]),
      { ...fine, https4: "522 some nothing-listens", https6: "522 some nothing-listens" },
    ],
    ["an origin that is switched off is not asked", balanced([alb, { ...alb, port: 8443, enabled: false }]), fine],
    ["nor one without weight", balanced([alb, { ...alb, port: 8443, weight: 0 }]), fine],
    [
      "a proxied name leads back to the edge",
      balanced([{ address: "WWW.example.com" }]),
      { http4: "redirected", https4: "1000 pool-origin-proxied" },
    ],
    [
      "a private address is dialled by nobody",
      balanced([{ address: "10.0.0.7" }]),
      { http4: "redirected", https4: "1002 prohibited-address" },
    ],
    [
      "unless it is reached through a private network",
      balanced([{ address: "10.0.0.7", virtualNetworkId: "net-1" }]),
      { http4: "redirected", https4: "unknown" },
    ],
    ["origins that are not known leave it open", balanced(notKnown), { http4: "redirected", https4: "unknown" }],
    ["an origin that is not known leaves it open", balanced([notKnown]), { http4: "redirected", https4: "unknown" }],
    [
      "so does a pool of another program",
      balanced([alb], { defaultPools: ["pool-elsewhere"] }),
      { ...fine, https4: "unknown" },
    ],
    ["so does a pool without origins", balanced([]), { http4: "redirected", https4: "unknown" }],
    [
      "a pool that is switched off is not asked",
      balanced([{ ...alb, port: 8443 }], {}, { enabled: false }),
      { http4: "redirected", https4: "unknown" },
    ],
    [
      "a load balancer that is switched off leaves the name to its record",
      balanced([{ ...alb, port: 8443 }], { enabled: false }),
      fine,
    ],
    ["one that does not proxy takes the name out of the edge", balanced([alb], { proxied: false }), {}],
    ["as does one that leaves it out", balanced([alb], { proxied: null }), {}],
    [
      "one that may not proxy leaves it open",
      balanced([alb], { proxied: notKnown }),
      { ...fine, https4: "unknown", https6: "unknown" },
    ],
  ])("%s", (_title, site, expected) => {
    expect(seen(site, mode)).toEqual(expected);
  });

  test("a record that leads to a load balancer of the edge is dialled as that one is", () => {
    const site = balanced([{ ...alb, port: 8443 }], { name: "app" });
    const led = siteWith({ www: { content: "app.example.com" } }, site);
    expect(seen(led, mode)).toEqual(https("522 nothing-listens"));
  });
});

test("names the pool that leads back to the edge, and the load balancer as the publisher", () => {
  const site = balanced([{ address: "www.example.com" }]);
  const row = rowsOf(site, "state").at(-1);
  expect([row?.resource, row?.failure]).toEqual([
    urnOf(site, "global"),
    {
      cause: "pool-origin-proxied",
      codes: [1000],
      hop: "resolve",
      resource: urnOf(site, "pool"),
      why: 'Pool "pool" names www.example.com as an origin, which the edge itself proxies.',
      fix: "Name the origin by its own address or by a record with proxied: false.",
      evidence: [],
    },
  ]);
});

test("an address of nobody in the program is not known", () => {
  expect(seen(balanced([{ address: "203.0.113.9" }]), "state")).toEqual({ ...shut, https4: "unknown" });
});
