import type { SslMode } from "../../cloudflare/ssl-modes";
import type { ResourceNode } from "../../graph/resource";
import type { EdgeZone } from "../edge";
import { usualVisitor } from "../usual-visitor";
import type { World } from "../world";
import { type Address, addressIn, type EdgeAnswer, sendsTo } from "./redirects";
import type { Setting } from "./setting";
import type { EdgeSettings } from "./settings";

/** No browser follows more; a longer way round is none that anybody writes. */
const mostRedirects = 10;

/** A visitor who asks for one address and is sent to another. */
export interface Journey {
  readonly zone: EdgeZone;
  readonly from: Address;
  /** What sends him away; undefined where nobody declares it. */
  readonly by: ResourceNode | undefined;
  readonly to: Address;
  /** The mode of the hostname where he begins, or the one that is supposed where nobody knows it. */
  readonly ssl: Setting<SslMode>;
}

/** One redirect of a way that never ends. */
export interface Leg {
  readonly at: Address;
  readonly by: ResourceNode | undefined;
}

/**
 * Follows a visitor whom the edge sends to another address from redirect to redirect. Gives the redirects that lead round,
 * from whichever address visitors come in; undefined where he arrives, or nobody knows.
 * @see https://developers.cloudflare.com/ssl/troubleshooting/too-many-redirects/
 */
export function wayBack(world: World, { zone, from, by, to, ssl }: Journey): readonly Leg[] | undefined {
  const legs: Leg[] = [{ at: from, by }];
  let at = to;
  while (legs.length <= mostRedirects) {
    const again = legs.findIndex((leg) => sendsTo(leg.at) === sendsTo(at));
    if (again >= 0) return fromTheFirst(legs.slice(again));
    const isPublished = at.host === from.host || world.proxied.has(`${zone.key} ${at.host}`);
    const next = isPublished ? sentOn(zone, at, at.host === from.host ? ssl : undefined) : undefined;
    if (next === undefined) return undefined;
    legs.push({ at, by: next.by });
    at = next.to;
  }
  return undefined;
}

/** One round is the same wherever it is entered: it is told from the first of its addresses. */
function fromTheFirst(round: readonly Leg[]): readonly Leg[] {
  const names = round.map(({ at }) => sendsTo(at));
  const start = names.indexOf(names.toSorted()[0] ?? "origin");
  return [...round.slice(start), ...round.slice(0, start)];
}

/** Where the edge sends a visitor, and what declares it, if something does. */
interface SentTo {
  readonly to: Address;
  readonly by: ResourceNode | undefined;
}

/** Where the edge sends every visitor of an address, as far as it is known. */
function sentOn(zone: EdgeZone, { scheme, host }: Address, supposed: Setting<SslMode> | undefined): SentTo | undefined {
  const { answer, ssl: read } = zone.settingsFor({ host, ...usualVisitor(scheme) });
  const ssl = read.kind === "unknown" ? (supposed ?? read) : read;
  return answer.kind === "unknown" ? undefined : sentBy({ answer, ssl }, answer.value, { scheme, host });
}

/** Where an answer of the edge sends the visitor of an address; mode "off" sends those of https to http. */
export function sentBy(
  { answer, ssl }: Pick<EdgeSettings, "answer" | "ssl">,
  given: EdgeAnswer,
  { scheme, host }: Address,
): SentTo | undefined {
  const to = addressIn(given);
  if (to !== undefined) return { to, by: answer.declaredBy };
  const isOff = given === "origin" && scheme === "https" && ssl.kind === "known" && ssl.value === "off";
  return isOff ? { to: { scheme: "http", host }, by: ssl.declaredBy } : undefined;
}
