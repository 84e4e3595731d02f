import { expect, test } from "vitest";
import { graphOf, urnOf } from "../../../policies/example-graph";
import policy from "../../../policies/rules/no-ephemeral-address";
import { output } from "../../../policies/sites";
import { createGraph } from "../../../src/graph/resource-graph";
import { types } from "../../../src/graph/types";
import { found, foundIn } from "../judged";

const ownAddress = { content: output("server", "publicIp") };

test("tells which instance may lose which address", () => {
  expect(found(policy, { site: "instance", set: { www: ownAddress } })).toEqual([
    {
      id: `no-ephemeral-address:${urnOf(types.dnsRecord, "www")}`,
      policy: "no-ephemeral-address",
      cause: "ephemeral-address",
      kind: "hazard",
      severity: "warning",
      resource: urnOf(types.dnsRecord, "www"),
      codes: [522, 521, 523, 525, 526],
      hostnames: ["www.example.com"],
      what: 'Record "www" points to the own public address of instance "server", which changes when the instance is stopped or replaced.',
      fix: "Associate an elastic address (aws.ec2.Eip) with the instance and point the record to its publicIp.",
      docs: "https://github.com/no521/no521/blob/main/docs/policies/no-ephemeral-address.md",
      related: [{ resource: urnOf(types.instance, "server"), says: 'instance "server" holds the address' }],
    },
  ]);
});

test("reports a CNAME to the instance's public name", () => {
  const www = { type: "CNAME", content: output("server", "publicDns") };
  expect(found(policy, { site: "instance", set: { www } })).toHaveLength(1);
});

test("does not report an IPv6 address, which an instance keeps while it is stopped", () => {
  const www = { type: "AAAA", content: output("server", "ipv6Addresses") };
  expect(found(policy, { site: "instance", set: { www } })).toEqual([]);
});

test("does not report a record that the edge does not proxy", () => {
  expect(found(policy, { site: "instance", set: { www: { ...ownAddress, proxied: false } } })).toEqual([]);
});

test("finds the instance by its address once everything is deployed", () => {
  expect(foundIn(policy, deployed({ server: "198.51.100.7" }))).toHaveLength(1);
});

test("does not report an address that is also an elastic one", () => {
  expect(foundIn(policy, deployed({ server: "198.51.100.7", address: "198.51.100.7" }))).toEqual([]);
});

/** The instance site after an update, its record with a literal address. */
function deployed(publicIps: Readonly<Record<string, string>>) {
  const { nodes } = graphOf({ title: "", site: "instance", set: { www: { content: "198.51.100.7" } } });
  return createGraph(
    nodes.map((node) => {
      const publicIp = publicIps[node.name];
      return publicIp === undefined ? node : { ...node, outputs: { publicIp } };
    }),
  );
}
