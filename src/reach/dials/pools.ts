import { prohibitedTarget } from "../../cloudflare/prohibited";
import { asNumber, asObjects, asText, asTexts, flag, isDeclared, objects, text, texts } from "../../graph/read";
import type { ResourceNode } from "../../graph/resource";
import type { ResourceGraph } from "../../graph/resource-graph";
import { types } from "../../graph/types";
import { isProperties, notKnown, type Properties } from "../../graph/value";
import { type RecordsByName, targetsOf } from "../targets";
import type { Failure } from "../verdict";
import { type Destination, lostDestination, type PoolMember, recordFor, refusedDestination } from "./destination";
import { watchOf } from "./monitors";
import { known, type Setting, unknown } from "./setting";

/** What resolving the origins of a pool needs. */
export interface Names {
  readonly graph: ResourceGraph;
  readonly named: RecordsByName;
  /** Reports whether the edge proxies a hostname of this program. */
  readonly isProxied: (name: string) => boolean;
}

/** Properties of a load balancer that name pools for visitors of some places. */
const placeLists = ["regionPools", "countryPools", "popPools"];

/**
 * Lists the origins behind a load balancer, with the order in which their pools are asked. Which origin of a pool serves
 * a request is the edge's choice.
 * @see https://developers.cloudflare.com/load-balancing/understand-basics/traffic-steering/ read 2026-10-05
 */
export function poolDestinations(names: Names, balancer: ResourceNode): readonly Destination[] {
  const followed = ["defaultPools", "fallbackPool", ...placeLists].map((list) =>
    names.graph.follow(balancer, list, [types.edgePool]),
  );
  const placeOf = placesIn(names.graph, balancer);
  const pools = [...new Set(followed.flatMap(({ nodes }) => nodes))].filter((pool) => flag(pool, "enabled") !== false);
  const label = `load balancer "${balancer.name}"`;
  const isOpen = followed.some(({ open, foreign }) => open || foreign.some((id) => !isPlace(id)));
  const found = pools.flatMap((pool) => originsOf(names, balancer, pool, placeOf(pool)));
  const why = isOpen
    ? `some pools of ${label} are not part of this program`
    : `no pool of ${label} has an enabled origin`;
  return isOpen || found.length === 0 ? [...found, lostDestination(balancer, label, balancer, why)] : found;
}

/**
 * Version 5 of the provider puts the code of a region, a country or a data centre beside the ids of its pools.
 * @see https://www.pulumi.com/registry/packages/cloudflare/api-docs/loadbalancer/ "v5"
 */
function isPlace(text: string): boolean {
  return /^[A-Z]{2,5}$/.test(text);
}

type Place = Pick<PoolMember, "tier" | "whyUnordered">;

/**
 * With the steering policy "off" the default pools are asked in their order; with any other one of them is chosen. The
 * fallback pool comes last.
 * @see https://developers.cloudflare.com/api/resources/load_balancers/ "steering_policy", read 2026-10-05: without it, "geo"
 * where there are pools for places, else "off"
 */
function placesIn(graph: ResourceGraph, balancer: ResourceNode): (pool: ResourceNode) => Place {
  const { nodes } = graph.follow(balancer, "defaultPools", [types.edgePool]);
  const steering = text(balancer, "steeringPolicy") || undefined;
  const isByPlace = placeLists.some((list) => isDeclared(balancer, list));
  const isInOrder = steering === "off" || (steering === undefined && !isByPlace);
  const last = nodes.length;
  const isFallback = (pool: ResourceNode) =>
    !nodes.includes(pool) &&
    !placeLists.some((list) => graph.follow(balancer, list, [types.edgePool]).nodes.includes(pool));
  return (pool) => {
    if (isFallback(pool)) return { tier: last };
    if (steering !== notKnown && !isInOrder) return { tier: 0 };
    if (steering !== notKnown && isOrderKnown(balancer, last)) return { tier: Math.max(nodes.indexOf(pool), 0) };
    return { tier: 0, whyUnordered: `which pool of load balancer "${balancer.name}" is asked first is not known` };
  };
}

/** Before the ids of pools are known, what flowed into the list has no order. */
function isOrderKnown(balancer: ResourceNode, length: number): boolean {
  const listed = texts(balancer, "defaultPools");
  return length < 2 || (listed !== notKnown && !listed.includes(notKnown));
}

