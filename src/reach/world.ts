import { flag } from "../graph/read";
import type { ResourceGraph } from "../graph/resource-graph";
import { type Cidr, parseCidr } from "../net/cidr";
import { type ZoneOf, zoneReader } from "./edge";
import { addressRecords, type NamedRecord } from "./hostnames";
import type { Family } from "./reach-types";

/** What every hop looks at: the graph, the edge's addresses, and what was read from them once. */
export interface World {
  readonly graph: ResourceGraph;
  /** The ranges from which the edge dials and that must get through, by family. */
  readonly edge: Readonly<Record<Family, readonly Cidr[]>>;
  /** The moment for which certificates are judged; without it their dates are not. */
  readonly now: Date | undefined;
  readonly zoneOf: ZoneOf;
  readonly records: readonly NamedRecord[];
  /** The names that the edge certainly proxies, each after the key of its zone. */
  readonly proxied: ReadonlySet<string>;
}

/** Prepares the world; a range that is no CIDR is left out, since the list's reader refuses such a list. */
export function createWorld(graph: ResourceGraph, edgeRanges: readonly string[], now?: Date): World {
  const cidrs = edgeRanges.map(parseCidr).filter((cidr) => cidr !== undefined);
  const zoneOf = zoneReader(graph);
  const records = addressRecords(graph, zoneOf);
  const proxied = records.filter(({ node, isNameKnown }) => isNameKnown && flag(node, "proxied") === true);
  return {
    graph,
    now,
    edge: { 4: cidrs.filter(({ family }) => family === 4), 6: cidrs.filter(({ family }) => family === 6) },
    zoneOf,
    records,
    proxied: new Set(proxied.map(({ zone, name }) => `${zone.key} ${name}`)),
  };
}
