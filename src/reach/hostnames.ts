import { flag, type Read, text } from "../graph/read";
import type { ResourceNode } from "../graph/resource";
import type { ResourceGraph } from "../graph/resource-graph";
import { types } from "../graph/types";
import { notKnown } from "../graph/value";
import type { EdgeZone, ZoneOf } from "./edge";

/** A public name that Cloudflare proxies, and the address records that publish it. */
export interface Hostname {
  /** Fully qualified, lower case, no trailing dot; the record's logical name in brackets where it is not known. */
  readonly name: string;
  readonly isNameKnown: boolean;
  readonly zone: EdgeZone;
  readonly records: readonly ResourceNode[];
  /** True where it is not known whether the edge proxies the name. */
  readonly mayBeUnproxied: boolean;
}

const addressTypes: readonly string[] = ["A", "AAAA", "CNAME"];

/**
 * Lists the proxied hostnames. Where one address record of a name is proxied, all of them are.
 * @see https://developers.cloudflare.com/dns/proxy-status/ read 2026-10-05
 */
export function proxiedHostnames(records: readonly NamedRecord[]): readonly Hostname[] {
  const byName = Map.groupBy(records, ({ name, zone }) => `${zone.key} ${name}`);
  return [...byName.values()].flatMap((alike): readonly Hostname[] => {
    const [first] = alike;
    const proxied = alike.map(({ node }) => flag(node, "proxied"));
    if (first === undefined || first.zone.isProxying === false) return [];
    if (!proxied.some((value) => value === true || value === notKnown)) return [];
    return [
      {
        name: first.name,
        isNameKnown: first.isNameKnown,
        zone: first.zone,
        records: alike.map(({ node }) => node),
        mayBeUnproxied: !proxied.includes(true) || first.zone.isProxying !== true,
      },
    ];
  });
}

/** Gives the name for which the rules of the edge are asked: a star, which only rules for all names fit, where it is not known. */
export function askedName({ name, isNameKnown }: Pick<Hostname, "name" | "isNameKnown">): string {
  return isNameKnown ? name : "*";
}

/** An address record with its full name. */
export interface NamedRecord {
  readonly node: ResourceNode;
  readonly name: string;
  readonly isNameKnown: boolean;
  readonly zone: EdgeZone;
}

/** Lists all A, AAAA and CNAME records, proxied or not; a record of unknown type counts, since it may be one. */
export function addressRecords(graph: ResourceGraph, zoneOf: ZoneOf): readonly NamedRecord[] {
  return graph.ofType(types.dnsRecord).flatMap((node) => {
    const type = text(node, "type");
    const isAddress = type === notKnown || (type !== undefined && addressTypes.includes(type.toUpperCase()));
    const zone = zoneOf(node);
    return isAddress ? [{ node, zone, ...fullName(node, zone.name) }] : [];
  });
}

/** Gives the full name of a record or load balancer, which may be written relative to its zone: `www`, `@`. */
export function fullName(node: ResourceNode, zoneName: Read<string>): { name: string; isNameKnown: boolean } {
  const name = text(node, "name");
  if (typeof name !== "string") return { name: `(${node.name})`, isNameKnown: false };
  const plain = name.toLowerCase().replace(/\.$/, "");
  if (typeof zoneName !== "string") return { name: plain, isNameKnown: plain.includes(".") };
  const zone = zoneName.toLowerCase();
  if (plain === "@" || plain === zone) return { name: zone, isNameKnown: true };
  return { name: plain.endsWith(`.${zone}`) ? plain : `${plain}.${zone}`, isNameKnown: true };
}
