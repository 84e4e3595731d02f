import { isSslMode, type SslMode } from "../../cloudflare/ssl-modes";
import { notKnown } from "../../graph/value";
import type { EdgeRequest } from "./conditions";
import { type EdgeRule, within } from "./edge-rules";
import { type EdgeAnswer, redirectOf, sendsTo } from "./redirects";
import { known, overlay, type Setting, unknown } from "./setting";

/** What the edge does with the requests of one row, its rules applied. */
export interface EdgeSettings {
  readonly ssl: Setting<SslMode>;
  /** What the edge answers itself. */
  readonly answer: Setting<EdgeAnswer>;
  /** TCP port of the origin, 1–65535; undefined where no rule changes it. */
  readonly port: Setting<number | undefined>;
  /** The name in the request's Host header. */
  readonly host: Setting<string>;
  /** The name that the handshake with the origin asks for. */
  readonly serverName: Setting<string>;
  /** The name that is resolved instead of the hostname; undefined where no rule changes it. */
  readonly resolves: Setting<string | undefined>;
  /** Whether a Worker's route takes every request. */
  readonly worker: Setting<boolean>;
}

/** What holds in a whole zone, and the rules that make exceptions. */
export interface ZoneRules {
  readonly ssl: Setting<SslMode>;
  readonly alwaysUseHttps: Setting<boolean>;
  readonly configuration: readonly EdgeRule[];
  readonly origin: readonly EdgeRule[];
  readonly redirect: readonly EdgeRule[];
  /** The one that wins last. */
  readonly page: readonly EdgeRule[];
  /** Routes of Workers. */
  readonly worker: readonly EdgeRule[];
}

/** How a rule sets something; undefined where it leaves it as it is. */
type Says<T> = (rule: EdgeRule) => Setting<T> | undefined;

/**
 * Applies the rules to the requests of a row. Rules of a phase are merged, the last one wins; of page rules only the one
 * of the highest priority applies, even where it is silent; and the rules of a phase win over page rules.
 * @see https://developers.cloudflare.com/rules/origin-rules/faq/ read 2026-10-05
 * @see https://developers.cloudflare.com/rules/page-rules/ read 2026-10-05
 */
export function settingsFor(zone: ZoneRules, request: EdgeRequest): EdgeSettings {
  const phase = <T>(rules: readonly EdgeRule[], base: Setting<T>, what: string, says: Says<T>) =>
    rules.reduce((below, rule) => {
      const above = says(rule);
      return above === undefined ? below : overlay(below, above, rule.applies(request), doubtOf(rule, request, what));
    }, base);
  const page = <T>(base: Setting<T>, what: string, says: Says<T>) =>
    phase(zone.page, base, what, (rule) => says(rule) ?? base);

  const host = phase(
    zone.origin,
    page(known(request.host), "host header", textOf("hostHeaderOverride")),
    "host header",
    textOf("hostHeader"),
  );
  return {
    ssl: phase(zone.configuration, page(zone.ssl, "SSL mode", sslOf), "SSL mode", sslOf),
    answer: answerFor(zone, request, { phase, page }),
    port: phase<number | undefined>(zone.origin, known(undefined), "origin's port", portOf),
    host,
    // A host header that a rule sets is also asked for in the handshake, unless a rule sets the name for that.
    // @see https://developers.cloudflare.com/rules/origin-rules/features/ read 2026-10-05
    serverName: phase(zone.origin, host, "name in the handshake", nestedText("sni", "value")),
    resolves: phase(
      zone.origin,
      page<string | undefined>(known(undefined), "DNS record", textOf("resolveOverride")),
      "DNS record",
      nestedText("origin", "host"),
    ),
    worker: workerFor(zone, request),
  };
}

interface Layers {
  phase<T>(rules: readonly EdgeRule[], base: Setting<T>, what: string, says: Says<T>): Setting<T>;
  page<T>(base: Setting<T>, what: string, says: Says<T>): Setting<T>;
}

