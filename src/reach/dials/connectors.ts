import { type AccessRule, accessRules } from "../../graph/access-rules";
import { type AclEntry, aclOf } from "../../graph/acl-entries";
import { type Member, runsNothing } from "../../graph/members";
import { number, text } from "../../graph/read";
import type { ResourceNode } from "../../graph/resource";
import type { ResourceGraph } from "../../graph/resource-graph";
import { type Route, routesOf } from "../../graph/routes";
import { types } from "../../graph/types";
import { notKnown } from "../../graph/value";
import { type Cidr, overlaps, parseCidr } from "../../net/cidr";
import { matchesPort, nameGroup, sourcesOf } from "../hops/admission";
import { nameAcl } from "../hops/network-acl";
import { memberPlace } from "../members-place";
import type { Place } from "../place";

/**
 * cloudflared dials out to port 7844, by UDP first and by TCP where that gets no answer, to addresses within these
 * networks of Cloudflare.
 * @see https://developers.cloudflare.com/cloudflare-one/networks/connectors/cloudflare-tunnel/configure-tunnels/tunnel-with-firewall/
 * read 2026-11-23
 */
const tunnelPort = 7844;
const tunnelEdge: readonly Cidr[] = ["198.41.128.0/17", "2606:4700::/32"]
  .map(parseCidr)
  .filter((cidr) => cidr !== undefined);

/** What runs cloudflared for a tunnel, as far as this program shows it. */
export type Connector = Pick<Member, "kind" | "node">;

/** Lists the instances and services that are given a tunnel's name or token, or run cloudflared for the only tunnel. */
export function connectorsOf(graph: ResourceGraph, tunnel: ResourceNode): readonly Connector[] {
  const isOnly = graph.ofType(types.tunnel).length === 1;
  const runs = (node: ResourceNode, property: string) =>
    isGiven(graph, node, property, tunnel) || (isOnly && namesConnector(text(node, property)));
  return told(graph, runs);
}

/** Lists the instances and services whose first commands or containers pass a test. */
function told(graph: ResourceGraph, test: (node: ResourceNode, property: string) => boolean): readonly Connector[] {
  const instances = graph
    .ofType(types.instance)
    .filter((node) => ["userData", "userDataBase64"].some((property) => test(node, property)))
    .map((node): Connector => ({ kind: "instance", node }));
  const services = graph
    .ofType(types.taskDefinition)
    .filter((task) => test(task, "containerDefinitions"))
    .flatMap((task) => graph.referring(task, types.ecsService, "taskDefinition", "arn"))
    .map((node): Connector => ({ kind: "service", node }));
  return [...instances, ...services];
}

/**
 * Lists what may run cloudflared for a tunnel that nothing is seen to run for: what it is told is not known, and nothing
 * shows where that comes from. A token that a provider function gives arrives so, for in a preview the SDK forgets what
 * an unknown answer was asked with.
 * @see https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/nodejs/runtime/invoke.ts
 */
export function possibleConnectors(graph: ResourceGraph): readonly Connector[] {
  return told(graph, (node, property) => mayBeGiven(graph, node, property));
}

const parameter = "aws:ssm/parameter:Parameter";
const secret = "aws:secretsmanager/secret:Secret";
const secretVersion = "aws:secretsmanager/secretVersion:SecretVersion";

/** Reports whether a tunnel flows into a property, at once or through a store of secrets, and through nothing else. */
function isGiven(graph: ResourceGraph, node: ResourceNode, property: string, tunnel: ResourceNode): boolean {
  return (node.dependsOn.get(property) ?? []).some((urn) => {
    const from = graph.byUrn(urn);
    return from === tunnel || storedIn(graph, from).some(([stored, value]) => isGiven(graph, stored, value, tunnel));
  });
}

/** Reports whether a property, or what a store of secrets gives it, is unknown and comes from nothing in the program. */
function mayBeGiven(graph: ResourceGraph, node: ResourceNode, property: string): boolean {
  if (text(node, property) !== notKnown) return false;
  const from = node.dependsOn.get(property) ?? [];
  const isStored = (urn: string) =>
    storedIn(graph, graph.byUrn(urn)).some(([stored, value]) => mayBeGiven(graph, stored, value));
  return from.length === 0 || from.some(isStored);
}

/** The resources that put a value into a store of secrets, with the name of its property. */
function storedIn(graph: ResourceGraph, from: ResourceNode | undefined): readonly (readonly [ResourceNode, string])[] {
  if (from === undefined) return [];
  if (from.type === parameter) return [[from, "value"]];
  const versions = from.type === secret ? graph.referring(from, secretVersion, "secretId") : [from];
  return versions.filter(({ type }) => type === secretVersion).map((version) => [version, "secretString"]);
}

function namesConnector(written: ReturnType<typeof text>): boolean {
  return typeof written === "string" && /\bcloudflared\b/.test(written);
}

/** What keeps a connector from the edge, and what mends it. */
interface Shut {
  readonly cause: "tunnel-egress-closed" | "no-targets";
  readonly by: ResourceNode;
  readonly why: string;
  readonly fix: string;
}

/** Whether a connector reaches the edge; `closed` names what keeps it in, `unknown` what nobody knows yet. */
export type Way =
  | { readonly kind: "open" }
  | (Shut & { readonly kind: "closed" })
  | { readonly kind: "unknown"; readonly why: string };

const openPort = `Allow TCP and UDP port ${tunnelPort} out to Cloudflare's addresses.`;

