import { describe, expect, test } from "vitest";
import { types } from "../../../src/graph/types";
import { notKnown, type Properties, type Value } from "../../../src/graph/value";
import { ipv4, modes, ref, rules, type Site, type Spec, siteWith } from "../site";
import { rowsOf, seen } from "./seen";

/** A second load balancer of the site, on which nothing listens. */
const silent: Site = {
  silent: {
    type: types.loadBalancer,
    inputs: { loadBalancerType: "application", subnets: [ref("a"), ref("b")], securityGroups: [ref("group")] },
  },
};

const serving: Properties = { address: ref("alb.dnsName"), header: { hosts: ["www.example.com"] } };
const dead: Properties = { address: ref("silent.dnsName") };

function pool(origins: Value, more: Properties = {}): Spec {
  return { type: types.edgePool, inputs: { name: "pool", origins, ...more } };
}

function monitor(inputs: Properties): Spec {
  return { type: types.edgeMonitor, inputs };
}

const https = monitor({ type: "https", path: "/health" });
const watched: Properties = { monitor: ref("monitor") };

/** A site over IPv4 behind a load balancer of the edge with these pools, the first of which is asked first. */
function balanced(
  pools: Readonly<Record<string, Spec>>,
  more: Properties = {},
  others: Readonly<Record<string, Spec>> = {},
) {
  const names = Object.keys(pools);
  return siteWith({
    alb: { ipAddressType: "ipv4" },
    ...silent,
    ...pools,
    monitor: https,
    ...others,
    global: {
      type: types.edgeBalancer,
      inputs: {
        zoneId: ref("zone"),
        name: "www.example.com",
        defaultPools: names.map((name) => ref(name)),
        fallbackPool: ref(names.at(-1) ?? ""),
        proxied: true,
        ...more,
      },
    },
  });
}

const down = "521/522 nothing-listens";
const some = "521/522 some nothing-listens";

describe.each(modes)("failover, on a %s", (mode) => {
  const https4 = (site: Site) => seen(site, mode).https4;

  test.each<readonly [title: string, site: Site, expected: string]>([
    [
      "a monitor takes the origin out that the edge cannot reach",
      balanced({ p: pool([serving, dead], watched) }),
      "ok",
    ],
    ["without a monitor it keeps its share of visitors", balanced({ p: pool([serving, dead]) }), some],
    [
      "where a monitor takes all out, the fallback pool is asked all the same",
      balanced({ p: pool([dead], watched) }),
      down,
    ],
    [
      "a monitor of another port does not see it",
      balanced({ p: pool([serving, dead], watched) }, {}, { monitor: monitor({ type: "http" }) }),
      some,
    ],
    [
      "one that opens connections to the port does",
      balanced({ p: pool([serving, dead], watched) }, {}, { monitor: monitor({ type: "tcp", port: 443 }) }),
      "ok",
    ],
    [
      "what one does of which the type is not known is not known",
      balanced({ p: pool([serving, dead], watched) }, {}, { monitor: monitor({ type: notKnown }) }),
      "unknown",
    ],
    [
      "nor what one of another program does",
      balanced({ p: pool([serving, dead], { monitor: "f1aba936b94213e5b8dca0c0dbf1f9cc" }) }),
      "unknown",
    ],
    [
      "a pool that has too few origins left is not asked, and the next one is",
      balanced(
        { p: pool([serving, dead], { ...watched, minimumOrigins: 2 }), q: pool([dead]) },
        { steeringPolicy: "off" },
      ),
      mode === "state" ? down : "unknown",
    ],
  ])("%s", (_title, site, expected) => {
    expect(https4(site)).toBe(expected);
  });

  test("an address that is known to fail in one family alone is not taken out", () => {
    const site = siteWith({ ...rules("group", 443, ipv4) }, balanced({ p: pool([serving], watched) }));
    expect(https4(site)).toBe("ok");
  });
});

describe("the order of pools", () => {
  const two = { p: pool([serving]), q: pool([dead]) };

  test.each<readonly [title: string, site: Site, expected: string]>([
    ["the second pool waits while the first one serves", balanced(two), "ok"],
    ["whether or not that is written out", balanced(two, { steeringPolicy: "off" }), "ok"],
    ["a first pool that nobody watches is asked for ever", balanced({ p: pool([dead]), q: pool([serving]) }), down],
    [
      "one that a monitor takes out hands on to the second",
      balanced({ p: pool([dead], watched), q: pool([serving]) }),
      "ok",
    ],
    [
      "one that some ranges reach is well for the data centres behind them",
      siteWith({ "group-443-172.64.0.0/13": null }, balanced({ p: pool([serving], watched), q: pool([dead]) })),
      "522 some ranges-not-allowed",
    ],
    [
      "one with a wrong certificate is well for a monitor that allows any",
      siteWith(
        { certificate: { domainName: "example.net", subjectAlternativeNames: [] } },
        balanced(
          { p: pool([serving], watched), q: pool([dead]) },
          {},
          { monitor: monitor({ type: "https", allowInsecure: true }) },
        ),
      ),
      "526 certificate-name",
    ],
    [
      "and ill for one that validates it",
      siteWith(
        { certificate: { domainName: "example.net", subjectAlternativeNames: [] } },
        balanced({ p: pool([serving], watched), q: pool([dead]) }),
      ),
      down,
    ],
    ["with another steering policy both are asked", balanced(two, { steeringPolicy: "random" }), some],
    ["with pools for places as well", balanced(two, { regionPools: { WEU: [ref("p")] } }), some],
    ["with a policy that is not known either may be the first", balanced(two, { steeringPolicy: notKnown }), "unknown"],
    [
      "the fallback pool waits for the end",
      balanced({ p: pool([serving]) }, { fallbackPool: ref("q") }, { q: pool([dead]) }),
      "ok",
    ],
  ])("%s", (_title, site, expected) => {
    expect(seen(site, "state").https4).toBe(expected);
  });

  test("is not known before the pools have ids", () => {
    expect(seen(balanced(two), "preview").https4).toBe("unknown");
  });
});

test("keeps what stands in for nobody apart from what is dialled", () => {
  const row = rowsOf(balanced({ p: pool([serving, dead], watched) }), "state").at(-1);
  const said = [row?.dials, row?.idle].map((dials) => dials?.map(({ target, outcome }) => `${target} ${outcome}`));
  expect(said).toEqual([['load balancer "alb" ok'], ['load balancer "silent" fails']]);
});
