import type { Evidence } from "../../findings/finding";
import { number, property, text } from "../../graph/read";
import type { ResourceNode } from "../../graph/resource";
import type { ResourceGraph } from "../../graph/resource-graph";
import { types } from "../../graph/types";
import { isProperties, notKnown, type Unknown } from "../../graph/value";
import { tags } from "../../tags";
import type { Dial } from "../dial";

/** What answers on a port of an origin, as far as the program tells. */
export type Listening =
  | { readonly kind: "listener"; readonly node: ResourceNode; readonly protocol: string | Unknown }
  /** An instance whose tag promises the port. */
  | { readonly kind: "promised"; readonly tls: boolean }
  | { readonly kind: "none"; readonly evidence: readonly Evidence[] }
  | { readonly kind: "unknown"; readonly why: string };

/** Finds what listens on the dialled port. */
export function listeningOn(graph: ResourceGraph, dial: Dial): Listening {
  return dial.origin.kind === "instance" ? instanceListening(dial) : balancerListening(graph, dial);
}

function balancerListening(graph: ResourceGraph, dial: Dial): Listening {
  const balancer = dial.origin.node;
  const listeners = graph.referring(balancer, types.listener, "loadBalancerArn", "arn");
  const ports = listeners.map((node) => number(node, "port"));
  const here = listeners[ports.indexOf(dial.port)];
  if (here !== undefined) return { kind: "listener", node: here, protocol: text(here, "protocol") ?? notKnown };
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
      says: `listens on port ${String(number(node, "port"))}`,
    })),
  };
}

function instanceListening(dial: Dial): Listening {
  const instance = dial.origin.node;
  const given = property(instance, "tags");
  const promised = isProperties(given) ? given[tags.listens] : undefined;
  if (typeof promised !== "string") {
    const why = `nothing tells what listens on instance "${instance.name}"; tag it ${tags.listens}, such as "443/https"`;
    return { kind: "unknown", why };
  }
  const entries = promised.split(/\s+/).map((entry) => entry.split("/"));
  const here = entries.find(([port]) => port === String(dial.port));
  if (here !== undefined) return { kind: "promised", tls: here[1] === "https" };
  return { kind: "none", evidence: [{ resource: instance.urn, says: `its tag ${tags.listens} is "${promised}"` }] };
}
