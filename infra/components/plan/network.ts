import { type Cidr, overlaps, parseCidr } from "../../../src/net/cidr";
import { refuse } from "./name";

/** One public subnet to declare. */
export interface PlannedSubnet {
  /** Availability zone, such as `us-east-1a`; ends the subnet's name. */
  readonly zone: string;
  /** IPv4 network, a /24. */
  readonly cidr: string;
  /** Number of the /64 in the VPC's IPv6 network. */
  readonly ipv6Index: number;
}

/**
 * Plans one /24 in each availability zone.
 * @throws {InputPropertyError} if the network is no IPv4 /16–/22, if fewer than two zones are given, which a load
 *   balancer needs, or if the network overlaps an address of the edge: replies to it would stay in the VPC
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#subnets-load-balancer
 *   read 2026-10-05
 */
export function planSubnets(
  cidrBlock: string,
  zones: readonly string[],
  edge: readonly string[],
): readonly PlannedSubnet[] {
  const network = parseCidr(cidrBlock);
  if (network?.family !== 4 || network.text !== cidrBlock || network.prefixBits < 16 || network.prefixBits > 22) {
    throw refuse("cidrBlock", `"${cidrBlock}" is not an IPv4 network from /16 to /22, such as 10.20.0.0/16`);
  }
  checkOverlap(network, edge);
  if (zones.length < 2) {
    throw refuse("zones", `${zones.length} availability zone is given, and a load balancer needs two`);
  }
  const repeated = zones.findIndex((zone, index) => zones.indexOf(zone) !== index);
  if (repeated >= 0) throw refuse(`zones[${repeated}]`, `"${zones[repeated] ?? ""}" is listed twice`);
  return zones.map((zone, index) => ({ zone, cidr: nth24(network, index), ipv6Index: index }));
}

function checkOverlap(network: Cidr, edge: readonly string[]): void {
  const swallowed = edge.map(parseCidr).find((range) => range !== undefined && overlaps(network, range));
  if (swallowed === undefined) return;
  throw refuse(
    "cidrBlock",
    `${network.text} overlaps Cloudflare's ${swallowed.text}, so replies to the edge would stay in the VPC`,
  );
}

function nth24(network: Cidr, index: number): string {
  const address = network.first + BigInt(index * 256);
  if (address > network.last)
    throw refuse("zones", `${network.text} has no room for ${index + 1} subnets of 256 addresses`);
  const octets = [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 255n);
  return `${octets.join(".")}/24`;
}

/**
 * Gives the n-th /64 of the /56 that AWS assigns to a VPC, such as `2001:db8:0:1201::/64`.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html read 2026-10-05
 */
export function subnetIpv6(vpcCidr: string, index: number): string {
  const network = parseCidr(vpcCidr);
  if (network?.family !== 6 || network.prefixBits > 56) {
    throw refuse("ipv6CidrBlock", `"${vpcCidr}" is not an IPv6 network of /56 or larger`);
  }
  const groups = Array.from(
    { length: 4 },
    (_, group) => (((network.first >> 64n) + BigInt(index)) >> BigInt(48 - 16 * group)) & 0xffffn,
  );
  const text = `${groups.map((group) => group.toString(16)).join(":")}::/64`;
  return parseCidr(text)?.text ?? text;
}
