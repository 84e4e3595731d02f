import { expect, test } from "vitest";
import { urnOf } from "../../../policies/example-graph";
import policy from "../../../policies/rules/no-paused-zone";
import { output, resource } from "../../../policies/sites";
import { types } from "../../../src/graph/types";
import { found } from "../judged";

const paused = { zone: { paused: true } };

test("names the zone and the hostnames that it leaves to their origins", () => {
  const api = resource(types.dnsRecord, {
    zoneId: output("zone", "id"),
    name: "api",
    type: "CNAME",
    content: output("balancer", "dnsName"),
    proxied: true,
    ttl: 1,
  });
  expect(found(policy, { set: paused, add: { api } })).toEqual([
    {
      id: `no-paused-zone:${urnOf(types.zone, "zone")}`,
      policy: "no-paused-zone",
      cause: "zone-paused",
      kind: "hazard",
      severity: "warning",
      resource: urnOf(types.zone, "zone"),
      codes: ["timeout"],
      hostnames: ["api.example.com", "www.example.com"],
      what: 'Zone "zone" is paused: visitors dial the origin itself, past the edge.',
      fix: "Set paused to false.",
      docs: "https://github.com/no521/no521/blob/main/docs/policies/no-paused-zone.md",
      related: [],
    },
  ]);
});

test("does not report a paused zone that proxies nothing", () => {
  expect(found(policy, { set: { ...paused, www: { proxied: false } } })).toEqual([]);
});
