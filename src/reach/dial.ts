import type { OriginTls } from "../cloudflare/ssl-modes";
import type { ResourceNode } from "../graph/resource";
import type { Hostname } from "./hostnames";
import type { Place } from "./place";
import type { Family, Visitor } from "./reach-types";

/** One connection that the edge makes to an origin of this program. */
export interface Dial {
  readonly hostname: Hostname;
  readonly visitor: Visitor;
  /** The load balancer or instance that is dialled. */
  readonly origin: { readonly kind: "load-balancer" | "instance"; readonly node: ResourceNode };
  readonly label: string;
  readonly place: Place;
  readonly family: Family;
  /** TCP port, 1–65535. */
  readonly port: number;
  readonly tls: OriginTls;
}
