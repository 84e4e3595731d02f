import { keepsClientAddress, type Member, membersOf } from "../../graph/members";
import { flag, text } from "../../graph/read";
import type { ResourceNode } from "../../graph/resource";
import { types } from "../../graph/types";
import { notKnown } from "../../graph/value";
import type { Dial } from "../dial";
import type { Origin } from "../origins";
import { pass, type Verdict } from "../verdict";
import type { World } from "../world";
import { doubt, fail } from "./hop";
import { innerDial, judgeBehind, judgeSpeech } from "./inner";
import { listener as listens } from "./listener";
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

const hidden: Dial["place"]["subnets"] = { nodes: [], foreign: [], open: false };

function judgeNetworkGroup(world: World, dial: Dial, group: ResourceNode, isEndedHere: boolean): Verdict {
  const misfit = misfitOfBalancer(dial, group);
  if (misfit !== undefined) return fail(misfit);
  const members = membersOf(world.graph, group);
  if (members.every(({ isEmpty }) => isEmpty)) return judgeGroup(world.graph, dial, group, networkCodes);
  const verdicts = members
    .filter(({ isEmpty }) => !isEmpty)
    .map((member) => judgeNetworkMember(world, dial, group, member, isEndedHere));
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
  if (crossing.kind === "fail") return crossing;
  const speech = judgeTarget(world, dial, member, inner, isEndedHere);
  if (speech.kind === "fail") return speech;
  const header = judgeHeader(group, member);
  if (header.kind !== "pass") return header;
  return speech.kind === "pass" ? crossing : speech;
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
  const shown = keeps === false ? dial : { ...dial, place: { ...dial.place, subnets: hidden } };
  const fromBalancer = judgePassage(world.graph, shown, member, networkCodes);
  if (fromBalancer.kind === "pass" && dial.place.namesGroups) return pass;
  if (fromBalancer.kind === "fail" && fromBalancer.failure.cause === "balancer-egress-closed") return fromBalancer;
  if (keeps === false) return fromBalancer;
  if (keeps === notKnown || inner === undefined) {
    const why = `whether target "${member.node.name}" admits the edge's addresses on port ${String(member.port)} is not declared`;
    return fromBalancer.kind === "unknown" ? fromBalancer : doubt("backend", member.node.urn, why);
  }
  const byEdge = securityGroup(world, inner);
  if (byEdge.kind !== "fail") return byEdge;
  if (dial.place.namesGroups && fromBalancer.kind === "unknown") return fromBalancer;
  const { failure } = byEdge;
  if (dial.place.namesGroups && failure.ranges === undefined) return fromBalancer;
  const says = `${dial.label} keeps the edge's addresses, so this group must admit them`;
  return fail({ ...failure, hop: "backend", evidence: [{ resource: dial.origin.node.urn, says }] });
}
