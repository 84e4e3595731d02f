import type { Member } from "../../graph/members";
import { text, texts } from "../../graph/read";
import type { ResourceNode } from "../../graph/resource";
import type { ResourceGraph } from "../../graph/resource-graph";
import { types } from "../../graph/types";
import { notKnown } from "../../graph/value";
import type { Dial } from "../dial";
import type { Failure } from "../verdict";

/** Protocols of the target groups to which each kind of balancer hands on. */
const protocols: Readonly<Record<string, readonly string[]>> = {
  application: ["HTTP", "HTTPS"],
  network: ["TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC"],
};

/**
 * Gives why AWS refuses to join a balancer to a target group; undefined where it does, or nobody knows.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html "IncompatibleProtocols",
 * read 2026-12-01
 */
export function misfitOfBalancer(dial: Dial, group: ResourceNode): Failure | undefined {
  const { node } = dial.origin;
  const kind = text(node, "loadBalancerType") ?? "application";
  const protocol = text(group, "protocol");
  const isFunction = text(group, "targetType") === "lambda";
  if (typeof protocol !== "string" || typeof kind !== "string" || isFunction || node.kind !== "managed")
    return undefined;
  const taken = protocols[kind];
  if (taken === undefined || taken.includes(protocol.toUpperCase())) return undefined;
  return {
    ...refused(group, "protocol"),
    why: `Target group "${group.name}" has the protocol ${protocol}, which ${kind === "network" ? "a network" : "an application"} load balancer does not hand on.`,
    fix: `Set the protocol of the target group to ${kind === "network" ? "TCP or TLS" : "HTTP or HTTPS"}, or use the other kind of load balancer.`,
    evidence: [{ resource: node.urn, says: `${dial.label} hands on to it` }],
  };
}

/**
 * Gives why AWS refuses to register what runs with a target group: tasks with an interface of their own are registered by
 * address, others and what an autoscaling group launches by instance.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/12252 the API's answer
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/5561 the API's answer to an autoscaling group
 */
export function misfitOfMember(graph: ResourceGraph, group: ResourceNode, member: Member): Failure | undefined {
  const type = text(group, "targetType") ?? "instance";
  const wanted = wantedType(graph, member);
  if (wanted === undefined || typeof type !== "string" || type === wanted.type) return undefined;
  return {
    ...refused(group, "target-type"),
    why: `Target group "${group.name}" has the target type ${type}, and ${wanted.what} is registered by ${wanted.type}.`,
    fix: `Set targetType of the target group to ${wanted.type}.`,
    evidence: [{ resource: member.node.urn, says: `registers its targets in "${group.name}"` }],
  };
}

interface Wanted {
  readonly type: "ip" | "instance";
  readonly what: string;
}

function wantedType(graph: ResourceGraph, { kind, node }: Member): Wanted | undefined {
  if (kind === "fleet") return { type: "instance", what: `autoscaling group "${node.name}"` };
  if (kind !== "service") return undefined;
  const [task] = graph.follow(node, "taskDefinition", [types.taskDefinition], "arn").nodes;
  const mode = task === undefined ? notKnown : modeOf(node, task);
  if (mode === notKnown) return undefined;
  return { type: mode === "awsvpc" ? "ip" : "instance", what: `service "${node.name}" in network mode ${mode}` };
}

/** Fargate knows one mode; elsewhere a task definition that names none is in mode bridge. */
function modeOf(service: ResourceNode, task: ResourceNode): string | typeof notKnown {
  const needs = texts(task, "requiresCompatibilities");
  const isForFargate = needs !== notKnown && needs.includes("FARGATE");
  if (text(service, "launchType") === "FARGATE" || isForFargate) return "awsvpc";
  return task.kind === "managed" ? (text(task, "networkMode") ?? "bridge") : notKnown;
}

function refused(group: ResourceNode, key: string): Pick<Failure, "cause" | "codes" | "hop" | "key" | "resource"> {
  return { cause: "target-group-unfit", codes: ["deploy"], hop: null, key, resource: group.urn };
}
