import { flag, text } from "../../graph/read";
import type { ResourceNode } from "../../graph/resource";
import { types } from "../../graph/types";
import { notKnown } from "../../graph/value";
import { fullName, type Hostname, proxiedHostnames } from "../hostnames";
import { type RecordsByName, targetsOf } from "../targets";
import type { World } from "../world";
import { answeringDestination, type Destination, lostDestination, recordFor } from "./destination";
import { type Names, poolDestinations } from "./pools";
import { known, unknown } from "./setting";
import { tunnelDestination } from "./tunnels";

/** A hostname that visitors can open, and where its requests may end. */
export interface Publication {
  readonly hostname: Hostname;
  readonly destinations: readonly Destination[];
}

/** Lists everything that the edge publishes: proxied records, load balancers, Workers' domains and custom hostnames. */
export function publications(world: World, named: RecordsByName): readonly Publication[] {
  const byRecord = proxiedHostnames(world.records);
  const balancers = balancersOf(world);
  const taken = new Set(balancers.map(({ name }) => name));
  const workers = world.graph.ofType(types.workersDomain);
  const proxied = new Set(
    [...byRecord, ...balancers.filter(({ proxied: is }) => is !== false)].map(({ name }) => name),
  );
  const names: Names = { graph: world.graph, named, isProxied: (name) => proxied.has(name) };
  const byWorker = workers.map((domain) => workerDomain(world, domain));
  const answeredByWorker = new Set(byWorker.map(({ hostname }) => hostname.name));
  const ways = { world, names, balancers };
  return [
    // A load balancer takes the place of the records of its name.
    // @see https://registry.terraform.io/providers/cloudflare/cloudflare/latest/docs/resources/load_balancer "name"
    ...byRecord
      .filter(({ name, isNameKnown }) => !isNameKnown || !(taken.has(name) || answeredByWorker.has(name)))
      .map((hostname) => ({
        hostname,
        destinations: hostname.records.flatMap((record) => recordDestinations(ways, record, hostname.name)),
      })),
    ...balancers
      .filter(({ proxied: is, name }) => is !== false && !answeredByWorker.has(name))
      .map((balancer) => ({
        hostname: balancerHostname(balancer),
        destinations: poolDestinations(names, balancer.node),
      })),
    ...byWorker,
    ...world.graph.ofType(types.customHostname).map((custom) => customHostname(ways, custom)),
  ].filter(({ hostname }) => hostname.zone.isProxying !== false);
}

interface Ways {
  readonly world: World;
  readonly names: Names;
  readonly balancers: readonly Balancer[];
}

interface Balancer extends ReturnType<typeof fullName> {
  readonly node: ResourceNode;
  readonly zone: Hostname["zone"];
  readonly proxied: ReturnType<typeof flag>;
}

/** The load balancers of the edge that are switched on; one that leaves `proxied` out only answers DNS. */
function balancersOf({ graph, zoneOf }: World): readonly Balancer[] {
  return graph
    .ofType(types.edgeBalancer)
    .filter((node) => flag(node, "enabled") !== false)
    .map((node) => {
      const zone = zoneOf(node);
      return { node, zone, proxied: flag(node, "proxied") ?? false, ...fullName(node, zone.name) };
    });
}

function balancerHostname({ node, zone, name, isNameKnown, proxied }: Balancer): Hostname {
  return { name, isNameKnown, zone, records: [node], mayBeUnproxied: proxied === notKnown || zone.isProxying !== true };
}

/** Where one record leads: through a tunnel, to a load balancer of the edge, or to an origin. */
function recordDestinations(
  { names, balancers }: Ways,
  record: ResourceNode,
  hostname: string,
): readonly Destination[] {
  for (const end of endsOf(names, record)) {
    const tunnel = tunnelDestination(names.graph, record, end, hostname);
    if (tunnel !== undefined) return [tunnel];
    const content = plainContent(end);
    const balancer = balancers.find(({ name, isNameKnown }) => isNameKnown && name === content);
    if (balancer !== undefined) {
      return poolDestinations(names, balancer.node).map((each) => ({ ...each, target: { ...each.target, record } }));
    }
  }
  return targetsOf(names.graph, names.named, record).map((target) => ({ kind: "dialled", target }));
}

/** The records at the end of a chain of CNAMEs, each met once. */
function endsOf({ named }: Names, record: ResourceNode): readonly ResourceNode[] {
  const seen = new Set<ResourceNode>([record]);
  for (const met of seen) {
    const next = named.get(plainContent(met) ?? "") ?? [];
    for (const { node } of next) seen.add(node);
  }
  return [...seen];
}

function plainContent(record: ResourceNode): string | undefined {
  const content = text(record, "content");
  return typeof content === "string" ? content.toLowerCase().replace(/\.$/, "") : undefined;
}

/**
 * A Worker on a domain of its own is the origin: the edge runs it and dials nothing.
 * @see https://developers.cloudflare.com/workers/configuration/routing/custom-domains/ read 2026-10-05
 */
function workerDomain({ zoneOf }: World, domain: ResourceNode): Publication {
  const service = text(domain, "service");
  const label = typeof service === "string" ? `Worker "${service}"` : `the Worker of "${domain.name}"`;
  return {
    hostname: ownHostname(domain, zoneOf(domain)),
    destinations: [answeringDestination(domain, label, domain)],
  };
}

function ownHostname(node: ResourceNode, zone: Hostname["zone"]): Hostname {
  const name = text(node, "hostname");
  return {
    name: typeof name === "string" ? name.toLowerCase() : `(${node.name})`,
    isNameKnown: typeof name === "string",
    zone,
    records: [node],
    mayBeUnproxied: zone.isProxying !== true,
  };
}

/**
 * A custom hostname is asked of its own origin server, else of the zone's fallback origin; of its own server under the
 * server's name, unless it says otherwise.
 * @see https://developers.cloudflare.com/cloudflare-for-platforms/cloudflare-for-saas/start/advanced-settings/custom-origin/
 * read 2026-10-05
 */
function customHostname({ world, names, balancers }: Ways, custom: ResourceNode): Publication {
  const zone = world.zoneOf(custom);
  const hostname = ownHostname(custom, zone);
  const own = text(custom, "customOriginServer");
  const fallback = world.graph.ofType(types.fallbackOrigin).find((node) => world.zoneOf(node).key === zone.key);
  const server = own ?? (fallback && text(fallback, "origin"));
  const label = `custom hostname "${custom.name}"`;
  const lost = (why: string) => ({ hostname, destinations: [lostDestination(custom, label, custom, why)] });
  if (server === undefined) return lost(`no CustomHostnameFallbackOrigin of this program says where ${label} leads`);
  if (server === notKnown) return lost(`where ${label} leads is not known until deployment`);
  const found = recordDestinations({ world, names, balancers }, recordFor(custom, server), hostname.name);
  if (own === undefined) return { hostname, destinations: found };
  const sni = text(custom, "customOriginSni");
  const serverName =
    sni === notKnown
      ? unknown<string>(`the name in the handshake of ${label} is not known`, custom)
      : known(
          sni === undefined ? server.toLowerCase() : sni.startsWith(":") ? hostname.name : sni.toLowerCase(),
          custom,
        );
  return { hostname, destinations: found.map((each) => ({ ...each, serverName })) };
}
