import type { Site } from "../../../policies/example";
import { output, resource } from "../../../policies/sites";
import { types } from "../../../src/graph/types";
import { groupOf } from "./groups";
import type { RandomHost } from "./site";

/** Writes a site on an instance, or on two. */
export function instanceOf(host: Extract<RandomHost, { kind: "instance" }>, index: number): Site {
  const id = (name: string) => `${name}${index}`;
  const { groups, site } = groupOf(host.group, id("door"));
  const server = (subnetIndex: number) =>
    resource(types.instance, {
      ami: "ami-0123456789abcdef0",
      instanceType: "t3.small",
      subnetId: output(`subnet${subnetIndex}`, "id"),
      vpcSecurityGroupIds: groups,
      userData: output(id("issued"), "certificate"),
      tags: { "no521:listens": tagOf(host.listens) },
    });
  const record = (address: string) =>
    resource(types.dnsRecord, {
      zoneId: output("zone", "id"),
      name: host.name,
      type: "A",
      content: output(address, "publicIp"),
      proxied: true,
      ttl: 1,
    });
  return {
    ...site,
    [id("issued")]: resource(types.originCaCertificate, {
      csr: "a request",
      hostnames: host.certificate,
      requestType: "origin-ecc",
      requestedValidity: 5475,
    }),
    [id("server")]: server(0),
    [id("address")]: resource(types.eip, { domain: "vpc", instance: output(id("server"), "id") }),
    [id("record")]: record(id("address")),
    ...(host.twin && {
      [id("twin")]: server(1),
      [id("twinAddress")]: resource(types.eip, { domain: "vpc", instance: output(id("twin"), "id") }),
      [id("twinRecord")]: record(id("twinAddress")),
    }),
  };
}

/** What a tag promises of an instance. */
export function tagOf(promised: readonly { readonly port: number; readonly tls: boolean }[]): string {
  return promised.map(({ port, tls }) => `${port}/${tls ? "https" : "http"}`).join(" ");
}
