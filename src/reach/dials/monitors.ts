import { asNumber, flag, number, property, text } from "../../graph/read";
import type { ResourceNode } from "../../graph/resource";
import type { ResourceGraph } from "../../graph/resource-graph";
import { types } from "../../graph/types";
import type { JudgedDial } from "../reach-types";
import type { Failure, HopName } from "../verdict";

/** Who watches the origins of a pool. */
export type Watch =
  | { readonly kind: "nobody" }
  /** A monitor of another program, or one of which too little is known. */
  | { readonly kind: "unknown"; readonly why: string }
  | {
      readonly kind: "monitor";
      readonly opens: "http" | "https" | "tcp";
      readonly port: number;
      readonly validates: boolean;
    };

/**
 * Reads who watches a pool. A monitor probes port 80 or 443 where it names none.
 * @see https://developers.cloudflare.com/api/resources/load_balancers/subresources/monitors/ "port", read 2026-10-05
 */
export function watchOf(graph: ResourceGraph, pool: ResourceNode): Watch {
  const names = ["monitor", "monitorGroup"].filter((name) => !isEmpty(property(pool, name)));
  const [name] = names;
  if (name === undefined) return { kind: "nobody" };
  const [monitor] = graph.follow(pool, name, [types.edgeMonitor]).nodes;
  const unknown: Watch = { kind: "unknown", why: `what the monitor of pool "${pool.name}" probes is not declared` };
  if (monitor === undefined) return unknown;
  const type = text(monitor, "type") ?? "http";
  const port = number(monitor, "port") || (type === "http" ? 80 : type === "https" ? 443 : undefined);
  if ((type !== "http" && type !== "https" && type !== "tcp") || typeof port !== "number") return unknown;
  return { kind: "monitor", opens: type, port, validates: flag(monitor, "allowInsecure") !== true };
}

function isEmpty(value: ReturnType<typeof property>): boolean {
  return value === undefined || value === "";
}

/** Hops that any connection to the port has to pass. */
const connecting: readonly (HopName | null)[] = ["route", "network-acl", "security-group", "listener"];

/**
 * Reports whether a monitor meets what a dial meets, so that it takes the origin out: it connects to the same port, and
 * for what comes after the connection it speaks the same.
 * @see https://developers.cloudflare.com/load-balancing/understand-basics/health-details/ read 2026-10-05
 */
export function notices(watch: Watch, { port, tls, failures }: JudgedDial): boolean {
  const [first] = failures;
  if (watch.kind !== "monitor" || watch.port !== port || first === undefined) return false;
  if (failures.some(isOfSome)) return false;
  if (connecting.includes(first.hop)) return true;
  const isSame = watch.opens === (tls === "none" ? "http" : "https");
  return isSame && (first.hop === "tls" || (first.hop === "certificate" && watch.validates));
}

/** A data centre from which the origin is reached takes it for well. */
function isOfSome({ ranges }: Failure): boolean {
  return ranges !== undefined;
}

/** Gives how many origins a pool must have left to be asked at all. */
export function leastOf(pool: ResourceNode): number {
  const least = asNumber(property(pool, "minimumOrigins"));
  return typeof least === "number" && least > 1 ? least : 1;
}
