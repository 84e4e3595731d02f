import type { Family } from "../net/cidr";
import { asNumber, asObjects, flag, isDeclared, number, objects, property, text } from "./read";
import type { ResourceNode } from "./resource";
import type { ResourceGraph } from "./resource-graph";
import { types } from "./types";
import { notKnown, type Properties, type Unknown } from "./value";

/** What is registered in a target group, as far as this program tells. */
export interface Member {
  readonly kind: "instance" | "balancer" | "fleet" | "service" | "function" | "foreign";
  /** The target itself; the attachment where the target is foreign. */
  readonly node: ResourceNode;
  /** TCP port on which it is sent requests. */
  readonly port: number | Unknown;
  /** True where the program says that it runs nothing. */
  readonly isEmpty: boolean;
}

/** Lists what is registered in a target group: single targets, fleets and services. */
export function membersOf(graph: ResourceGraph, group: ResourceNode): readonly Member[] {
  const port = number(group, "port") ?? notKnown;
  const attached = graph
    .referring(group, types.targetGroupAttachment, "targetGroupArn", "arn")
    .map((attachment) => attachedMember(graph, group, attachment, number(attachment, "port") ?? port));
  const fleets = [
    ...graph.referring(group, types.autoscalingGroup, "targetGroupArns", "arn"),
    ...graph.referring(group, types.autoscalingGroup, "trafficSources", "arn"),
    ...graph
      .referring(group, types.autoscalingAttachment, "lbTargetGroupArn", "arn")
      .map((attachment) => fleetOf(graph, attachment)),
  ].map((node): Member => fleetMember(node, port));
  const services = graph
    .referring(group, types.ecsService, "loadBalancers", "arn")
    .map((service) => serviceMember(graph, service));
  return [...attached, ...fleets, ...services];
}

function attachedMember(
  graph: ResourceGraph,
  group: ResourceNode,
  attachment: ResourceNode,
  port: number | Unknown,
): Member {
  if (text(group, "targetType") === "lambda") return { kind: "function", node: attachment, port, isEmpty: false };
  const [instance] = ["id", "privateIp"].flatMap(
    (key) => graph.follow(attachment, "targetId", [types.instance], key).nodes,
  );
  if (instance !== undefined) return { kind: "instance", node: instance, port, isEmpty: false };
  const [balancer] = graph.follow(attachment, "targetId", [types.loadBalancer], "arn").nodes;
  if (balancer !== undefined) return { kind: "balancer", node: balancer, port, isEmpty: false };
  return { kind: "foreign", node: attachment, port, isEmpty: false };
}

/** The fleet of an attachment, or the attachment where the fleet is not part of this program. */
function fleetOf(graph: ResourceGraph, attachment: ResourceNode): ResourceNode {
  return graph.follow(attachment, "autoscalingGroupName", [types.autoscalingGroup]).nodes.at(0) ?? attachment;
}

function fleetMember(node: ResourceNode, port: number | Unknown): Member {
  if (node.type !== types.autoscalingGroup) return { kind: "foreign", node, port, isEmpty: false };
  return { kind: "fleet", node, port, isEmpty: number(node, "maxSize") === 0 };
}

/**
 * A service registers its tasks with the port of the container, whatever the port of the group.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html
 */
function serviceMember(graph: ResourceGraph, service: ResourceNode): Member {
  const entries = objects(service, "loadBalancers");
  const [only, ...others]: readonly (Properties | Unknown)[] = entries === notKnown ? [notKnown] : entries;
  const port = only === undefined || only === notKnown || others.length > 0 ? notKnown : asNumber(only.containerPort);
  return { kind: "service", node: service, port: port ?? notKnown, isEmpty: runsNothing(graph, service) };
}

/**
 * Reports whether a service runs no task: nobody sets a count and nothing scales it.
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/website/docs/r/ecs_service.html.markdown `desired_count` defaults to 0
 */
