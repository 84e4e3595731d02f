import { expect, test } from "vitest";
import type { Inputs } from "../../../policies/example";
import policy from "../../../policies/rules/no-unproxied-record";
import { admit, output, resource } from "../../../policies/sites";
import { types } from "../../../src/graph/types";
import { found } from "../judged";

function shop(inputs: Inputs = {}) {
  return resource(types.dnsRecord, {
    zoneId: output("zone", "id"),
    name: "shop.example.com",
    type: "CNAME",
    content: output("balancer", "dnsName"),
    ttl: 300,
    ...inputs,
  });
}

const everybody = { ...admit(443), cidrBlocks: ["0.0.0.0/0"] };

test("says whose visitors dial which origin", () => {
  expect(
    found(policy, { add: { shop: shop() } }).map(({ what, codes, hostnames }) => [what, codes, hostnames]),
  ).toEqual([
    [
      'Record "shop" leaves proxied out, so that visitors dial load balancer "balancer", which admits Cloudflare alone.',
      ["timeout"],
      ["shop.example.com"],
    ],
  ]);
});

test("passes over a record whose origin admits everybody", () => {
  expect(found(policy, { add: { shop: shop() }, set: { firewall: { ingress: [everybody] } } })).toEqual([]);
});

test("passes over a record whose program says that it is not proxied", () => {
  expect(found(policy, { add: { shop: shop({ proxied: false }) } })).toEqual([]);
});

test("passes over a name to which another record points", () => {
  const add = { shop: shop(), www: shop({ name: "www.example.com", content: "shop.example.com", proxied: true }) };
  expect(found(policy, { add })).toEqual([]);
});

test("passes over a name that the edge proxies through another record", () => {
  expect(found(policy, { add: { shop: shop({ name: "www.example.com" }) } })).toEqual([]);
});

const balanced = (inputs: Inputs) => ({
  pool: resource(types.edgePool, { name: "shop", origins: [{ name: "a", address: output("balancer", "dnsName") }] }),
  shop: resource(types.edgeBalancer, {
    zoneId: output("zone", "id"),
    name: "shop.example.com",
    defaultPools: [output("pool", "id")],
    fallbackPool: output("pool", "id"),
    ...inputs,
  }),
});

test("says whose visitors a load balancer of Cloudflare sends to which origin", () => {
  expect(found(policy, { add: balanced({}) }).map(({ what, hostnames }) => [what, hostnames])).toEqual([
    [
      'Cloudflare\'s load balancer "shop" leaves proxied out, so that visitors dial load balancer "balancer", which admits Cloudflare alone.',
      ["shop.example.com"],
    ],
  ]);
});

test("passes over a load balancer of Cloudflare that is proxied, unproxied on purpose or switched off", () => {
  for (const inputs of [{ proxied: true }, { proxied: false }, { enabled: false }]) {
    expect(found(policy, { add: balanced(inputs) })).toEqual([]);
  }
});
