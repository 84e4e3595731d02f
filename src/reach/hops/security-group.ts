import { ingressRules } from "../../graph/access-rules";
import { defaultGroupOf } from "../../graph/default-group";
import { text } from "../../graph/read";
import type { ResourceNode } from "../../graph/resource";
import type { ResourceGraph } from "../../graph/resource-graph";
import { types } from "../../graph/types";
import { notKnown } from "../../graph/value";
import { subtract } from "../../net/cidr";
import type { Dial } from "../dial";
import { standsInVpc } from "../origins";
import { type Failure, pass } from "../verdict";
import { admission, mayAdmit, nameGroup } from "./admission";
import { extentOf, listRanges, rangesTouched } from "./edge-ranges";
import { doubt, fail, type Hop } from "./hop";
import { closedBehindFirewall } from "./listener";

/**
 * Judges whether the security groups of the origin let all of the edge's ranges in. The rules of all groups add up, and
 * what none of them allows is dropped without an answer: 522, not 521.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html
 * @see https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-522/
 */
export const securityGroup: Hop = (world, dial) => {
  if (!standsInVpc(dial.origin) || admitsAll(dial)) return pass;
  if (!dial.place.namesGroups && text(dial.origin.node, "loadBalancerType") === notKnown) return unknownKind(dial);
  const groups = dial.place.namesGroups ? dial.place.groups : defaultGroups(world.graph, dial);
  const [first] = groups.nodes;
  const admissions = groups.nodes.map((group) => ({ group, ...admission(world.graph, group, "ingress", dial.port) }));
  const edge = world.edge[dial.family];
  const blocked = subtract(
    edge,
    admissions.flatMap(({ allowed }) => allowed),
  );
  if (blocked.length === 0) return pass;
  if (groups.open || first === undefined) {
    return doubt(
      "security-group",
      dial.origin.node.urn,
      dial.place.namesGroups
        ? `the security groups of ${dial.label} are not known until deployment`
        : `${dial.label} names no security group, so its VPC's default group decides`,
    );
  }
  const [foreign] = groups.foreign;
  if (foreign !== undefined) {
    return doubt(
      "security-group",
      dial.origin.node.urn,
      `security group ${foreign} of ${dial.label} is not part of this program`,
    );
  }
  const open = admissions.find(({ why }) => why !== undefined);
  if (open?.why !== undefined) return doubt("security-group", open.group.urn, open.why);
  const lost = ingressRules(world.graph, first).adrift.find((rule) => mayAdmit(world.graph, rule, dial.port, blocked));
  if (lost !== undefined) {
    const why = `rule "${lost.declaredBy.name}" belongs to a security group that is not known until deployment`;
    return doubt("security-group", lost.declaredBy.urn, why);
  }
  const admitsNone = subtract(edge, blocked).length === 0;
  const closed = admitsNone ? closedBehindFirewall(world, dial) : undefined;
  if (closed !== undefined) return fail(closed);
  const widest = admissions.toSorted((a, b) => b.allowed.length - a.allowed.length).at(0)?.group ?? first;
  return fail({
    ...notAllowed(dial, widest, rangesTouched(edge, blocked), edge.length),
    ...extentOf(edge, blocked),
  });
};

/**
 * A network or gateway load balancer without a group lets everybody in.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html
 */
function admitsAll({ origin, place }: Dial): boolean {
  const type = text(origin.node, "loadBalancerType");
  return origin.kind === "load-balancer" && !place.namesGroups && (type === "network" || type === "gateway");
}

function unknownKind({ origin, label }: Dial): ReturnType<Hop> {
  return doubt("security-group", origin.node.urn, `the type of ${label} is not known until deployment`);
}

/**
 * What names no group wears the default one of its VPC.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
 */
function defaultGroups(graph: ResourceGraph, { place }: Dial): Dial["place"]["groups"] {
  const { subnets } = place;
  const vpcs = subnets.nodes.map((subnet) => graph.follow(subnet, "vpcId", [types.vpc]));
  const nodes = vpcs.flatMap((vpc) => vpc.nodes).filter((vpc) => vpc.kind === "managed");
  const isSeen = nodes.length > 0 && nodes.length === subnets.nodes.length;
  return { nodes: [...new Set(nodes.map((vpc) => defaultGroupOf(graph, vpc)))], foreign: [], open: !isSeen };
}

function notAllowed(dial: Dial, group: ResourceNode, ranges: readonly string[] | undefined, count: number): Failure {
  const what = ranges === undefined ? `any of Cloudflare's ${count} IPv${dial.family} ranges` : listRanges(ranges);
  return {
    cause: "ranges-not-allowed",
    codes: [522],
    hop: "security-group",
    key: `${dial.port}/ipv${dial.family}`,
    resource: group.urn,
    why: `${capitalised(nameGroup(group))} has no rule for ${what} on port ${dial.port}.`,
    fix: `Allow ${ranges === undefined ? `all of Cloudflare's IPv${dial.family} ranges` : what} on TCP port ${dial.port}.`,
    evidence: [{ resource: dial.origin.node.urn, says: `${dial.label} is guarded by this group` }],
  };
}

function capitalised(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