export function runsNothing(graph: ResourceGraph, service: ResourceNode): boolean {
  const count = number(service, "desiredCount") ?? 0;
  const isScaled =
    graph.ofType(types.scalingTarget).length > 0 ||
    service.options.ignoreChanges.some((path) => path === "*" || path.startsWith("desiredCount")) ||
    (text(service, "schedulingStrategy") ?? "REPLICA") !== "REPLICA";
  return service.kind === "managed" && count === 0 && !isScaled;
}

/**
 * Reports whether the targets of a network balancer see the addresses of those who dial over a family. What is converted
 * to the other family comes from the balancer.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#client-ip-preservation
 * read 2026-12-01
 */
export function keepsClientAddress(group: ResourceNode, family: Family): boolean | Unknown {
  const targets = isDeclared(group, "ipAddressType") ? text(group, "ipAddressType") : "ipv4";
  if (targets !== notKnown && targets !== `ipv${family}`) return false;
  const keeps = keepsSameFamily(group);
  return targets === notKnown && keeps === true ? notKnown : keeps;
}

function keepsSameFamily(group: ResourceNode): boolean | Unknown {
  const declared = isDeclared(group, "preserveClientIp") ? flag(group, "preserveClientIp") : undefined;
  const type = text(group, "targetType") ?? "instance";
  if (type === "alb") return true;
  if (declared !== undefined) return declared;
  const protocol = text(group, "protocol");
  if (type === notKnown || (type === "ip" && protocol === notKnown)) return notKnown;
  return type === "instance" || protocol === "UDP" || protocol === "TCP_UDP";
}

/** The containers of a task definition; undefined where they are not known. */
export function containersOf(task: ResourceNode): readonly Container[] | undefined {
  const written = property(task, "containerDefinitions");
  const parsed = typeof written === "string" ? parseJson(written) : undefined;
  return parsed?.map(({ name, portMappings }) => ({
    name,
    ports: portsOf(portMappings),
    hostPorts: hostPortsOf(portMappings),
  }));
}

/** A container and its mapped ports; undefined where a range is mapped, or the list is no list. */
export interface Container {
  readonly name: unknown;
  readonly ports: readonly unknown[] | undefined;
  /** Ports of the machine that the program gives to ports of the container; 0 leaves the choice to ECS. */
  readonly hostPorts: readonly { readonly container: number; readonly host: number }[];
}

function parseJson(written: string): readonly { readonly [key: string]: unknown }[] | undefined {
  try {
    const value: unknown = JSON.parse(written);
    const isObjects = Array.isArray(value) && value.every((each) => typeof each === "object" && each !== null);
    return isObjects ? value : undefined;
  } catch {
    return undefined;
  }
}

function portsOf(mappings: unknown): readonly unknown[] | undefined {
  if (mappings === undefined || mappings === null) return [];
  if (!Array.isArray(mappings)) return undefined;
  const ports: readonly unknown[] = mappings.map((mapping: unknown) =>
    typeof mapping === "object" && mapping !== null && "containerPort" in mapping ? mapping.containerPort : undefined,
  );
  return ports.includes(undefined) ? undefined : ports;
}

function hostPortsOf(mappings: unknown): Container["hostPorts"] {
  if (!Array.isArray(mappings)) return [];
  return mappings.flatMap((mapping: unknown) => {
    if (typeof mapping !== "object" || mapping === null || !("containerPort" in mapping)) return [];
    const [container, host] = [mapping.containerPort, "hostPort" in mapping ? mapping.hostPort : 0].map(Number);
    return container !== undefined && host !== undefined && host > 0 ? [{ container, host }] : [];
  });
}

/** The containers and ports that a service hands to balancers; not known ones are left out. */
export function servedPorts(service: ResourceNode): readonly { readonly container: string; readonly port: number }[] {
  const entries = asObjects(property(service, "loadBalancers"));
  return (entries === notKnown ? [] : entries).flatMap((entry) => {
    if (entry === notKnown) return [];
    const port = asNumber(entry.containerPort);
    return typeof entry.containerName === "string" && typeof port === "number"
      ? [{ container: entry.containerName, port }]
      : [];
  });
}
