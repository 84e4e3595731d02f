import type { Evidence } from "../../findings/finding";
import { asNumber, asText, flag, number, objects, property, text } from "../../graph/read";
import type { ResourceNode } from "../../graph/resource";
import type { ResourceGraph } from "../../graph/resource-graph";
import { types } from "../../graph/types";
import { isProperties, notKnown, type Properties, type Unknown } from "../../graph/value";
import { tags } from "../../tags";
import { attachedInstances } from "../addresses";
import type { Dial } from "../dial";
import { type Service, serviceAt } from "../services";

/** What answers on a port of an origin, as far as the program tells. */
export type Listening =
  | { readonly kind: "listener"; readonly node: ResourceNode; readonly protocol: string | Unknown }
  /** A listener inside a classic load balancer. */
  | { readonly kind: "classic"; readonly protocol: string | Unknown; readonly entry: Properties }
  /** An instance whose tag promises the port. */
  | { readonly kind: "promised"; readonly tls: boolean }
  | { readonly kind: "service"; readonly service: Service; readonly tls: boolean }
  /** An accelerator hands the bytes on. */
  | { readonly kind: "accelerated"; readonly node: ResourceNode }
  | { readonly kind: "none"; readonly evidence: readonly Evidence[] }
  | { readonly kind: "unknown"; readonly why: string };

/**
 * Reports whether a listener hands connections on, as those of network load balancers do, instead of reading requests.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html
 */
export function handsOn(protocol: string | Unknown): boolean {
  return protocol !== notKnown && networkProtocols.includes(protocol.toUpperCase());
}

const networkProtocols: readonly string[] = ["TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC"];

/** Finds what listens on the dialled port. */
export function listeningOn(graph: ResourceGraph, dial: Dial): Listening {
  switch (dial.origin.kind) {
    case "load-balancer":
      return balancerListening(graph, dial);
    case "classic-balancer":
      return classicListening(dial);
    case "instance":
      return promisedListening(dial, [dial.origin.node]);
    case "interface":
      return promisedListening(dial, [dial.origin.node, ...attachedInstances(graph, dial.origin.node)]);
    case "accelerator":
      return acceleratorListening(graph, dial);
    case "service":
      return serviceListening(graph, dial);
  }
}

function serviceListening(graph: ResourceGraph, dial: Dial): Listening {
  const service = serviceAt(graph, dial.origin.node);
  const port = service.ports.find((open) => open.port === dial.port);
  if (port !== undefined) return { kind: "service", service, tls: port.tls };
  if (service.isSilentAboutOthers) {
    return { kind: "unknown", why: `AWS does not document whether ${dial.label} answers on port ${dial.port}` };
  }
  return { kind: "none", evidence: [{ resource: dial.origin.node.urn, says: service.says }] };
}

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-listener-config.html */
function classicListening(dial: Dial): Listening {
  const balancer = dial.origin.node;
  const entries = objects(balancer, "listeners");
  const known = entries === notKnown ? [] : entries.filter((entry) => entry !== notKnown);
  const here = known.find((entry) => asNumber(entry.lbPort) === dial.port);
  if (here !== undefined) return { kind: "classic", protocol: asText(here.lbProtocol) ?? notKnown, entry: here };
  const isListed = entries !== notKnown && known.length === entries.length && balancer.kind === "managed";
  if (!isListed || known.some((entry) => typeof asNumber(entry.lbPort) !== "number")) {
    return { kind: "unknown", why: `the listeners of ${dial.label} are not known until deployment` };
  }
  const evidence = known.map((entry) => ({
    resource: balancer.urn,
    says: `listens on port ${String(asNumber(entry.lbPort))}`,
  }));
  return { kind: "none", evidence };
}

/**
 * One that is disabled accepts no traffic.
 * @see https://docs.aws.amazon.com/global-accelerator/latest/dg/about-listeners.html
 * @see https://docs.aws.amazon.com/global-accelerator/latest/api/API_UpdateAccelerator.html read 2026-12-01
 */
