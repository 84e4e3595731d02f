import type { SslMode } from "../../cloudflare/ssl-modes";
import type { ResourceNode } from "../../graph/resource";
import type { EdgeZone } from "../edge";
import type { World } from "../world";
import { type Address, addressIn, sendsTo } from "./redirects";
import type { Setting } from "./setting";

/** No browser follows more; a longer way round is none that anybody writes. */
const mostRedirects = 10;

/** A visitor who asks for one address and is sent to another. */
export interface Journey {
  readonly zone: EdgeZone;
  readonly from: Address;
  readonly to: Address;
  /** The mode of the hostname where he begins, or the one that is supposed where nobody knows it. */
  readonly ssl: Setting<SslMode>;
}

/** A way of redirects that never ends. */
export interface RoundTrip {
  /** What redirects the visitor further, in the order in which he meets it; undefined for what nobody declares. */
  readonly by: readonly (ResourceNode | undefined)[];
  /** True where he comes back to where he began, and not to a place on the way. */
  readonly isHome: boolean;
}

/**
 * Follows a visitor whom the edge sends to another address from redirect to redirect; undefined where he arrives, or
 * nobody knows.
 * @see https://developers.cloudflare.com/ssl/troubleshooting/too-many-redirects/
 */
export function wayBack(world: World, { zone, from, to, ssl }: Journey): RoundTrip | undefined {
  const met = new Set([sendsTo(from)]);
  const by: (ResourceNode | undefined)[] = [];
  let at = to;
  while (by.length < mostRedirects) {
    if (met.has(sendsTo(at))) return { by, isHome: sendsTo(at) === sendsTo(from) };
    met.add(sendsTo(at));
    const isPublished = at.host === from.host || world.proxied.has(`${zone.key} ${at.host}`);
    const next = isPublished ? sentOn(zone, at, at.host === from.host ? ssl : undefined) : undefined;
    if (next === undefined) return undefined;
    by.push(next.by);
    at = next.to;
  }
  return undefined;
}

/** Where the edge sends every visitor of an address; mode "off" sends those of https to http. */
function sentOn(
  zone: EdgeZone,
  { scheme, host }: Address,
  supposed: Setting<SslMode> | undefined,
): { readonly to: Address; readonly by: ResourceNode | undefined } | undefined {
  const { answer, ssl: read } = zone.settingsFor({ host, scheme, port: scheme === "https" ? 443 : 80 });
  const ssl = read.kind === "unknown" ? (supposed ?? read) : read;
  if (answer.kind === "unknown") return undefined;
  const to = addressIn(answer.value);
  if (to !== undefined) return { to, by: answer.declaredBy };
  const isOff = answer.value === "origin" && scheme === "https" && ssl.kind === "known" && ssl.value === "off";
  return isOff ? { to: { scheme: "http", host }, by: ssl.declaredBy } : undefined;
}
