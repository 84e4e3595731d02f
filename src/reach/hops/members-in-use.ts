import type { EdgeCode } from "../../findings/finding";
import type { Member } from "../../graph/members";
import type { ResourceNode } from "../../graph/resource";
import type { ResourceGraph } from "../../graph/resource-graph";
import type { Dial } from "../dial";
import type { Failure } from "../verdict";
import { zonesOf, zonesOfMember } from "../zones";

/** The members of a target group to which a balancer sends requests, and how it fails where none is left. */
export interface InUse {
  readonly used: readonly Member[];
  readonly failure: Failure | undefined;
}

/**
 * Leaves out the members that stand in zones of which the balancer has no subnet: they get no requests.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html#availability-zones
 * read 2026-12-02
 */
export function membersInUse(
  graph: ResourceGraph,
  dial: Dial,
  group: ResourceNode,
  members: readonly Member[],
  codes: readonly EdgeCode[],
): InUse {
  const enabled = zonesOf(dial.place.subnets);
  const apart = new Map(members.map((member) => [member, zonesApart(graph, member, enabled)]));
  const used = members.filter((member) => apart.get(member) === undefined);
  const [first] = members;
  const zones = first === undefined ? undefined : apart.get(first);
  if (used.length > 0 || first === undefined || zones === undefined) return { used, failure: undefined };
  return { used, failure: unused(dial, group, first, zones, codes) };
}

/** The zones of a member, where all of them are known and the balancer is in none of them. */
function zonesApart(
  graph: ResourceGraph,
  member: Member,
  enabled: readonly string[] | undefined,
): readonly string[] | undefined {
  if (enabled === undefined) return undefined;
  const zones = zonesOfMember(graph, member);
  return zones?.some((zone) => enabled.includes(zone)) === false ? zones : undefined;
}

function unused(
  { label, origin }: Dial,
  group: ResourceNode,
  { node }: Member,
  zones: readonly string[],
  codes: readonly EdgeCode[],
): Failure {
  const [zone] = zones;
  return {
    cause: "no-targets",
    codes,
    hop: "backend",
    key: "zones",
    resource: group.urn,
    why: `Target "${node.name}" of group "${group.name}" stands in zone ${zones.join(", ")}, where ${label} has no subnet, so that it gets no requests.`,
    fix: `Give ${label} a subnet in ${zone}, or have the target run in one of the balancer's zones.`,
    evidence: [{ resource: origin.node.urn, says: "has no subnet in the target's zone" }],
  };
}
