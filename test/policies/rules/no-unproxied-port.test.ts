import { expect, test } from "vitest";
import type { Input, Inputs, Site } from "../../../policies/example";
import { offPath } from "../../../policies/off-path-types";
import policy from "../../../policies/rules/no-unproxied-port";
import { output, resource } from "../../../policies/sites";
import { types } from "../../../src/graph/types";
import { found } from "../judged";

const [bad] = policy.examples.bad;

/** The bad example with more in its program, and the ports of which the rule speaks. */
function heardWith(more: Site): readonly string[] {
  return found(policy, { ...bad, add: { ...bad.add, ...more } }).map(({ what }) => what);
}

const spoken = ['Listener "admin" waits for Cloudflare on port 9443, which Cloudflare does not proxy.'];
const otherZone = resource(types.zone, { account: { id: "0123456789abcdef0123456789abcdef" }, name: "example.net" });

/** An origin rule of a zone that sends visitors to the port. */
function originRule(zoneId: Input, phase = "http_request_origin") {
  const rules = [{ action: "route", expression: "true", actionParameters: { origin: { port: 9443 } } }];
  return resource(types.ruleset, { zoneId, kind: "zone", name: "ports", phase, rules });
}

function pool(address: Input) {
  const inputs: Inputs = {
    accountId: "0123456789abcdef0123456789abcdef",
    name: "pool",
    origins: [{ name: "one", address, port: 9443 }],
  };
  return resource(offPath.pool, inputs);
}

test("is silent where an origin rule of the hostname's zone may lead to the port", () => {
  expect(heardWith({ ports: originRule(output("zone", "id")) })).toEqual([]);
});

test("speaks where the origin rules are those of another site's zone", () => {
  expect(heardWith({ otherZone, ports: originRule(output("otherZone", "id")) })).toEqual(spoken);
});

test("is silent where nobody knows whose zone has the origin rule", () => {
  const zoneOf = resource("example:index/registry:Registry", {});
  expect(heardWith({ zoneOf, ports: originRule(output("zoneOf", "zone")) })).toEqual([]);
});

test("speaks where the zone has rules of phases that lead to no port", () => {
  expect(heardWith({ ports: originRule(output("zone", "id"), "http_request_firewall_custom") })).toEqual(spoken);
});

test("is silent where a pool leads to the balancer, and speaks where it leads to another site", () => {
  expect(heardWith({ pool: pool(output("balancer", "dnsName")) })).toEqual([]);
  expect(heardWith({ pool: pool("203.0.113.10") })).toEqual(spoken);
});

test("is silent where a Spectrum application of the zone may lead to the port, and speaks where it is another zone's", () => {
  const spectrum = (zone: string) =>
    resource(offPath.spectrum, {
      zoneId: output(zone, "id"),
      protocol: "tcp/9443",
      dns: { type: "CNAME", name: "admin.example.net" },
      originDirects: ["tcp://203.0.113.10:9443"],
    });
  expect(heardWith({ spectrum: spectrum("zone") })).toEqual([]);
  expect(heardWith({ otherZone, spectrum: spectrum("otherZone") })).toEqual(spoken);
});
