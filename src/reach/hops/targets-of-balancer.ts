import type { EdgeCode } from "../../findings/finding";
import { type Member, membersOf } from "../../graph/members";
import { property, text } from "../../graph/read";
import type { ResourceNode } from "../../graph/resource";
import type { ResourceGraph } from "../../graph/resource-graph";
import { types } from "../../graph/types";
import { isProperties, notKnown, type Unknown } from "../../graph/value";
import { tags } from "../../tags";
import type { Dial } from "../dial";
import { memberPlace } from "../members-place";
import { type Failure, pass, type Verdict } from "../verdict";
import { nameGroup } from "./admission";
import { betweenSubnets } from "./between-subnets";
import { doubt, fail } from "./hop";
import { membersInUse } from "./members-in-use";
import { passage } from "./passage";
import { refusedTask } from "./refused-task";
import { misfitOfBalancer, misfitOfMember } from "./target-group-fit";

/** Judges whether a balancer gets through to what is registered in a target group. */
export function judgeGroup(graph: ResourceGraph, dial: Dial, group: ResourceNode, codes: Codes): Verdict {
  const misfit = misfitOfBalancer(dial, group);
  if (misfit !== undefined) return fail(misfit);
  const members = membersOf(graph, group);
  if (members.length === 0) {
    return doubt(
      "backend",
      group.urn,
      `nothing in this program registers a target in "${group.name}" for ${dial.hostname.name}`,
    );
  }
  if (members.every(({ isEmpty }) => isEmpty)) return fail(nobody(group, members, codes));
  const running = members.filter(({ isEmpty }) => !isEmpty);
  const { used, failure } = membersInUse(graph, dial, group, running, codes.empty);
  if (failure !== undefined) return fail(failure);
  const verdicts = used.map((member) => judgeMember(graph, dial, group, member, codes));
  return amongSeveral(verdicts, `some targets of "${group.name}" do not answer`);
}

/** What visitors see: where nobody is registered, where the balancer waits in vain, where it is refused. */
export interface Codes {
  readonly empty: readonly EdgeCode[];
  readonly silent: readonly EdgeCode[];
  readonly refused: readonly EdgeCode[];
}

/**
 * An application load balancer answers in the place of its targets.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
 */
export const applicationCodes: Codes = { empty: [503], silent: [504], refused: [502] };

/** One way that works is enough; where some fail for certain, the health checks decide. */
export function amongSeveral(verdicts: readonly Verdict[], why: string): Verdict {
  const failures = verdicts.flatMap((verdict) => (verdict.kind === "fail" ? [verdict.failure] : []));
  const [failure] = failures;
  if (failure === undefined) return verdicts.find((verdict) => verdict.kind === "unknown") ?? pass;
  if (failures.length === verdicts.length) {
    // Each of them gets its share of the requests.
    return fail({ ...failure, codes: [...new Set(failures.flatMap(({ codes }) => codes))] });
  }
  const unknown = verdicts.find((verdict) => verdict.kind === "unknown");
  return unknown ?? doubt("backend", failure.resource, why);
}

function judgeMember(graph: ResourceGraph, dial: Dial, group: ResourceNode, member: Member, codes: Codes): Verdict {
  const undeployable =
    misfitOfMember(graph, group, member) ?? (member.kind === "service" ? refusedTask(graph, member.node) : undefined);
  if (undeployable !== undefined) return fail(undeployable);
  if (member.kind === "function") return pass;
  const sender: Sender = { node: group, label: `Target group "${group.name}"`, protocol: text(group, "protocol") };
  return judgeTarget(graph, dial, sender, member, codes);
}

/** What sends requests to targets, and the protocol in which it speaks to them. */
export interface Sender {
  readonly node: ResourceNode;
  /** Such as `Target group "app"`. */
  readonly label: string;
  readonly protocol: string | Unknown | undefined;
}

/** Judges the way to a target, and what it serves there. */
export function judgeTarget(graph: ResourceGraph, dial: Dial, sender: Sender, member: Member, codes: Codes): Verdict {
  const crossing = judgePassage(graph, dial, member, codes);
  if (crossing.kind === "fail") return crossing;
  const answer = member.kind === "instance" ? judgePromise(sender, member, codes) : pass;
  if (answer.kind !== "fail") return crossing;
  if (crossing.kind === "pass") return answer;
  // Where the way there may be closed, some wait in vain for what would refuse them.
  return fail({ ...answer.failure, codes: [...new Set([...answer.failure.codes, ...codes.silent])] });
}

