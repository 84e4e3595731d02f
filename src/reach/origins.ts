import type { ResourceNode } from "../graph/resource";
import { types } from "../graph/types";

/** What stands at the end of a record and is dialled by the edge. */
export interface Origin {
  readonly kind: /** Application, network or gateway load balancer. */
    | "load-balancer"
    /** Load balancer of the first generation, with its listeners inside. */
    | "classic-balancer"
    | "instance"
    /** Network interface with an address of its own; what it belongs to is not known. */
    | "interface"
    /** Global Accelerator: it hands connections on to endpoints. */
    | "accelerator"
    /** A service that AWS runs on its own addresses, such as CloudFront. */
    | "service";
  readonly node: ResourceNode;
}

/** Names an origin in a sentence, such as `load balancer "alb"`. */
export function labelOf({ kind, node }: Origin): string {
  if (node.type === types.dnsRecord) return `the target of record "${node.name}"`;
  return `${kind === "service" ? (serviceWords[node.type] ?? "service") : kindWords[kind]} "${node.name}"`;
}

const kindWords = {
  "load-balancer": "load balancer",
  "classic-balancer": "load balancer",
  instance: "instance",
  interface: "network interface",
  accelerator: "accelerator",
} as const;

const serviceWords: Readonly<Record<string, string>> = {
  [types.distribution]: "distribution",
  [types.bucket]: "bucket",
  [types.bucketWebsite]: "bucket website",
  [types.functionUrl]: "function URL",
  [types.restDomain]: "API domain",
  [types.httpDomain]: "API domain",
  [types.restStage]: "API stage",
  [types.httpStage]: "API stage",
  [types.httpApi]: "API",
};

/** Reports whether an origin stands in a VPC, behind its routes and firewalls. */
export function standsInVpc({ kind }: Origin): boolean {
  return kind !== "service" && kind !== "accelerator";
}
