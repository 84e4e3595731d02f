import type { EdgeCode } from "../../findings/finding";
import { keepsClientAddress, type Member, membersOf } from "../../graph/members";
import { flag, text } from "../../graph/read";
import type { ResourceNode } from "../../graph/resource";
import { types } from "../../graph/types";
import { notKnown, type Unknown } from "../../graph/value";
import type { Dial } from "../dial";
import type { Origin } from "../origins";
import { type Failure, isTotal, metByAll, pass, type Verdict } from "../verdict";
import type { World } from "../world";
import { doubt, fail } from "./hop";
import { innerDial, judgeBehind, judgeSpeech } from "./inner";
import { listener as listens } from "./listener";
import { membersInUse } from "./members-in-use";
import { networkAcl } from "./network-acl";
import { securityGroup } from "./security-group";
import { misfitOfBalancer, misfitOfMember } from "./target-group-fit";
import { amongSeveral, type Codes, judgeGroup, judgePassage } from "./targets-of-balancer";

/**
 * A network load balancer hands packets on, so visitors see what its targets do with them: silence is 522, a refusal 521.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-troubleshooting.html
 */
const networkCodes: Codes = { empty: [522, 521], silent: [522], refused: [521] };

/** Judges the targets behind a listener of a network load balancer. */
export function judgeNetworkListener(world: World, dial: Dial, listener: ResourceNode): Verdict {
  const { graph } = world;
  const groups = graph.follow(listener, "defaultActions", [types.targetGroup], "arn").nodes;
  if (groups.length === 0) {
    const why = `the target group of listener "${listener.name}" is not part of this program`;
    return doubt("backend", listener.urn, why);
  }
  const protocol = text(listener, "protocol");
  const isEndedHere = typeof protocol === "string" && protocol.toUpperCase() === "TLS";
  const verdicts = groups.map((group) => judgeNetworkGroup(world, dial, group, isEndedHere));
  return amongSeveral(verdicts, `some target groups of "${listener.name}" do not answer`);
}

function judgeNetworkGroup(world: World, dial: Dial, group: ResourceNode, isEndedHere: boolean): Verdict {
  const misfit = misfitOfBalancer(dial, group);
  if (misfit !== undefined) return fail(misfit);
  const members = membersOf(world.graph, group);
  if (members.every(({ isEmpty }) => isEmpty)) return judgeGroup(world.graph, dial, group, networkCodes);
  const running = members.filter(({ isEmpty }) => !isEmpty);
  const { used, failure } = membersInUse(world.graph, dial, group, running, networkCodes.empty);
  if (failure !== undefined) return fail(failure);
  const verdicts = used.map((member) => judgeNetworkMember(world, dial, group, member, isEndedHere));
  return amongSeveral(verdicts, `some targets of "${group.name}" do not answer`);
}

function judgeNetworkMember(
  world: World,
  dial: Dial,
  group: ResourceNode,
  member: Member,
  isEndedHere: boolean,
): Verdict {
  const { port, node, kind } = member;
  const misfit = misfitOfMember(world.graph, group, member);
  if (misfit !== undefined) return fail(misfit);
  if (port === notKnown) {
    return doubt("backend", node.urn, `the port of target "${node.name}" is not known until deployment`);
  }
  if (kind === "balancer") {
    const keeps = keepsClientAddress(group, dial.family);
    if (keeps !== true) return doubt("backend", node.urn, unfollowed(dial, node, keeps === false));
    return judgeBehind(world, innerDial(world, dial, { kind: "load-balancer", node }, port));
  }
  const origin: Origin = { kind: "instance", node };
  const inner = kind === "instance" ? innerDial(world, dial, origin, port) : undefined;
  const crossing = judgeCrossing(world, dial, group, member, inner);
  if (crossing.kind === "fail" && isTotal(crossing.failure)) return crossing;
  const speech = judgeTarget(world, dial, member, inner, isEndedHere);
  if (speech.kind === "fail") return afterCrossing(crossing, speech.failure);
  if (crossing.kind === "fail") return crossing;
  const header = judgeHeader(group, member);
  if (header.kind !== "pass") return header;
  return speech.kind === "pass" ? crossing : speech;
}

/** A target that fails whom the way there lets through: where the way is or may be closed, the others wait in vain. */
function afterCrossing(crossing: Verdict, failure: Failure): Verdict {
  if (crossing.kind === "pass") return fail(failure);
  if (crossing.kind === "unknown") return fail({ ...failure, codes: both(failure.codes, networkCodes.silent) });
  return fail({ ...metByAll(crossing.failure), codes: both(crossing.failure.codes, failure.codes) });
}

