import { edgeDial, type SslMode } from "../../cloudflare/ssl-modes";
import type { ResourceNode } from "../../graph/resource";
import type { Dial } from "../dial";
import { askedName } from "../hostnames";
import { usualVisitor } from "../usual-visitor";
import type { World } from "../world";
import { dialFor } from "./dial-for";
import type { EdgeAnswer } from "./redirects";
import { sentBy, wayBack } from "./round-trip";
import type { Setting } from "./setting";
import type { EdgeSettings } from "./settings";

/** What a visitor meets whom an origin sends to the same hostname under a scheme. */
export type Met =
  /** The edge asks the origin again. */
  | { readonly kind: "origin"; readonly dial: Dial }
  /** The edge sends him on to the same hostname under a scheme, by what a resource declares, if one does. */
  | { readonly kind: "sent"; readonly scheme: "http" | "https"; readonly by: ResourceNode | undefined }
  /** The edge sends him to another hostname, and from there round. */
  | { readonly kind: "round"; readonly by: ResourceNode | undefined }
  /** The edge answers, or sends him to another place. */
  | { readonly kind: "elsewhere" }
  /** `why` completes "unknown: …". */
  | { readonly kind: "unknown"; readonly why: string };

/**
 * Says what a visitor meets whom the origin sends from a dial to the same hostname under a scheme: one thing, or, where
 * nobody knows what the edge answers there, each that it may be. Rules of the edge may tell the schemes apart in all
 * respects.
 */
export function metUnder(world: World, dial: Dial, scheme: "http" | "https"): readonly Met[] {
  const { hostname } = dial;
  const read = hostname.zone.settingsFor({ host: askedName(hostname), ...usualVisitor(scheme) });
  const settings = { ...read, ssl: sslThere(dial, scheme) };
  const { answer } = settings;
  if (answer.kind === "known") return [metWith(world, dial, { scheme, settings, answer: answer.value })];
  if (answer.among === undefined) return [{ kind: "unknown", why: answer.why }];
  return answer.among.map((each) => metWith(world, dial, { scheme, settings, answer: each }));
}

interface Sent {
  readonly scheme: "http" | "https";
  /** What the edge does with those who come there. */
  readonly settings: EdgeSettings;
  readonly answer: EdgeAnswer;
}

function metWith(world: World, dial: Dial, { scheme, settings, answer }: Sent): Met {
  const { hostname, visitor, destination, origin } = dial;
  const { ssl, port, resolves, worker } = settings;
  const there = usualVisitor(scheme);
  const host = askedName(hostname);
  const sent = sentBy(settings, answer, { scheme, host });
  if (sent !== undefined) {
    const { to, by } = sent;
    if (to.host === host) return { kind: "sent", scheme: to.scheme, by };
    const from = { scheme: visitor.scheme, host };
    const round = wayBack(world, { zone: hostname.zone, from, by, to, ssl: hostname.zone.ssl });
    return round === undefined ? { kind: "elsewhere" } : { kind: "round", by };
  }
  if (answer !== "origin") return { kind: "elsewhere" };
  const unsure = [ssl, port, resolves, worker].find(({ kind }) => kind === "unknown");
  if (unsure?.kind === "unknown") return { kind: "unknown", why: unsure.why };
  if (worker.kind === "known" && worker.value) return { kind: "elsewhere" };
  const edge = ssl.kind === "known" ? edgeDial(ssl.value, there) : undefined;
  if (edge?.kind !== "dials" || port.kind === "unknown" || !isSameName(dial, resolves)) {
    return { kind: "unknown", why: `where the edge brings ${scheme} visitors of ${hostname.name} is not known` };
  }
  const ways = { port: port.value ?? destination.port ?? edge.port, tls: edge.tls };
  return { kind: "origin", dial: dialFor(world, { hostname, visitor: there, settings }, destination, origin, ways) };
}

/** Reports whether an Origin Rule has those of both schemes resolved to the same name. */
function isSameName({ hostname, visitor }: Dial, there: Setting<string | undefined>): boolean {
  const here = hostname.zone.settingsFor({ host: askedName(hostname), ...visitor }).resolves;
  return here.kind === "known" && there.kind === "known" && here.value === there.value;
}

/**
 * The mode of visitors under a scheme: rules of the edge may tell the schemes apart. Where nobody knows the mode and one
 * is supposed, it is supposed for both.
 */
export function sslThere({ hostname, visitor }: Dial, scheme: "http" | "https"): Setting<SslMode> {
  const { zone } = hostname;
  if (scheme === visitor.scheme) return zone.ssl;
  const host = askedName(hostname);
  const there = zone.settingsFor({ host, ...usualVisitor(scheme) }).ssl;
  const isSupposed = there.kind === "unknown" && zone.settingsFor({ host, ...visitor }).ssl.kind === "unknown";
  return isSupposed ? zone.ssl : there;
}
