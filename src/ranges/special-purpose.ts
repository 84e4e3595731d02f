import { type Cidr, contains, overlaps, parseCidr } from "../net/cidr";

/**
 * Networks that no public service is reached from.
 * @see https://www.iana.org/assignments/iana-ipv4-special-registry/ read 2026-10-05
 * @see https://www.iana.org/assignments/iana-ipv6-special-registry/ read 2026-10-05
 */
const specialPurpose: readonly Cidr[] = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/3",
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "3fff::/20",
].flatMap((text) => parseCidr(text) ?? []);

/** The one part of IPv6 that IANA hands out for global unicast. */
const ipv6GlobalUnicast: readonly Cidr[] = ["2000::/3"].flatMap((text) => parseCidr(text) ?? []);

/** Reports whether every address of a network is an ordinary public one. */
export function isGlobalUnicast(network: Cidr): boolean {
  if (specialPurpose.some((special) => overlaps(special, network))) return false;
  return network.family === 4 || ipv6GlobalUnicast.some((unicast) => contains(unicast, network));
}