function originsOf(names: Names, balancer: ResourceNode, pool: ResourceNode, place: Place): readonly Destination[] {
  const origins = objects(pool, "origins");
  const lost = (why: string) => lostDestination(balancer, `pool "${pool.name}"`, pool, why);
  if (origins === notKnown) return [lost(`the origins of pool "${pool.name}" are not known until deployment`)];
  const watch = watchOf(names.graph, pool);
  return origins.flatMap((origin, index): readonly Destination[] => {
    const member: PoolMember = { pool, key: String(index), watch, ...place };
    if (origin === notKnown) {
      return [{ ...lost(`an origin of pool "${pool.name}" is not known until deployment`), member }];
    }
    if (origin.enabled === false || asNumber(origin.weight) === 0) return [];
    const found = originDestinations(names, balancer, pool, origin);
    // Which of several unknown addresses is which is not known either: what they lead to tells origins apart.
    const isOneOfSeveral = asText(origin.address) === notKnown && new Set(found.map(labelOf)).size > 1;
    return found.map((each) => ({ ...each, member: isOneOfSeveral ? { ...member, key: labelOf(each) } : member }));
  });
}

function labelOf({ target }: Destination): string {
  return target.label;
}

function originDestinations(
  names: Names,
  balancer: ResourceNode,
  pool: ResourceNode,
  origin: Properties,
): readonly Destination[] {
  const address = asText(origin.address);
  if (address === undefined) return [];
  const label = address === notKnown ? `pool "${pool.name}"` : address;
  if ((origin.virtualNetworkId ?? undefined) !== undefined) {
    const why = `${label} of pool "${pool.name}" is reached through a private network`;
    return [lostDestination(balancer, label, pool, why)];
  }
  const failure = address === notKnown ? undefined : refusal(names, pool, address);
  if (failure !== undefined) return [refusedDestination(balancer, label, failure)];
  const port = asNumber(origin.port);
  if (port === notKnown) {
    const why = `the port of an origin of pool "${pool.name}" is not known until deployment`;
    return [lostDestination(balancer, label, pool, why)];
  }
  const serverName = hostHeader(origin, pool);
  return resolved(names, pool, address).map((target) => ({
    kind: "dialled",
    target: { ...target, record: balancer },
    ...(port !== undefined && port !== 0 && { port }),
    ...(serverName !== undefined && { serverName, host: serverName }),
  }));
}

/** Addresses that are not known flow from resources, each of which may be the one. */
function resolved({ graph, named }: Names, pool: ResourceNode, address: string | typeof notKnown) {
  if (address !== notKnown) return targetsOf(graph, named, recordFor(pool, address));
  const each = (pool.dependsOn.get("origins") ?? []).map((urn) =>
    targetsOf(graph, named, recordFor(pool, notKnown, [urn])),
  );
  const found = each.flat().filter(({ origin }) => origin.kind !== "unknown");
  return found.length > 0 ? found : targetsOf(graph, named, recordFor(pool, notKnown));
}

/**
 * An origin must not lead back to the edge, nor to an address that nobody outside can dial.
 * @see https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors/error-1000/
 */
function refusal({ isProxied }: Names, pool: ResourceNode, address: string): Failure | undefined {
  const common = { codes: [1000], hop: "resolve", resource: pool.urn, evidence: [] } as const;
  if (isProxied(address.toLowerCase())) {
    return {
      ...common,
      cause: "pool-origin-proxied",
      why: `Pool "${pool.name}" names ${address} as an origin, which the edge itself proxies.`,
      fix: "Name the origin by its own address or by a record with proxied: false.",
    };
  }
  const range = prohibitedTarget(address);
  if (range === undefined) return undefined;
  return {
    ...common,
    cause: "prohibited-address",
    codes: [range.runtimeCode],
    why: `Pool "${pool.name}" names ${address} as an origin, ${range.what}.`,
    fix: "Name the origin's public address, or set virtualNetworkId and reach it through a Cloudflare Tunnel.",
  };
}

/** @see https://developers.cloudflare.com/load-balancing/additional-options/override-http-host-headers/ read 2026-10-05 */
function hostHeader(origin: Properties, pool: ResourceNode): Setting<string> | undefined {
  const list = namedHosts(origin);
  const host = list === notKnown ? notKnown : list.at(0);
  if (host === undefined) return undefined;
  return host === notKnown
    ? unknown(`the Host header of an origin of pool "${pool.name}" is not known until deployment`, pool)
    : known(host.toLowerCase(), pool);
}

/**
 * The hosts that an origin is asked for; version 5 of the provider lists headers by their names.
 * @see https://www.pulumi.com/registry/packages/cloudflare/api-docs/loadbalancerpool/ "v5"
 */
function namedHosts({ header, headers }: Properties): ReturnType<typeof asTexts> {
  if ((header ?? undefined) !== undefined) return isProperties(header) ? asTexts(header.hosts) : notKnown;
  const older = asObjects(headers);
  if (older === notKnown) return notKnown;
  return older.flatMap((each) => {
    if (each === notKnown || each.header === notKnown) return [notKnown];
    const values = asText(each.header) === "Host" ? asTexts(each.values) : [];
    return values === notKnown ? [notKnown] : values;
  });
}