function acceleratorListening(graph: ResourceGraph, dial: Dial): Listening {
  const { node } = dial.origin;
  const isEnabled = flag(node, "enabled") ?? true;
  if (isEnabled === false) return { kind: "none", evidence: [{ resource: node.urn, says: "is disabled" }] };
  if (isEnabled === notKnown) {
    return { kind: "unknown", why: `whether ${dial.label} is enabled is not known until deployment` };
  }
  const listeners = graph
    .referring(node, types.acceleratorListener, "acceleratorArn", "arn")
    .filter((listener) => !takesDatagrams(listener));
  const here = listeners.find((listener) => rangesOf(listener).some((range) => holds(range, dial.port)));
  if (here !== undefined) return { kind: "accelerated", node: here };
  const isOpen = listeners.some((listener) => rangesOf(listener).includes(notKnown));
  const adrift = graph.adrift(types.acceleratorListener, "acceleratorArn", [types.accelerator], "arn");
  if (isOpen || adrift.length > 0 || node.kind !== "managed") {
    return { kind: "unknown", why: `the listeners of ${dial.label} are not known until deployment` };
  }
  return { kind: "none", evidence: listeners.map(({ urn }) => ({ resource: urn, says: "listens on other ports" })) };
}

function rangesOf(listener: ResourceNode): readonly (Properties | Unknown)[] {
  const ranges = objects(listener, "portRanges");
  return ranges === notKnown ? [notKnown] : ranges;
}

function holds(range: Properties | Unknown, port: number): boolean {
  if (range === notKnown) return false;
  const [from, to] = [asNumber(range.fromPort), asNumber(range.toPort)];
  return typeof from === "number" && typeof to === "number" && from <= port && port <= to;
}

function balancerListening(graph: ResourceGraph, dial: Dial): Listening {
  const balancer = dial.origin.node;
  const listeners = graph.referring(balancer, types.listener, "loadBalancerArn", "arn");
  const ports = listeners.map((node) => number(node, "port"));
  const here = listeners.find((node, index) => ports[index] === dial.port && !takesDatagrams(node));
  if (here !== undefined) return { kind: "listener", node: here, protocol: protocolOf(balancer, here) };
  if (ports.some((port) => typeof port !== "number")) {
    return {
      kind: "unknown",
      why: `the port of a listener of load balancer "${balancer.name}" is not known until deployment`,
    };
  }
  if (balancer.kind !== "managed") {
    return {
      kind: "unknown",
      why: `load balancer "${balancer.name}" is not managed by this program, so its listeners are not seen`,
    };
  }
  if (balancer.hasLaterParts === true) {
    return {
      kind: "unknown",
      why: `what the program adds to load balancer "${balancer.name}" is not known until deployment`,
    };
  }
  const adrift = graph.adrift(types.listener, "loadBalancerArn", [types.loadBalancer], "arn").at(0);
  if (adrift !== undefined) {
    return {
      kind: "unknown",
      why: `listener "${adrift.name}" belongs to a load balancer that is not known until deployment`,
    };
  }
  return {
    kind: "none",
    evidence: listeners.map((node) => ({
      resource: node.urn,
      says: `listens on port ${String(number(node, "port"))}${takesDatagrams(node) ? " for UDP alone" : ""}`,
    })),
  };
}

/** The edge comes by TCP, which a listener for UDP or QUIC does not take. */
function takesDatagrams(listener: ResourceNode): boolean {
  const protocol = text(listener, "protocol");
  return typeof protocol === "string" && ["UDP", "QUIC"].includes(protocol.toUpperCase());
}

/**
 * What a listener speaks; one of an application load balancer that names nothing speaks HTTP.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lb_listener#protocol read 2026-11-23
 */
function protocolOf(balancer: ResourceNode, listener: ResourceNode): string | Unknown {
  const declared = text(listener, "protocol");
  if (declared !== undefined) return declared;
  const isApplication = (text(balancer, "loadBalancerType") ?? "application") === "application";
  return isApplication && balancer.kind === "managed" && listener.kind === "managed" ? "HTTP" : notKnown;
}

/** What a person promises in the tag of an instance or of its interface. */
function promisedListening(dial: Dial, nodes: readonly ResourceNode[]): Listening {
  const tagged = nodes
    .map((node) => ({ node, promised: promiseOf(node) }))
    .find(({ promised }) => promised !== undefined);
  if (tagged?.promised === undefined) {
    const why = `nothing tells what listens on ${dial.label}; tag it ${tags.listens}, such as "443/https"`;
    return { kind: "unknown", why };
  }
  const { node, promised } = tagged;
  const entries = promised.split(/\s+/).map((entry) => entry.split("/"));
  const here = entries.find(([port]) => port === String(dial.port));
  if (here !== undefined) return { kind: "promised", tls: here[1] === "https" };
  return { kind: "none", evidence: [{ resource: node.urn, says: `its tag ${tags.listens} is "${promised}"` }] };
}

function promiseOf(node: ResourceNode): string | undefined {
  const given = property(node, "tags");
  const promised = isProperties(given) ? given[tags.listens] : undefined;
  return typeof promised === "string" ? promised : undefined;
}
