import { prohibitedTarget } from "../cloudflare/prohibited";
import { flag, text } from "../graph/read";
import type { ResourceNode } from "../graph/resource";
import type { ResourceGraph } from "../graph/resource-graph";
import { notKnown } from "../graph/value";
import { parseCidr } from "../net/cidr";
import { holderOf } from "./addresses";
import { familiesOf, foreignService, internalOf, namedOrigin } from "./named-origins";
import { labelOf, type Origin } from "./origins";
import type { Family } from "./reach-types";
import type { Doubt, Failure } from "./verdict";

/** What a hostname's records lead to, over one address family. */
export interface Target {
  readonly family: Family;
  /** What a person calls it: `load balancer "alb"`. */
  readonly label: string;
  /** The record that names it. */
  readonly record: ResourceNode;
  /** The names to which the record points, if it is a CNAME. */
  readonly names: readonly string[];
  readonly origin:
    | Origin
    | { readonly kind: "refused"; readonly failure: Failure }
    | { readonly kind: "unknown"; readonly doubt: Doubt };
}

/** Resolves one record to its targets; a CNAME is followed through this program's own records. */
export function targetsOf(graph: ResourceGraph, named: RecordsByName, record: ResourceNode): readonly Target[] {
  return resolve({ graph, named, first: record, visited: new Set() }, record);
}

/** The address records of a program by their full name. */
export type RecordsByName = ReadonlyMap<string, readonly { readonly node: ResourceNode }[]>;

interface Walk {
  readonly graph: ResourceGraph;
  readonly named: RecordsByName;
  readonly first: ResourceNode;
  readonly visited: Set<string>;
}

function resolve(walk: Walk, record: ResourceNode): readonly Target[] {
  if (walk.visited.has(record.urn)) return [unknownTarget(walk.first, 4, "its CNAME records lead in a circle")];
  walk.visited.add(record.urn);
  const type = text(record, "type");
  if (typeof type !== "string")
    return [unknownTarget(walk.first, 4, "the type of its record is not known until deployment")];
  if (type.toUpperCase() === "CNAME") return resolveName(walk, record);
  return [resolveAddress(walk, record, type.toUpperCase() === "AAAA" ? 6 : 4)];
}

/** A CNAME leads to a resource of this program, on to other records, or out of sight. */
function resolveName(walk: Walk, record: ResourceNode): readonly Target[] {
  const origin = namedOrigin(walk.graph, record) ?? foreignService(record);
  if (origin !== undefined) return originTargets(walk, record, origin);
  const content = text(record, "content");
  if (typeof content !== "string") return [unknownTarget(walk.first, 4, unknownContent(walk, record))];
  const next = walk.named.get(plainName(content)) ?? [];
  if (next.length > 0) return next.flatMap(({ node }) => resolve(walk, node));
  return [unknownTarget(walk.first, 4, `this program does not own "${content}", to which the record points`)];
}

/** Writes a name of DNS as it is compared: lower case, no trailing dot. */
function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}

/** The name that a CNAME points to; the edge accepts a certificate that is made out to it. */
function namesOf(record: ResourceNode): readonly string[] {
  const [type, content] = [text(record, "type"), text(record, "content")];
  return typeof type === "string" && type.toUpperCase() === "CNAME" && typeof content === "string"
    ? [plainName(content)]
    : [];
}

/** A name has an address for each family of what it names; an internal balancer's are private ones. */
function originTargets(walk: Walk, record: ResourceNode, origin: Origin): readonly Target[] {
  const label = labelOf(origin);
  const { families, isKnown } = familiesOf(origin);
  const internal = internalOf(origin);
  const common = { label, record: walk.first, names: namesOf(walk.first) };
  return families.map((family): Target => {
    if (internal === true) {
      return { ...common, family, origin: { kind: "refused", failure: internalBalancer(origin.node, record) } };
    }
    if (internal === notKnown || !isKnown) {
      const why = `whether ${label} is internal, and its address families, are not known until deployment`;
      const doubt: Doubt = { hop: "resolve", resource: origin.node.urn, why };
      return { ...common, family, origin: { kind: "unknown", doubt } };
    }
    return { ...common, family, origin };
  });
}

/**
 * The name of an internal balancer has private addresses: the edge refuses them (1002) or its packets get lost (522).
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html#load-balancer-scheme
 * @see https://developers.cloudflare.com/dns/manage-dns-records/how-to/private-network-routing/ read 2026-10-05
 */
function internalBalancer(balancer: ResourceNode, record: ResourceNode): Failure {
  return {
    cause: "origin-not-public",
    codes: [1002, 522],
    hop: "resolve",
    resource: balancer.urn,
    why: `Load balancer "${balancer.name}" is internal: its name has private addresses, which the edge cannot reach.`,
    fix: "Set internal to false and give it public subnets, or publish the origin through a Cloudflare Tunnel.",
    evidence: [{ resource: record.urn, says: `record "${record.name}" points to it` }],
  };
}

