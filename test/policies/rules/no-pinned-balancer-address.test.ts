import { expect, test } from "vitest";
import type { Inputs } from "../../../policies/example";
import policy from "../../../policies/rules/no-pinned-balancer-address";
import { output } from "../../../policies/sites";
import { found } from "../judged";

const record = (www: Inputs, balancer: Inputs = {}) =>
  found(policy, { set: { www, balancer } }).map(({ what, codes, hostnames }) => [what, codes, hostnames]);

test("says from which balancer an address record is filled", () => {
  expect(record({ type: "A", content: output("balancer", "dnsName") })).toEqual([
    [
      'Record "www" holds an address that load balancer "balancer" has when the program runs, and the balancer changes its addresses.',
      [522, 521],
      ["www.example.com"],
    ],
  ]);
});

test("passes over a network load balancer, which keeps its addresses", () => {
  expect(record({ type: "A" }, { loadBalancerType: "network" })).toEqual([]);
});

test("passes over an address that answers nobody, behind which a Worker or a rule of the edge stands", () => {
  expect(record({ type: "A", content: "192.0.2.1" })).toEqual([]);
  expect(record({ type: "AAAA", content: "100::" })).toEqual([]);
});
