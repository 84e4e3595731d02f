import { prohibitedTarget } from "../cloudflare/prohibited";
import { flag, text } from "../graph/read";
import type { ResourceNode } from "../graph/resource";
import type { ResourceGraph } from "../graph/resource-graph";
import { types } from "../graph/types";
import { notKnown } from "../graph/value";
import { parseCidr } from "../net/cidr";
import type { Family } from "./reach-types";
import type { Doubt, Failure } from "./verdict";

/** What a hostname's records lead to, over one address family. */
export interface Target {
  readonly family: Family;
  /** What a person calls it: `load balancer "alb"`. */
  readonly label: string;
  /** The record that names it. */
  readonly record: ResourceNode;
  readonly origin:
    | { readonly kind: "load-balancer" | "instance"; readonly node: ResourceNode }
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

function resolveName(walk: Walk, record: ResourceNode): readonly Target[] {
  const balancer = walk.graph.follow(record, "content", [types.loadBalancer], "dnsName").nodes.at(0);
  if (balancer !== undefined) return balancerTargets(walk.first, balancer);
  const content = text(record, "content");
  if (typeof content !== "string") return [unknownTarget(walk.first, 4, unknownContent(walk, record))];
  const next = walk.named.get(content.toLowerCase().replace(/\.$/, "")) ?? [];
  if (next.length > 0) return next.flatMap(({ node }) => resolve(walk, node));
  return [unknownTarget(walk.first, 4, `this program does not own "${content}", to which the record points`)];
}

/**
 * A dualstack balancer has addresses of both families, an internal one private ones.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#ip-address-type
 */
function balancerTargets(record: ResourceNode, balancer: ResourceNode): readonly Target[] {
  const label = `load balancer "${balancer.name}"`;
  const internal = flag(balancer, "internal");
  const ipAddressType = text(balancer, "ipAddressType");
  const families: readonly Family[] =
    ipAddressType === "dualstack-without-public-ipv4" ? [6] : ipAddressType === "dualstack" ? [4, 6] : [4];
  return families.map((family): Target => {
    if (internal === true) {
      return { family, label, record, origin: { kind: "refused", failure: internalBalancer(balancer, record) } };
    }
    if (internal === notKnown || ipAddressType === notKnown) {
      const why = `whether ${label} is internal, and its address families, are not known until deployment`;
      return {
        family,
        label,
        record,
        origin: { kind: "unknown", doubt: { hop: "resolve", resource: balancer.urn, why } },
      };
    }
    return { family, label, record, origin: { kind: "load-balancer", node: balancer } };
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
  const prohibited = typeof content === "string" ? prohibitedTarget(content) : undefined;
  if (typeof content === "string" && prohibited !== undefined && flag(record, "privateRouting") !== true) {
    const failure = prohibitedAddress(record, content, prohibited);
    return { family, label: content, record: walk.first, origin: { kind: "refused", failure } };
  }
  const instance = instanceAt(walk.graph, record);
  if (instance !== undefined) {
    const label = `instance "${instance.name}"`;
    return { family, label, record: walk.first, origin: { kind: "instance", node: instance } };
  }
  const balancer = balancerAt(walk.graph, record);
  if (balancer !== undefined) {
    const label = `load balancer "${balancer.name}"`;
    return { family, label, record: walk.first, origin: { kind: "load-balancer", node: balancer } };
  }
  if (typeof content !== "string") return unknownTarget(walk.first, family, unknownContent(walk, record));
  if (parseCidr(content) === undefined) return unknownTarget(walk.first, family, `"${content}" is no address`);
  return unknownTarget(walk.first, family, `no resource of this program has the address ${content}`);
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

/** The instance behind an address: through its elastic address or, as long as it lasts, its own. */
function instanceAt(graph: ResourceGraph, record: ResourceNode): ResourceNode | undefined {
  const eip = graph.follow(record, "content", [types.eip], "publicIp").nodes.at(0);
  if (eip === undefined) {
    return ["publicIp", "ipv6Addresses", "publicDns"]
      .map((key) => graph.follow(record, "content", [types.instance], key).nodes.at(0))
      .find((node) => node !== undefined);
  }
  const association = graph.referring(eip, types.eipAssociation, "allocationId", "allocationId").at(0);
  return (
    graph.follow(eip, "instance", [types.instance]).nodes.at(0) ??
    (association && graph.follow(association, "instanceId", [types.instance]).nodes.at(0))
  );
}

/** The network load balancer that holds the elastic address of a record. */
function balancerAt(graph: ResourceGraph, record: ResourceNode): ResourceNode | undefined {
  const eip = graph.follow(record, "content", [types.eip], "publicIp").nodes.at(0);
  return eip && graph.referring(eip, types.loadBalancer, "subnetMappings", "allocationId").at(0);
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
    origin: { kind: "unknown", doubt: { hop: "resolve", resource: record.urn, why } },
  };
}
