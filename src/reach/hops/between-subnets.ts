import type { EdgeCode } from "../../findings/finding";
import { type AclEntry, aclOf } from "../../graph/acl-entries";
import type { Member } from "../../graph/members";
import { asText, property } from "../../graph/read";
import type { ResourceNode } from "../../graph/resource";
import type { ResourceGraph } from "../../graph/resource-graph";
import { notKnown } from "../../graph/value";
import { type Cidr, parseCidr } from "../../net/cidr";
import type { Dial } from "../dial";
import type { Place } from "../place";
import { type Failure, pass, type Verdict } from "../verdict";
import { askingSubnets } from "../zones";
import { doubt, fail } from "./hop";
import { denied, ephemeralPorts, isOpen, nameAcl, type PortRange } from "./network-acl";

/**
 * Judges whether the network ACLs let a balancer and its target speak: whatever crosses from one subnet into another
 * meets the ACLs of both, each way, and within one subnet it meets none.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html read 2026-11-23
 */
export function betweenSubnets(
  graph: ResourceGraph,
  dial: Dial,
  { node }: Member,
  place: Place,
  port: number,
  codes: readonly EdgeCode[],
): Verdict {
  const asking = askingSubnets(dial.origin, dial.place.subnets, place.subnets);
  const crossings = asking.flatMap((from) =>
    place.subnets.nodes.map((to) => stopBetween(graph, from, to, port, dial.place.showsOthers === true)),
  );
  const stops = crossings.filter((stop) => stop !== undefined);
  const [first] = stops;
  if (first === undefined) return pass;
  const failure = blocked(dial, node, port, codes, first);
  // The balancer's addresses in other subnets get through, and its health checks tell it which of its targets to take.
  return stops.length === crossings.length
    ? fail(failure)
    : doubt(
        "backend",
        first.acl.urn,
        `some of the ways from ${dial.label} to "${node.name}" are closed by "${first.acl.name}"`,
      );
}

interface Stop {
  readonly acl: ResourceNode;
  readonly traffic: "requests" | "replies";
}

/** The first ACL that closes the way from one subnet to another or the way back. */
function stopBetween(
  graph: ResourceGraph,
  from: ResourceNode,
  to: ResourceNode,
  port: number,
  showsOthers: boolean,
): Stop | undefined {
  if (from === to) return undefined;
  const ports: PortRange = { from: port, to: port };
  // The ACL of the target's subnet sees other addresses than those of the balancer's.
  const atTarget = showsOthers
    ? undefined
    : (stopAt(graph, to, "ingress", from, ports, "requests") ??
      stopAt(graph, to, "egress", from, ephemeralPorts, "replies"));
  return (
    stopAt(graph, from, "egress", to, ports, "requests") ??
    atTarget ??
    stopAt(graph, from, "ingress", to, ephemeralPorts, "replies")
  );
}

/** Nothing is said of an ACL that the program does not show in full, nor of a peer without addresses. */
function stopAt(
  graph: ResourceGraph,
  subnet: ResourceNode,
  direction: AclEntry["direction"],
  peer: ResourceNode,
  ports: PortRange,
  traffic: Stop["traffic"],
): Stop | undefined {
  const guard = aclOf(graph, subnet);
  const network = networkOf(peer);
  if (guard.kind !== "entries" || guard.open || network === undefined) return undefined;
  const entries = guard.entries.filter(({ cidr }) => cidr === notKnown || parseCidr(cidr)?.family === network.family);
  if (entries.some(isOpen)) return undefined;
  return denied(entries, direction, [network], ports).length > 0 ? { acl: guard.acl, traffic } : undefined;
}

/** Balancers speak IPv4 to their targets. */
function networkOf(subnet: ResourceNode): Cidr | undefined {
  const cidr = asText(property(subnet, "cidrBlock"));
  return typeof cidr === "string" ? parseCidr(cidr) : undefined;
}

function blocked(
  { label, origin }: Dial,
  target: ResourceNode,
  port: number,
  codes: readonly EdgeCode[],
  { acl, traffic }: Stop,
): Failure {
  const what =
    traffic === "requests" ? `requests on port ${port}` : "replies on some of the ephemeral ports 1024–65535";
  return {
    cause: "network-acl-blocks",
    codes,
    hop: "backend",
    key: `${port}/targets`,
    resource: acl.urn,
    why: `${nameAcl(acl)} denies ${what} between ${label} and its target "${target.name}".`,
    fix: `Allow TCP port ${port} and ports 1024–65535 both ways between the subnets, and filter in the security groups.`,
    evidence: [{ resource: origin.node.urn, says: `${label} hands requests on to port ${port}` }],
  };
}