/** Redirect rules end the request, so the first that applies wins. */
function answerFor(zone: ZoneRules, request: EdgeRequest, { phase, page }: Layers): Setting<EdgeAnswer> {
  const plain = request.scheme === "http" ? answerOf(zone.alwaysUseHttps, request) : known<EdgeAnswer>("origin");
  const byPage = page(plain, "redirect", (rule) => {
    if (rule.does === notKnown)
      return unknown(`what ${rule.label} does is not known until deployment`, rule.declaredBy);
    if (within.isSet(rule.does, "forwardingUrl")) return redirectOf(rule, request);
    const isForced = request.scheme === "http" && rule.does.alwaysUseHttps === true;
    return isForced ? known(sendsTo({ scheme: "https", host: request.host }), rule.declaredBy) : undefined;
  });
  return phase(zone.redirect.toReversed(), byPage, "redirect", (rule) => redirectOf(rule, request));
}

/**
 * A route that takes some paths alone leaves the others to the origin, and one without a script switches Workers off.
 * @see https://developers.cloudflare.com/workers/configuration/routing/routes/ read 2026-10-05
 */
function workerFor(zone: ZoneRules, request: EdgeRequest): Setting<boolean> {
  const touching = zone.worker.filter((route) => route.applies(request) !== false);
  const lost = touching.find((route) => route.does === notKnown);
  if (lost !== undefined) return unknown(`what ${lost.label} takes is not known until deployment`, lost.declaredBy);
  const whole = touching.find((route) => route.applies(request) === true);
  const isHalted = touching.some((route) => within.text(route.does, "script") === undefined);
  return known(whole !== undefined && !isHalted, whole?.declaredBy);
}

function answerOf(alwaysUseHttps: Setting<boolean>, { host }: EdgeRequest): Setting<EdgeAnswer> {
  const { declaredBy } = alwaysUseHttps;
  const toHttps = sendsTo({ scheme: "https", host });
  if (alwaysUseHttps.kind === "known") return known(alwaysUseHttps.value ? toHttps : "origin", declaredBy);
  return { kind: "unknown", why: alwaysUseHttps.why, declaredBy, among: [toHttps, "origin"] };
}

function doubtOf(rule: EdgeRule, { host }: EdgeRequest, what: string): string {
  return `${rule.label} may change the ${what} of ${host}: the hostname alone does not tell whether it applies`;
}

const notYet = (rule: EdgeRule) =>
  unknown<never>(`what ${rule.label} sets is not known until deployment`, rule.declaredBy);

const sslOf: Says<SslMode> = (rule) => {
  if (!within.isSet(rule.does, "ssl")) return undefined;
  const mode = within.text(rule.does, "ssl");
  if (mode === notKnown || mode === undefined) return notYet(rule);
  return isSslMode(mode)
    ? known(mode, rule.declaredBy)
    : unknown(`${rule.label} sets the SSL mode "${mode}", which is none of Cloudflare's`, rule.declaredBy);
};

const portOf: Says<number> = (rule) => {
  const origin = within.block(rule.does, "origin");
  if (!within.isSet(origin, "port")) return undefined;
  const port = within.number(origin, "port");
  return port === notKnown || port === undefined ? notYet(rule) : known(port, rule.declaredBy);
};

function textOf(name: string): Says<string> {
  return (rule) => textIn(rule, rule.does, name);
}

function nestedText(outer: string, name: string): Says<string> {
  return (rule) => textIn(rule, within.block(rule.does, outer), name);
}

function textIn(rule: EdgeRule, from: Parameters<typeof within.text>[0], name: string): Setting<string> | undefined {
  if (!within.isSet(from, name)) return undefined;
  const value = within.text(from, name);
  return value === notKnown || value === undefined ? notYet(rule) : known(value, rule.declaredBy);
}
