import { defaultOptions, type ResourceNode } from "../../graph/resource";
import { types } from "../../graph/types";
import type { Value } from "../../graph/value";
import { parseCidr } from "../../net/cidr";
import type { Target } from "../targets";
import type { Doubt, Failure } from "../verdict";
import type { Watch } from "./monitors";
import type { Setting } from "./setting";

/** Where the requests of a hostname may end. */
export interface Destination {
  /** `answered`: what stands there answers, and the edge dials no origin. */
  readonly kind: "dialled" | "answered";
  readonly target: Target;
  /** TCP port that the destination itself asks for, 1–65535. */
  readonly port?: number;
  /** The name that the handshake asks for, where the destination itself says. */
  readonly serverName?: Setting<string>;
  /** The Host header, where the destination itself says. */
  readonly host?: Setting<string>;
  /** Its place in a pool of the edge's load balancer. */
  readonly member?: PoolMember;
}

/** The place of an origin behind a load balancer of the edge. */
export interface PoolMember {
  readonly pool: ResourceNode;
  /** Tells the origins of the pool apart: the place in the list, or what an address that is not known may be. */
  readonly key: string;
  /** Pools of the lowest tier are asked first, and those of the next one where none of them is left. */
  readonly tier: number;
  readonly watch: Watch;
  /** Completes "unknown: …" where nobody knows which pool is asked first. */
  readonly whyUnordered?: string;
}

/** A destination that nobody can judge: `why` completes "unknown: …". */
export function lostDestination(
  publisher: ResourceNode,
  label: string,
  resource: ResourceNode,
  why: string,
): Destination {
  const doubt: Doubt = { hop: "resolve", resource: resource.urn, why };
  return { kind: "dialled", target: targetAt(publisher, label, { kind: "unknown", doubt }) };
}

/** A destination at which every request fails. */
export function refusedDestination(publisher: ResourceNode, label: string, failure: Failure): Destination {
  return { kind: "dialled", target: targetAt(publisher, label, { kind: "refused", failure }) };
}

/** A destination that answers on the edge itself. */
export function answeringDestination(publisher: ResourceNode, label: string, node: ResourceNode): Destination {
  return { kind: "answered", target: targetAt(publisher, label, { kind: "service", node }) };
}

/** Where the edge dials nothing there is no address family; IPv4 stands for both. */
function targetAt(record: ResourceNode, label: string, origin: Target["origin"]): Target {
  return { family: 4, label, record, names: [], origin };
}

/** A record that would lead where a load balancer's origin or a rule leads, so that it resolves as a record does. */
export function recordFor(declaredBy: ResourceNode, content: Value, flowed: readonly string[] = []): ResourceNode {
  const family = typeof content === "string" ? parseCidr(content)?.family : undefined;
  return {
    urn: declaredBy.urn,
    name: declaredBy.name,
    type: types.dnsRecord,
    kind: "managed",
    inputs: { type: family === undefined ? "CNAME" : family === 4 ? "A" : "AAAA", content },
    outputs: {},
    options: defaultOptions,
    dependsOn: new Map(flowed.length === 0 ? [] : [["content", flowed]]),
  };
}
