import type { Input, Inputs, Piece, Site } from "../../../policies/example";
import { output, resource } from "../../../policies/sites";
import { types } from "../../../src/graph/types";
import { originCaFor } from "./certificate";
import { groupOf } from "./groups";
import type { RandomHost } from "./site";

/** Writes a site on an instance, or on two. */
export function instanceOf(host: Extract<RandomHost, { kind: "instance" }>, index: number): Site {
  const id = (name: string) => `${name}${index}`;
  const { groups, site } = groupOf(host.group, id("door"));
  const server = (subnet: number) =>
    serverIn(subnet, groups, { userData: output(id("issued"), "certificate"), ...listening(host.listens) });
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
    [id("issued")]: originCaFor(host.certificate),
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

/** An instance in one of the two subnets; `more` is what is told of it. */
export function serverIn(subnet: number, vpcSecurityGroupIds: readonly Input[], more: Inputs): Piece {
  return resource(types.instance, {
    ami: "ami-0123456789abcdef0",
    instanceType: "t3.small",
    subnetId: output(`subnet${subnet}`, "id"),
    vpcSecurityGroupIds,
    ...more,
  });
}

/** The tag that promises what an instance listens on. */
export function listening(promised: readonly { readonly port: number; readonly tls: boolean }[]): Inputs {
  const tag = promised.map(({ port, tls }) => `${port}/${tls ? "https" : "http"}`).join(" ");
  return { tags: { "no521:listens": tag } };
}
