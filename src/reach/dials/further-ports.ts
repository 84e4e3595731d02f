import { httpPorts, httpsPorts } from "../../cloudflare/ports";
import { type Cidr, contains, overlaps, parseCidr } from "../../net/cidr";
import { admission } from "../hops/admission";
import { askedName } from "../hostnames";
import { type Origin, standsInVpc } from "../origins";
import { placeOf } from "../place";
import type { Family, ReachRow, Visitor } from "../reach-types";
import { usualVisitor } from "../usual-visitor";
import type { HopName } from "../verdict";
import type { World } from "../world";
import type { Publication } from "./publications";

const everybody: Readonly<Record<Family, Cidr | undefined>> = { 4: parseCidr("0.0.0.0/0"), 6: parseCidr("::/0") };

/**
 * Lists the visitors of other ports than 80 and 443 whom a program means to serve: it opens the port to the edge in
 * particular. A port that is open to everybody may be for anybody.
 * @see https://developers.cloudflare.com/fundamentals/reference/network-ports/ read 2026-10-05
 */
export function furtherVisitors(world: World, publication: Publication): readonly Visitor[] {
  return schemes.flatMap((scheme) => furtherPorts(world, publication, scheme).map((port) => ({ scheme, port })));
}

const schemes = ["http", "https"] as const;
const portsOf = { http: httpPorts.slice(1), https: httpsPorts.slice(1) } as const;

function furtherPorts(
  world: World,
  { hostname, destinations }: Publication,
  scheme: Visitor["scheme"],
): readonly number[] {
  // Where a rule has the edge dial a port for the visitors of 443, the port is open for these. A plain one may be open for
  // the usual visitors of either scheme, since SSL mode flexible dials one for https visitors.
  const usual = scheme === "http" ? schemes : [scheme];
  const isOrdered = usual.some((each) => {
    const { port } = hostname.zone.settingsFor({ host: askedName(hostname), ...usualVisitor(each) });
    return port.kind === "unknown" || port.value !== undefined;
  });
  if (isOrdered) return [];
  const open = new Set<number>();
  for (const { kind, port, target } of destinations) {
    const { origin, family } = target;
    if (kind !== "dialled" || port !== undefined || !("node" in origin) || !standsInVpc(origin)) continue;
    for (const each of openToEdge(world, origin, family, portsOf[scheme])) open.add(each);
  }
  return portsOf[scheme].filter((port) => open.has(port));
}

function openToEdge(world: World, origin: Origin, family: Family, ports: readonly number[]): readonly number[] {
  const groups = placeOf(world.graph, origin).groups.nodes;
  return ports.filter((port) => {
    const admitted = groups.flatMap((group) => admission(world.graph, group, "ingress", port).allowed);
    const all = everybody[family];
    const isForEverybody = all === undefined || admitted.some((cidr) => contains(cidr, all));
    return !isForEverybody && admitted.some((cidr) => world.edge[family].some((range) => overlaps(range, cidr)));
  });
}

/** Where an origin tells hostnames apart, it may well be meant for another hostname than this one. */
const selective: readonly (HopName | null)[] = ["listener", "certificate", "client-certificate", "backend"];

/** Reports whether a row of a further port says something that holds: it is served there, or would be. */
export function isMeant({ outcome, visitor, dials }: ReachRow): boolean {
  if (outcome === "unknown") return false;
  return dials.every(
    ({ port, failures }) => port === visitor.port && !failures.some(({ hop }) => selective.includes(hop)),
  );
}