function both(some: readonly EdgeCode[], others: readonly EdgeCode[]): readonly EdgeCode[] {
  return [...new Set([...some, ...others])];
}

function unfollowed({ label, family }: Dial, { name }: ResourceNode, isCertain: boolean): string {
  const converts = `${label} ${isCertain ? "converts" : "may convert"} what comes over IPv${family}`;
  return `${converts}, and what load balancer "${name}" makes of that is not followed`;
}

/**
 * With Proxy Protocol the balancer puts a header before the first byte, which a server that does not expect it takes for
 * a broken handshake or request.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#proxy-protocol
 * read 2026-12-01
 */
function judgeHeader(group: ResourceNode, { node }: Member): Verdict {
  const isSent = flag(group, "proxyProtocolV2") ?? false;
  if (isSent === false) return pass;
  const why =
    isSent === notKnown
      ? `whether target group "${group.name}" sends the Proxy Protocol header is not known until deployment`
      : `target group "${group.name}" sends the Proxy Protocol header, and nothing tells whether target "${node.name}" reads it`;
  return doubt("backend", node.urn, why);
}

/** What the target says: over TLS that the balancer does not end, its certificate is the one that the edge sees. */
function judgeTarget(
  world: World,
  dial: Dial,
  { node }: Member,
  inner: Dial | undefined,
  isEndedHere: boolean,
): Verdict {
  if (inner !== undefined) return isEndedHere ? listens(world, inner) : judgeSpeech(world, inner);
  if (isEndedHere || dial.tls === "none") return pass;
  return doubt(
    "tls",
    node.urn,
    `${dial.label} passes TLS on, and nothing tells what target "${node.name}" makes of it`,
  );
}

/** A balancer that shows the edge's addresses; where nobody knows whether it does, it may have any. */
function shownAs(dial: Dial, keeps: true | Unknown): Dial {
  const { place } = dial;
  const subnets = keeps === true ? place.subnets : { nodes: [], foreign: [], open: false };
  return { ...dial, place: { ...place, subnets, ...(keeps === true && { showsOthers: true }) } };
}

/**
 * What comes from the edge's addresses out of another subnet meets the ACL of the target's.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-register-targets.html#network-acls
 * read 2026-12-02
 */
function judgeAcl(world: World, dial: Dial, inner: Dial): Verdict {
  const isWithin = inner.place.subnets.nodes.every((subnet) => dial.place.subnets.nodes.includes(subnet));
  const verdict = isWithin ? pass : networkAcl(world, inner);
  return verdict.kind === "fail" ? keptFailure(dial, verdict.failure) : verdict;
}

function keptFailure({ label, origin }: Dial, failure: Failure): Verdict {
  const says = `${label} keeps the edge's addresses, which get no further here`;
  return fail({ ...failure, hop: "backend", evidence: [{ resource: origin.node.urn, says }] });
}

/**
 * The firewall of a target sees the edge's addresses where the balancer keeps them, else the balancer's; rules that name
 * the balancer's group admit it either way.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html#client-ip-preservation
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html
 */
function judgeCrossing(
  world: World,
  dial: Dial,
  group: ResourceNode,
  member: Member,
  inner: Dial | undefined,
): Verdict {
  const keeps = keepsClientAddress(group, dial.family);
  // Where the edge's addresses are kept the balancer's own never show, and only a rule that names its group admits it.
  const shown = keeps === false ? dial : shownAs(dial, keeps);
  const fromBalancer = judgePassage(world.graph, shown, member, networkCodes);
  if (fromBalancer.kind === "pass" && dial.place.namesGroups)
    return keeps === true && inner !== undefined ? judgeAcl(world, dial, inner) : pass;
  if (fromBalancer.kind === "fail" && fromBalancer.failure.cause === "balancer-egress-closed") return fromBalancer;
  if (keeps === false) return fromBalancer;
  if (keeps === notKnown || inner === undefined) {
    const why = `whether target "${member.node.name}" admits the edge's addresses on port ${String(member.port)} is not declared`;
    return fromBalancer.kind === "unknown" ? fromBalancer : doubt("backend", member.node.urn, why);
  }
  const byEdge = securityGroup(world, inner);
  if (byEdge.kind === "pass") return judgeAcl(world, dial, inner);
  if (byEdge.kind === "unknown") return byEdge;
  if (dial.place.namesGroups && fromBalancer.kind === "unknown") return fromBalancer;
  const { failure } = byEdge;
  if (dial.place.namesGroups && failure.ranges === undefined) return fromBalancer;
  return keptFailure(dial, failure);
}
