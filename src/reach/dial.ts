import type { OriginTls } from "../cloudflare/ssl-modes";
import type { Destination } from "./dials/destination";
import type { Hostname } from "./hostnames";
import type { Origin } from "./origins";
import type { Place } from "./place";
import type { Family, Visitor } from "./reach-types";

/** One connection that the edge makes to an origin of this program. */
export interface Dial {
  readonly hostname: Hostname;
  readonly visitor: Visitor;
  /** What of the hostname's destinations is dialled, with what it orders itself. */
  readonly destination: Destination;
  /** The load balancer, instance or service that is dialled. */
  readonly origin: Origin;
  /** The names to which the record of the hostname points: the edge accepts a certificate for these too. */
  readonly targetNames: readonly string[];
  /** The name in the request's Host header; undefined where it is not known. */
  readonly host: string | undefined;
  readonly label: string;
  readonly place: Place;
  readonly family: Family;
  /** TCP port, 1–65535. */
  readonly port: number;
  readonly tls: OriginTls;
}