/** Judges whether security groups, network ACLs and routes let a connector dial the edge, by TCP or by UDP. */
export function wayOut(graph: ResourceGraph, { kind, node }: Connector): Way {
  if (kind === "service" && runsNothing(graph, node)) {
    return {
      kind: "closed",
      cause: "no-targets",
      by: node,
      why: "it runs no task",
      fix: "Set desiredCount to at least 2.",
    };
  }
  const place = memberPlace(graph, { kind, node, port: tunnelPort, isEmpty: false });
  if (place === undefined) return { kind: "unknown", why: `where "${node.name}" stands is not declared` };
  const byGroups = throughGroups(graph, place, node);
  return byGroups.kind === "closed" ? byGroups : (throughAcls(graph, place) ?? throughRoutes(graph, place) ?? byGroups);
}

function throughGroups(graph: ResourceGraph, { groups }: Place, node: ResourceNode): Way {
  const met = groups.nodes.map((group) => ({ group, ...accessRules(graph, group, "egress") }));
  if (met.some(({ rules }) => rules.some((rule) => letsOut(graph, rule) === "yes"))) return { kind: "open" };
  const [first] = met;
  const isOpen = groups.open || groups.foreign.length > 0 || first === undefined;
  const vague = met.some(
    ({ rules, adrift, open }) =>
      open || rules.some((rule) => letsOut(graph, rule) === "maybe") || adrift.some((rule) => leadsOut(rule) !== "no"),
  );
  if (isOpen || vague) {
    return { kind: "unknown", why: `whether "${node.name}" may dial port ${tunnelPort} is not known until deployment` };
  }
  const whose = met.length === 1 ? nameGroup(first.group) : `none of the ${met.length} security groups`;
  const why = met.length === 1 ? `${whose} has no egress rule` : `${whose} has an egress rule`;
  return {
    kind: "closed",
    cause: "tunnel-egress-closed",
    by: first.group,
    why: `${why} for port ${tunnelPort}`,
    fix: openPort,
  };
}

/** Reports whether a rule is for the port, by UDP or by TCP. */
function leadsOut(rule: AccessRule): ReturnType<typeof matchesPort> {
  const isUdp = rule.protocol === "udp" || rule.protocol === "17";
  return matchesPort(isUdp ? { ...rule, protocol: "tcp" } : rule, tunnelPort);
}

function letsOut(graph: ResourceGraph, rule: AccessRule): ReturnType<typeof matchesPort> {
  const match = leadsOut(rule);
  if (match === "no") return "no";
  const { cidrs, open } = sourcesOf(graph, rule);
  const isToEdge = cidrs.some((cidr) => tunnelEdge.some((edge) => overlaps(edge, cidr)));
  if (!isToEdge) return open ? "maybe" : "no";
  return match;
}

/** An ACL without an entry that may let the port out keeps everything in; one that has some is not judged further. */
function throughAcls(graph: ResourceGraph, { subnets }: Place): Way | undefined {
  const closed = subnets.nodes.map((subnet) => {
    const guard = aclOf(graph, subnet);
    return guard.kind === "entries" && !guard.open && !guard.entries.some(mayLetOut) ? guard.acl : undefined;
  });
  const [first] = closed;
  if (first === undefined || closed.includes(undefined) || subnets.open || subnets.foreign.length > 0) return undefined;
  return {
    kind: "closed",
    cause: "tunnel-egress-closed",
    by: first,
    why: `${nameAcl(first)} has no egress entry for port ${tunnelPort}`,
    fix: openPort,
  };
}

/** A subnet with no route to the edge at all keeps everything in; where the routes lead is not judged further. */
function throughRoutes(graph: ResourceGraph, { subnets }: Place): Way | undefined {
  const homes = subnets.nodes.map((subnet) => ({ subnet, found: routesOf(graph, subnet) }));
  const [first] = homes;
  if (first === undefined || subnets.open || subnets.foreign.length > 0) return undefined;
  if (!homes.every(({ found }) => found.kind === "routes" && !found.open && !found.routes.some(mayLeadOut))) {
    return undefined;
  }
  return {
    kind: "closed",
    cause: "tunnel-egress-closed",
    by: first.found.kind === "routes" ? first.found.table : first.subnet,
    why: `subnet "${first.subnet.name}" has no route to the internet`,
    fix: "Route 0.0.0.0/0 to a NAT gateway, or to an internet gateway where the connector has a public address.",
  };
}

/** A prefix list may hold any network. */
function mayLeadOut({ destination, target }: Route): boolean {
  const network = typeof destination === "string" ? parseCidr(destination) : undefined;
  return target.kind !== "local" && (network === undefined || tunnelEdge.some((edge) => overlaps(edge, network)));
}

function mayLetOut({ direction, action, protocol, cidr, fromPort, toPort }: AclEntry): boolean {
  if (direction !== "egress" || action === "deny") return false;
  const network = typeof cidr === "string" ? parseCidr(cidr) : undefined;
  const isToEdge = network === undefined || tunnelEdge.some((edge) => overlaps(edge, network));
  const isAny = protocol === notKnown || protocol === "-1" || protocol === "all";
  const isCarried = isAny || ["tcp", "6", "udp", "17"].includes(protocol);
  const isInRange =
    (typeof fromPort !== "number" || fromPort <= tunnelPort) && (typeof toPort !== "number" || toPort >= tunnelPort);
  return isToEdge && isCarried && (isAny || isInRange);
}

/** Reports whether a connector is a single process: an instance, or a service that is declared to run one task. */
export function isSingle({ kind, node }: Connector): boolean {
  return kind === "instance" || number(node, "desiredCount") === 1;
}