/** Judges the firewalls between a balancer and a target: the way out of the one, the way into the other. */
export function judgePassage(graph: ResourceGraph, dial: Dial, member: Member, codes: Codes): Verdict {
  const { port, node } = member;
  const place = memberPlace(graph, member);
  const balancer = dial.origin.node;
  if (port === notKnown)
    return doubt("backend", node.urn, `the port of target "${node.name}" is not known until deployment`);
  if (dial.place.namesGroups) {
    const out = passage(graph, dial.place.groups, "egress", port, place);
    if (out.kind === "closed") return fail(noWayOut(dial, port, codes));
    if (out.kind === "unknown" && place !== undefined) return doubt("backend", out.resource || balancer.urn, out.why);
  }
  if (place === undefined || !place.namesGroups) return doubt("backend", node.urn, unseen(member));
  const into = passage(graph, place.groups, "ingress", port, dial.place);
  if (into.kind === "unknown") return doubt("backend", into.resource || node.urn, into.why);
  if (into.kind === "open") return betweenSubnets(graph, dial, member, place, port, codes.silent);
  return fail(noWayIn(dial, place.groups.nodes.at(0) ?? node, member, port, codes));
}

function unseen({ kind, node }: Member): string {
  if (kind === "foreign") return `the target of "${node.name}" is not part of this program`;
  return `the security group of target "${node.name}" is not declared`;
}

/**
 * A new group has no rule for the way out: AWS's own is removed when the group is made.
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/website/docs/r/security_group.html.markdown
 */
function noWayOut(dial: Dial, port: number, codes: Codes): Failure {
  const [group] = dial.place.groups.nodes;
  const balancer = dial.origin.node;
  return {
    cause: "balancer-egress-closed",
    codes: codes.silent,
    hop: "backend",
    key: String(port),
    resource: group?.urn ?? balancer.urn,
    why: `No egress rule of ${dial.label} leads to its targets on port ${port}.`,
    fix: `Allow TCP port ${port} out to the targets' security group.`,
    evidence: [{ resource: balancer.urn, says: "wears this security group" }],
  };
}

function noWayIn(dial: Dial, group: ResourceNode, { node }: Member, port: number, codes: Codes): Failure {
  const named = nameGroup(group);
  return {
    cause: "targets-not-admitted",
    codes: codes.silent,
    hop: "backend",
    key: String(port),
    resource: group.urn,
    why: `${named.charAt(0).toUpperCase()}${named.slice(1)} of target "${node.name}" does not let ${dial.label} in on port ${port}.`,
    fix: `Allow TCP port ${port} from the load balancer's security group.`,
    evidence: [{ resource: dial.origin.node.urn, says: `${dial.label} hands requests on to port ${port}` }],
  };
}

function nobody(group: ResourceNode, members: readonly Member[], codes: Codes): Failure {
  const [first] = members;
  const isService = first?.kind === "service";
  return {
    cause: "no-targets",
    codes: codes.empty,
    hop: "backend",
    resource: first?.node.urn ?? group.urn,
    why: `Target group "${group.name}" is empty: ${isService ? "service" : "group"} "${first?.node.name}" runs nothing.`,
    fix: isService ? "Set desiredCount to at least 2." : "Set maxSize and desiredCapacity to at least 2.",
    evidence: [{ resource: group.urn, says: "has no other target" }],
  };
}

/** What an instance promises with its tag must fit the port and protocol of who sends it requests. */
function judgePromise(sender: Sender, { node, port }: Member, codes: Codes): Verdict {
  const given = property(node, "tags");
  const promised = isProperties(given) ? given[tags.listens] : undefined;
  const { label, protocol } = sender;
  if (typeof promised !== "string" || typeof port !== "number") return pass;
  const here = promised.split(/\s+/).find((entry) => entry.startsWith(`${port}/`));
  const isSecure = typeof protocol === "string" && ["HTTPS", "TLS"].includes(protocol.toUpperCase());
  const speaks = here?.split("/").at(1);
  if (here !== undefined && (speaks === "https") === isSecure) return pass;
  return fail({
    cause: "target-port-closed",
    codes: codes.refused,
    hop: "backend",
    key: String(port),
    resource: sender.node.urn,
    why:
      here === undefined
        ? `${label} sends requests to port ${port} of instance "${node.name}", where nothing listens.`
        : `${label} speaks ${String(protocol)} to port ${port} of instance "${node.name}", which serves ${speaks}.`,
    fix: `Give the ${sender.node.type === types.classicBalancer ? "listener" : "target group"} the port and protocol that the instance serves.`,
    evidence: [{ resource: node.urn, says: `its tag ${tags.listens} is "${promised}"` }],
  });
}
