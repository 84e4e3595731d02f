import type { ResourceGraph } from "../../src/graph/resource-graph";
import { isList, isProperties, type Value } from "../../src/graph/value";
import { type Cidr, parseCidr } from "../../src/net/cidr";
import type { LabWorld } from "./world";

/** One place at the edge from which connections come. */
export interface Probe {
  /** The published range of which it is a part. */
  readonly range: string;
  /** An address of that range. */
  readonly address: string;
  /** TCP port, where it matters. */
  readonly port?: number;
}

/** No range is cut into more pieces than this; what a program distinguishes beyond is not seen. */
const mostPieces = 12;

/**
 * Chooses from where to dial: one address of every piece into which the networks that the program writes cut the edge's
 * ranges, and, where a network ACL tells ports of the edge apart, one port of each kind.
 */
export function probesFor(
  graph: ResourceGraph,
  world: LabWorld,
  ranges: readonly string[],
  family: 4 | 6,
): readonly Probe[] {
  const written = graph.nodes.flatMap((node) => [...networksIn(node.inputs), ...networksIn(node.outputs)]);
  const ports = portsTold(world);
  return ranges
    .map(parseCidr)
    .filter((range) => range?.family === family)
    .flatMap((range) =>
      range === undefined ? [] : piecesOf(range, written).map((address) => ({ range: range.text, address })),
    )
    .flatMap((probe): readonly Probe[] => (ports.length === 1 ? [probe] : ports.map((port) => ({ ...probe, port }))));
}

/** An address of each piece of a range. */
function piecesOf(range: Cidr, written: readonly Cidr[]): readonly string[] {
  const cuts = written.flatMap((cidr) => (cidr.family === range.family ? [cidr.first, cidr.last + 1n] : []));
  const starts = [...new Set([range.first, ...cuts])].filter((start) => range.first <= start && start <= range.last);
  const sorted = starts.toSorted((a, b) => (a < b ? -1 : 1)).slice(0, mostPieces);
  // Not the first address, which somebody may take for the network's own.
  return sorted.map((start, index) => {
    const next = sorted[index + 1] ?? range.last + 1n;
    return formatAddress(range.family, next - start > 2n ? start + 1n : start);
  });
}

function networksIn(value: Value): readonly Cidr[] {
  if (typeof value === "string") {
    const cidr = /^[0-9a-f.:]+\/\d+$/i.test(value) ? parseCidr(value) : undefined;
    return cidr === undefined ? [] : [cidr];
  }
  if (isList(value)) return value.flatMap(networksIn);
  return isProperties(value) ? Object.values(value).flatMap(networksIn) : [];
}

/**
 * The ports from which the edge may come, one for each piece into which the entries for what goes out cut them.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html#nacl-ephemeral-ports read 2026-11-23
 */
function portsTold({ subnets }: LabWorld): readonly number[] {
  const entries = subnets.flatMap(({ acl }) => acl ?? []).filter(({ direction }) => direction === "egress");
  const cuts = entries.flatMap(({ match }) => (match.kind === "tcp" ? [match.from, match.to + 1] : []));
  return [...new Set([1024, ...cuts])].filter((port) => 1024 <= port && port <= 65535);
}

function formatAddress(family: 4 | 6, value: bigint): string {
  const [groups, bits] = family === 4 ? [4, 8n] : [8, 16n];
  const parts = Array.from(
    { length: groups },
    (_, index) => (value >> (bits * BigInt(groups - 1 - index))) & ((1n << bits) - 1n),
  );
  return family === 4 ? parts.join(".") : parts.map((part) => part.toString(16)).join(":");
}
