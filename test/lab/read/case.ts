import { asText, flag, property, text } from "../../../src/graph/read";
import type { ResourceNode } from "../../../src/graph/resource";
import type { ResourceGraph } from "../../../src/graph/resource-graph";
import { types } from "../../../src/graph/types";
import { notKnown } from "../../../src/graph/value";
import type { Issuer } from "../certificates";
import type { LabWorld } from "../world";
import { Builder } from "./builder";
import { type EdgePlan, type LabVisitor, nameOf, planFor, zoneOf } from "./edge";
import { NotShown } from "./not-shown";
import { type LabOrigin, OriginReader } from "./origins";

/** Everything that the lab needs of a program: what to build, and what visitors do there. */
export interface LabCase {
  readonly world: LabWorld;
  readonly hostnames: readonly LabHostname[];
  /** Hostnames that the lab cannot show, with the reason. */
  readonly notShown: readonly { readonly hostname: string; readonly reason: string }[];
}

/** One hostname whose origins stand in the lab. */
export interface LabHostname {
  readonly name: string;
  readonly origins: readonly LabDestination[];
  /** Throws `NotShown` where what the edge does with the visitor is beyond the lab. */
  plan(visitor: LabVisitor, path?: string): EdgePlan;
}

/** Where a record leads, and the name under which. */
export interface LabDestination {
  readonly origin: LabOrigin;
  readonly families: readonly (4 | 6)[];
  /** The name to which the record points, if it is a CNAME. */
  readonly names: readonly string[];
}

/** Reads a program for the lab. */
export async function readCase(graph: ResourceGraph, issuer: Issuer): Promise<LabCase> {
  const builder = new Builder(graph);
  const reader = new OriginReader(builder, issuer);
  const hostnames: LabHostname[] = [];
  const notShown: { hostname: string; reason: string }[] = [];
  for (const [label, records] of proxiedRecords(graph)) {
    try {
      hostnames.push(await readHostname(graph, reader, records));
    } catch (error) {
      if (!(error instanceof NotShown)) throw error;
      notShown.push({ hostname: label, reason: error.message });
    }
  }
  return { world: builder.world(), hostnames, notShown };
}

/** The address records of each name of which one is proxied. */
function proxiedRecords(graph: ResourceGraph): ReadonlyMap<string, readonly ResourceNode[]> {
  const addresses = graph.ofType(types.dnsRecord).filter((node) => {
    const type = text(node, "type");
    return type === notKnown || ["A", "AAAA", "CNAME"].includes(String(type).toUpperCase());
  });
  const byName = Map.groupBy(addresses, (record) => {
    try {
      return `${nameOf(graph, record)}`;
    } catch {
      return `(${record.name})`;
    }
  });
  return new Map([...byName].filter(([, records]) => records.some((record) => flag(record, "proxied") === true)));
}

async function readHostname(
  graph: ResourceGraph,
  reader: OriginReader,
  records: readonly ResourceNode[],
): Promise<LabHostname> {
  const [first] = records;
  if (first === undefined) throw new NotShown("there is no record");
  const name = nameOf(graph, first);
  const zone = zoneOf(graph, first);
  if (records.some((record) => zoneOf(graph, record) !== zone)) throw new NotShown("the hostname is in two zones");
  if (graph.ofType(types.edgeBalancer).length > 0) throw new NotShown("a load balancer of the edge is beyond the lab");
  const owner = graph.byUrn(zone);
  if (owner !== undefined && flag(owner, "paused") === true) throw new NotShown("the zone is paused");
  const origins: LabDestination[] = [];
  for (const record of records) origins.push(await destinationOf(graph, reader, record));
  return { name, origins, plan: (visitor, path = "/") => planFor(graph, zone, name, visitor, path) };
}

async function destinationOf(
  graph: ResourceGraph,
  reader: OriginReader,
  record: ResourceNode,
): Promise<LabDestination> {
  const content = asText(property(record, "content"));
  const names =
    text(record, "type") === "CNAME" && typeof content === "string" ? [content.toLowerCase().replace(/\.$/, "")] : [];
  const end = endOf(graph, record);
  const node = holderOf(graph, end);
  if (node === undefined) throw new NotShown("where the record leads is not part of the lab");
  const type = String(text(end, "type")).toUpperCase();
  const families = type === "CNAME" ? ([4, 6] as const) : type === "AAAA" ? ([6] as const) : ([4] as const);
  return { origin: await reader.origin(node), families, names };
}

/** Follows CNAMEs from record to record. */
function endOf(graph: ResourceGraph, record: ResourceNode, steps = 8): ResourceNode {
  const content = asText(property(record, "content"));
  if (typeof content !== "string" || text(record, "type") !== "CNAME" || steps === 0) return record;
  const plain = content.toLowerCase().replace(/\.$/, "");
  const next = graph.ofType(types.dnsRecord).filter((other) => other !== record && safeName(graph, other) === plain);
  if (next.length > 1) throw new NotShown("a name with several addresses behind a CNAME is beyond the lab");
  return next[0] === undefined ? record : endOf(graph, next[0], steps - 1);
}

function safeName(graph: ResourceGraph, record: ResourceNode): string | undefined {
  const name = text(record, "name");
  return typeof name === "string" ? nameOf(graph, record) : undefined;
}

/** What has the address or the name that a record holds. */
function holderOf(graph: ResourceGraph, record: ResourceNode): ResourceNode | undefined {
  const [eip] = graph.follow(record, "content", [types.eip], "publicIp").nodes;
  if (eip !== undefined) {
    const [association] = graph.referring(eip, types.eipAssociation, "allocationId", "allocationId");
    return [
      ...graph.follow(eip, "instance", [types.instance]).nodes,
      ...(association === undefined ? [] : graph.follow(association, "instanceId", [types.instance]).nodes),
    ][0];
  }
  return [
    ...graph.follow(record, "content", [types.instance], "publicIp").nodes,
    ...graph.follow(record, "content", [types.instance], "ipv6Addresses").nodes,
    ...graph.follow(record, "content", [types.loadBalancer, types.classicBalancer], "dnsName").nodes,
  ][0];
}
