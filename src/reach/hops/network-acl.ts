import { type AclEntry, aclOf } from "../../graph/acl-entries";
import type { ResourceNode } from "../../graph/resource";
import { types } from "../../graph/types";
import { notKnown } from "../../graph/value";
import { type Cidr, intersect, parseCidr, subtract } from "../../net/cidr";
import type { Dial } from "../dial";
import { type Failure, pass, type Verdict } from "../verdict";
import type { World } from "../world";
import { extentOf, listRanges, rangesTouched } from "./edge-ranges";
import { doubt, fail, type Hop } from "./hop";
import { inEverySubnet } from "./subnets";

/**
 * The ports to which replies go: network ACLs keep no state, so the way back needs its own entries.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html#nacl-ephemeral-ports
 */
export const ephemeralPorts = { from: 1024, to: 65535 };

/** Judges whether the network ACLs of the origin's subnets let the edge in and the replies out. */
export const networkAcl: Hop = inEverySubnet("network-acl", judgeSubnet);

function judgeSubnet(world: World, dial: Dial, subnet: ResourceNode): Verdict {
  const guard = aclOf(world.graph, subnet);
  if (guard.kind === "aws-default") return pass;
  if (guard.kind === "unknown") {
    return doubt("network-acl", subnet.urn, `the network ACL of subnet "${subnet.name}" is not part of this program`);
  }
  const family = guard.entries.filter(({ cidr }) => cidr === notKnown || parseCidr(cidr)?.family === dial.family);
  if (guard.open || family.some(isOpen)) {
    return doubt(
      "network-acl",
      guard.acl.urn,
      `entries of network ACL "${guard.acl.name}" are not known until deployment`,
    );
  }
  const edge = world.edge[dial.family];
  const inbound = denied(family, "ingress", edge, { from: dial.port, to: dial.port });
  const outbound = denied(family, "egress", edge, ephemeralPorts);
  if (inbound.length === 0 && outbound.length === 0) return pass;
  // Who is let in on some ports of its own gets past, and meets what comes next.
  const always = [...inbound, ...denied(family, "egress", edge, ephemeralPorts, "on all")];
  const extent = extentOf(edge, [...inbound, ...outbound], always);
  if (inbound.length > 0) {
    const failure = blocks(
      dial,
      guard.acl,
      subnet,
      "requests from",
      `on port ${dial.port}`,
      rangesTouched(edge, inbound),
    );
    return fail({ ...failure, ...extent });
  }
  const ports = `on the ephemeral ports ${ephemeralPorts.from}–${ephemeralPorts.to}`;
  return fail({ ...blocks(dial, guard.acl, subnet, "replies to", ports, rangesTouched(edge, outbound)), ...extent });
}

/** Reports whether an entry has a part that is not known. */
export function isOpen(entry: AclEntry): boolean {
  const { ruleNumber, action, protocol, cidr, fromPort, toPort } = entry;
  return [ruleNumber, action, protocol, cidr, fromPort, toPort].includes(notKnown);
}

/** Names an ACL at the start of a sentence; a VPC stands for its default one. */
export function nameAcl(acl: ResourceNode): string {
  return `${acl.type === types.vpc ? "The default network ACL of VPC" : "Network ACL"} "${acl.name}"`;
}

/** TCP ports, both included. */
export interface PortRange {
  readonly from: number;
  readonly to: number;
}

/** Gives the addresses that are denied on at least one of the ports, or on all of them. */
export function denied(
  entries: readonly AclEntry[],
  direction: AclEntry["direction"],
  addresses: readonly Cidr[],
  ports: PortRange,
  how: "on some" | "on all" = "on some",
): readonly Cidr[] {
  const ordered = entries
    .filter((entry) => entry.direction === direction)
    .toSorted((a, b) => Number(a.ruleNumber) - Number(b.ruleNumber));
  const starts = ordered.flatMap((entry) => {
    const range = portsOf(entry);
    return range === undefined ? [] : [range.from, range.to + 1];
  });
  const probes = [ports.from, ...starts.filter((port) => port > ports.from && port <= ports.to)];
  const perPort = probes.map((port) => deniedOn(ordered, addresses, port));
  return how === "on some" ? perPort.flat() : perPort.reduce(intersect, addresses);
}

/** The first entry that matches decides, and what none matches is denied. */
function deniedOn(ordered: readonly AclEntry[], addresses: readonly Cidr[], port: number): readonly Cidr[] {
  let undecided = addresses;
  const blocked: Cidr[] = [];
  for (const entry of ordered) {
    const range = portsOf(entry);
    const cidr = typeof entry.cidr === "string" ? parseCidr(entry.cidr) : undefined;
    if (cidr === undefined || range === undefined || port < range.from || port > range.to) continue;
    if (entry.action === "deny") blocked.push(...intersect(undecided, [cidr]));
    undecided = subtract(undecided, [cidr]);
  }
  return [...blocked, ...undecided];
}

/** The TCP ports of an entry; undefined where it is for another protocol. */
function portsOf(entry: AclEntry): PortRange | undefined {
  if (entry.protocol === "-1" || entry.protocol === "all") return { from: 0, to: 65535 };
  if (entry.protocol !== "tcp" && entry.protocol !== "6") return undefined;
  return typeof entry.fromPort === "number" && typeof entry.toPort === "number"
    ? { from: entry.fromPort, to: entry.toPort }
    : undefined;
}

function blocks(
  dial: Dial,
  acl: ResourceNode,
  subnet: ResourceNode,
  traffic: string,
  ports: string,
  ranges: readonly string[] | undefined,
): Failure {
  const whom = ranges === undefined ? `Cloudflare's IPv${dial.family} ranges` : listRanges(ranges);
  return {
    cause: "network-acl-blocks",
    codes: [522],
    hop: "network-acl",
    key: `${dial.port}/ipv${dial.family}`,
    resource: acl.urn,
    why: `${nameAcl(acl)} denies ${traffic} ${whom} ${ports}.`,
    fix: `Allow TCP port ${dial.port} in and ports 1024–65535 out, for every address, and filter in the security group.`,
    evidence: [{ resource: subnet.urn, says: `${dial.label} stands in subnet "${subnet.name}"` }],
  };
}