function resolveAddress(walk: Walk, record: ResourceNode, family: Family): Target {
  const content = text(record, "content");
  const common = { family, record: walk.first, names: namesOf(walk.first) };
  const prohibited = typeof content === "string" ? prohibitedTarget(content) : undefined;
  if (typeof content === "string" && prohibited !== undefined && flag(record, "privateRouting") !== true) {
    const isBehind = record !== walk.first && flag(record, "proxied") !== true;
    const failure = isBehind
      ? unreachableAddress(walk.first, record, content, prohibited)
      : prohibitedAddress(record, content, prohibited);
    return { ...common, label: content, origin: { kind: "refused", failure } };
  }
  const holder = holderOf(walk.graph, record);
  if (holder?.kind === "nat-gateway") {
    const { node } = holder;
    return { ...common, label: `NAT gateway "${node.name}"`, origin: { kind: "refused", failure: nat(node, record) } };
  }
  if (holder !== undefined) return { ...common, label: labelOf(holder), origin: holder };
  if (typeof content !== "string") return unknownTarget(walk.first, family, unknownContent(walk, record));
  if (parseCidr(content) === undefined) return unknownTarget(walk.first, family, `"${content}" is no address`);
  return unknownTarget(walk.first, family, `no resource of this program has the address ${content}`);
}

/** @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html it accepts no connections from outside */
function nat(gateway: ResourceNode, record: ResourceNode): Failure {
  return {
    cause: "origin-not-public",
    codes: [522],
    hop: "resolve",
    resource: record.urn,
    why: `Record "${record.name}" points to the address of NAT gateway "${gateway.name}", which lets no connection in.`,
    fix: "Point the record to the load balancer or instance that serves the site.",
    evidence: [{ resource: gateway.urn, says: "holds the address" }],
  };
}

function prohibitedAddress(
  record: ResourceNode,
  content: string,
  range: NonNullable<ReturnType<typeof prohibitedTarget>>,
): Failure {
  return {
    cause: "prohibited-address",
    codes: range.apiError === null ? [range.runtimeCode] : ["deploy", range.runtimeCode],
    hop: range.apiError === null ? "resolve" : null,
    resource: record.urn,
    why: `Record "${record.name}" is proxied and points to ${content}, ${range.what}.`,
    fix: "Point the record to the origin's public address, or publish the origin through a Cloudflare Tunnel.",
    evidence: [{ resource: record.urn, says: `content is ${content}` }],
  };
}

/** The API looks at the addresses of proxied records alone: one that stands behind a proxied name fails at run time. */
function unreachableAddress(
  first: ResourceNode,
  record: ResourceNode,
  content: string,
  range: NonNullable<ReturnType<typeof prohibitedTarget>>,
): Failure {
  return {
    ...prohibitedAddress(record, content, range),
    codes: [range.runtimeCode],
    hop: "resolve",
    why: `Record "${record.name}" points to ${content}, ${range.what}, and "${first.name}" has the edge dial it.`,
    evidence: [{ resource: first.urn, says: `leads to record "${record.name}"` }],
  };
}

/** Gives why Cloudflare's API refuses a record as it stands; undefined for one that it takes, as far as anybody knows. */
export function refusedRecord(record: ResourceNode): Failure | undefined {
  const [type, content] = [text(record, "type"), text(record, "content")];
  const isAddress = typeof type === "string" && ["A", "AAAA"].includes(type.toUpperCase());
  if (!isAddress || typeof content !== "string" || flag(record, "proxied") !== true) return undefined;
  const range = prohibitedTarget(content);
  if (range === undefined || range.apiError === null || flag(record, "privateRouting") === true) return undefined;
  return prohibitedAddress(record, content, range);
}

/** Says what an unknown content came from, so that a person sees which type the model lacks. */
function unknownContent(walk: Walk, record: ResourceNode): string {
  const from = (record.dependsOn.get("content") ?? []).flatMap((urn) => walk.graph.byUrn(urn) ?? []);
  const [source] = from;
  if (source === undefined) return "the record's content is not known until deployment";
  return `the record points to ${source.type} "${source.name}", behind which this program shows no listener`;
}

function unknownTarget(record: ResourceNode, family: Family, why: string): Target {
  const content = text(record, "content");
  const label = typeof content === "string" ? content : `record "${record.name}"`;
  return {
    family,
    label: content === notKnown || content === undefined ? `record "${record.name}"` : label,
    record,
    names: namesOf(record),
    origin: { kind: "unknown", doubt: { hop: "resolve", resource: record.urn, why } },
  };
}
