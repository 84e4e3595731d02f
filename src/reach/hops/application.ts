import type { Member } from "../../graph/members";
import { asNumber, asText } from "../../graph/read";
import type { ResourceNode } from "../../graph/resource";
import type { ResourceGraph } from "../../graph/resource-graph";
import { types } from "../../graph/types";
import { notKnown, type Properties } from "../../graph/value";
import type { Dial } from "../dial";
import { pass, type Verdict } from "../verdict";
import type { World } from "../world";
import { type Action, actionsFor, fixedStatus } from "./actions";
import { doubt, fail } from "./hop";
import { blockOf } from "./redirect-action";
import { apart, judgeRedirect, unknownAction } from "./redirects";
import {
  amongSeveral,
  applicationCodes,
  judgeGroup,
  judgePassage,
  judgeTarget,
  type Sender,
} from "./targets-of-balancer";

/** Judges what a listener of an application load balancer does with requests for the hostname. */
export function judgeListener(world: World, dial: Dial, listener: ResourceNode): Verdict {
  const host = dial.hostname.isNameKnown ? dial.host : undefined;
  const { all, rest, passedBy } = actionsFor(world.graph, listener, host);
  const others = all.filter((action) => action !== rest);
  const main = judgeAction(world, dial, rest, passedBy);
  if (main.kind !== "fail") {
    const parts = others.filter(({ share }) => share === "some").map((action) => judgePart(world, dial, action));
    return parts.find(({ kind }) => kind === "fail") ?? main;
  }
  if (others.length === 0) return main;
  return doubt("backend", listener.urn, apart(listener, dial));
}

/** A rule for some paths breaks these paths where its targets do not answer. */
function judgePart(world: World, dial: Dial, action: Action): Verdict {
  return action.last?.type === "forward" ? judgeForward(world.graph, dial, action) : pass;
}

function judgeAction(world: World, dial: Dial, action: Action, passedBy: readonly ResourceNode[]): Verdict {
  const { last, declaredBy } = action;
  if (last === undefined) return unknownAction(declaredBy);
  if (last.type === "redirect") return judgeRedirect(world, dial, declaredBy, blockOf(last.redirect));
  if (last.type === "fixed-response") return judgeFixed(dial, action, passedBy);
  return last.type === "forward" ? judgeForward(world.graph, dial, action) : pass;
}

/**
 * An answer of the listener's own is an error where the rules are for other hostnames; where there are no rules, another
 * program may add them.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html#fixed-response-actions
 */
function judgeFixed(dial: Dial, action: Action, passedBy: readonly ResourceNode[]): Verdict {
  const status = fixedStatus(action);
  const { declaredBy } = action;
  if (status === notKnown || status === undefined) return unknownAction(declaredBy);
  if (status < 400) return pass;
  const { name } = dial.hostname;
  const [first] = passedBy;
  if (action.property === "actions" || first === undefined || dial.host === undefined) {
    return doubt("backend", declaredBy.urn, `"${declaredBy.name}" answers ${name} with ${status} itself`);
  }
  return fail({
    cause: "host-not-served",
    codes: [status],
    hop: "backend",
    key: dial.host,
    resource: declaredBy.urn,
    why: `No rule of listener "${declaredBy.name}" is for ${dial.host}, and its default action answers ${status}.`,
    fix: `Add a listener rule whose host condition has ${dial.host}.`,
    evidence: passedBy.map(({ urn }) => ({ resource: urn, says: "is for other hostnames" })),
  });
}

/** Requests go to one of the groups of an action; one that works may have all the weight. */
function judgeForward(graph: ResourceGraph, dial: Dial, { declaredBy, property }: Action): Verdict {
  const groups = graph.follow(declaredBy, property, [types.targetGroup], "arn");
  if (groups.nodes.length === 0) {
    const why = `the target group of listener "${declaredBy.name}" is not part of this program`;
    return doubt("backend", declaredBy.urn, why);
  }
  const verdicts = groups.nodes.map((group) => judgeGroup(graph, dial, group, applicationCodes));
  const works = verdicts.find(({ kind }) => kind === "pass");
  const fails = verdicts.some(({ kind }) => kind === "fail");
  return works !== undefined && !fails
    ? works
    : amongSeveral(verdicts, `some target groups of "${declaredBy.name}" do not answer`);
}

/**
 * A classic load balancer answers in the place of its instances.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/ts-elb-error-message.html
 */
export function judgeClassic(graph: ResourceGraph, dial: Dial, entry: Properties): Verdict {
  const balancer = dial.origin.node;
  const port = asNumber(entry.instancePort) ?? notKnown;
  const listed = graph.follow(balancer, "instances", [types.instance]);
  const attached = graph
    .referring(balancer, types.classicAttachment, "elb")
    .flatMap((attachment) => graph.follow(attachment, "instance", [types.instance]).nodes);
  const fleets = graph.referring(balancer, types.autoscalingGroup, "loadBalancers");
  const members: readonly Member[] = [
    ...[...listed.nodes, ...attached].map((node): Member => ({ kind: "instance", node, port, isEmpty: false })),
    ...fleets.map((node): Member => ({ kind: "fleet", node, port, isEmpty: false })),
  ];
  if (members.length === 0) {
    const why = `nothing in this program registers an instance with ${dial.label} for ${dial.hostname.name}`;
    return doubt("backend", balancer.urn, why);
  }
  // What hands bytes on lets its instances refuse the connection, which HTTP does not. An instance that fails the health
  // check gets no requests, and with none left the answer is 503: https://repost.aws/knowledge-center/503-error-classic
  const isHttp = asText(entry.lbProtocol)?.toString().toUpperCase().startsWith("HTTP") === true;
  const codes = isHttp
    ? { empty: [503], silent: [503, 504], refused: [503, 502] }
    : { empty: [520], silent: [520], refused: [520] };
  const label = `Load balancer "${balancer.name}"`;
  const sender: Sender = {
    node: balancer,
    label,
    protocol: asText(entry.instanceProtocol) ?? asText(entry.lbProtocol),
  };
  const verdicts = members.map((member) =>
    isHttp ? judgeTarget(graph, dial, sender, member, codes) : judgePassage(graph, dial, member, codes),
  );
  return amongSeveral(verdicts, `some instances of ${dial.label} do not answer`);
}
