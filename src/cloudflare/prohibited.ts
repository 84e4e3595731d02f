import { type Cidr, contains, parseCidr } from "../net/cidr";
import { snapshot } from "./ranges";

/** A range that cannot be the origin of a proxied hostname, and what becomes of one that points there. */
export interface ProhibitedRange {
  readonly network: Cidr;
  /** Noun phrase, such as `a private address (RFC 1918)`. */
  readonly what: string;
  /** The API's error for a proxied record that names such an address; null where the record is accepted. */
  readonly apiError: 9003 | null;
  /** What a visitor sees where the address is met all the same, for instance behind a CNAME. */
  readonly runtimeCode: 522 | 1000 | 1002;
  readonly source: string;
}

const refusedByApi = "https://github.com/maxfield-allison/dnsweaver/issues/161";
const privateRouting = "https://developers.cloudflare.com/dns/manage-dns-records/how-to/private-network-routing/";
const error1000 =
  "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors/error-1000/";
const error522 =
  "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-522/";
const publicResolver = "https://github.com/DNSControl/dnscontrol/issues/4776";

type Row = readonly [cidr: string, what: string, apiError: 9003 | null, runtimeCode: 522 | 1000 | 1002, source: string];

/**
 * Sources read 2026-10-05. 198.51.100.0/24, 203.0.113.0/24 and 2001:db8::/32 are no origins either, but no page of
 * Cloudflare names them, so they are not listed.
 */
const rows: readonly Row[] = [
  ["10.0.0.0/8", "a private address (RFC 1918)", 9003, 1002, privateRouting],
  ["172.16.0.0/12", "a private address (RFC 1918)", 9003, 1002, privateRouting],
  ["192.168.0.0/16", "a private address (RFC 1918)", 9003, 1002, privateRouting],
  ["100.64.0.0/10", "a carrier-grade NAT address (RFC 6598)", 9003, 1002, privateRouting],
  ["fc00::/7", "a unique local address (RFC 4193)", 9003, 1002, privateRouting],
  ["127.0.0.0/8", "a loopback address", 9003, 1002, refusedByApi],
  ["::1/128", "a loopback address", 9003, 1002, refusedByApi],
  ["169.254.0.0/16", "a link-local address", 9003, 1002, refusedByApi],
  ["fe80::/10", "a link-local address", 9003, 1002, refusedByApi],
  ["0.0.0.0/32", "the unspecified address", 9003, 1002, refusedByApi],
  ["::/128", "the unspecified address", 9003, 1002, refusedByApi],
  ["1.1.1.1/32", "Cloudflare's public resolver", 9003, 1000, publicResolver],
  // Placeholders for hostnames that a Worker answers; where none does, the edge dials into the void.
  ["192.0.2.0/24", "a reserved placeholder that answers nobody (RFC 5737)", null, 522, error522],
  ["100::/64", "a reserved placeholder that answers nobody (RFC 6666)", null, 522, error522],
  ...snapshot.ranges.map(({ cidr }): Row => [cidr, "an address of Cloudflare itself", null, 1000, error1000]),
];

/** The ranges that cannot be an origin; they do not overlap. */
export const prohibitedRanges: readonly ProhibitedRange[] = rows.flatMap(
  ([cidr, what, apiError, runtimeCode, source]) => {
    const network = parseCidr(cidr);
    return network === undefined ? [] : [{ network, what, apiError, runtimeCode, source }];
  },
);

/** Gives the prohibited range that holds an address; undefined for a usable origin, and for what is no address. */
export function prohibitedTarget(address: string): ProhibitedRange | undefined {
  const target = parseCidr(address);
  return target && prohibitedRanges.find(({ network }) => contains(network, target));
}
