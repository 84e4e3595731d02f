import { asText, flag, objects, property, text } from "../../../src/graph/read";
import type { ResourceNode } from "../../../src/graph/resource";
import type { ResourceGraph } from "../../../src/graph/resource-graph";
import { types } from "../../../src/graph/types";
import { isProperties, notKnown } from "../../../src/graph/value";
import { LabRules } from "./edge-rules";
import { NotShown } from "./not-shown";

/** What a visitor typed. */
export interface LabVisitor {
  readonly scheme: "http" | "https";
  readonly port: number;
}

/** What the edge does with a visitor of a hostname: a redirect of its own, or a connection to the origin. */
export type EdgePlan =
  | { readonly kind: "redirect"; readonly location: string }
  | {
      readonly kind: "dial";
      readonly port: number;
      readonly tls: "none" | "unverified" | "verified";
      readonly host: string;
      readonly serverName: string;
      readonly sendsCertificate: boolean | undefined;
    };

/** The zone of a record: its resource's URN, else the id that is written there. */
export function zoneOf(graph: ResourceGraph, member: ResourceNode): string {
  const [zone] = graph.follow(member, "zoneId", [types.zone]).nodes;
  const id = zone?.urn ?? text(member, "zoneId");
  if (typeof id !== "string") throw new NotShown("the zone is not known");
  return id;
}

/** Reads what the edge does with a visitor, as Cloudflare's pages on SSL modes and on its rules say. */
export function planFor(
  graph: ResourceGraph,
  zone: string,
  hostname: string,
  visitor: LabVisitor,
  path: string,
): EdgePlan {
  const node = graph.byUrn(zone);
  refuseOthers(graph, zone);
  const switches = (id: string) => switchOf(graph, zone, id, node?.kind === "managed");
  const rules = new LabRules(graph, (each) => isMaybeOf(graph, each, zone), {
    scheme: visitor.scheme,
    host: hostname,
    path,
  });
  rules.refuseOtherNames();
  const location = rules.location();
  if (location !== undefined) return { kind: "redirect", location };
  if (visitor.scheme === "http") {
    const forced = rules.forcesHttps() || switches("always_use_https");
    if (forced === undefined) throw new NotShown("nothing says whether the edge redirects to https");
    if (forced) return { kind: "redirect", location: `https://${hostname}${path}` };
  }
  const dial = modeDial(rules.ssl() ?? settingOf(graph, zone, "ssl"), visitor);
  if (dial === "redirect") return { kind: "redirect", location: `http://${hostname}${path}` };
  const named = rules.host() ?? hostname;
  return {
    kind: "dial",
    port: rules.port() ?? dial.port,
    tls: dial.tls,
    host: named,
    serverName: rules.serverName() ?? named,
    sendsCertificate: dial.tls === "none" ? false : pulls(graph, zone, hostname, switches("tls_client_auth")),
  };
}

/**
 * What each mode dials.
 * @see https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/ read 2026-11-23
 */
function modeDial(
  mode: unknown,
  { scheme, port }: LabVisitor,
): "redirect" | { readonly port: number; readonly tls: "none" | "unverified" | "verified" } {
  const isUsual = scheme === "http" ? port === 80 : port === 443;
  switch (mode) {
    case "off":
      if (scheme === "http") return { port, tls: "none" };
      if (isUsual) return "redirect";
      break;
    case "flexible":
      if (scheme === "http") return { port, tls: "none" };
      return isUsual ? { port: 80, tls: "none" } : { port, tls: "unverified" };
    case "full":
      return { port, tls: scheme === "http" ? "none" : "unverified" };
    case "strict":
      return { port, tls: scheme === "http" ? "none" : "verified" };
    case "origin_pull":
      if (scheme === "https") return { port, tls: "verified" };
      if (isUsual) return { port: 443, tls: "verified" };
  }
  throw new NotShown(`what SSL mode "${String(mode)}" dials is not known`);
}

/** What else changes requests at the edge, and is not part of the lab. */
const beyond = [types.workersRoute, types.workersDomain, types.customHostname];

function refuseOthers(graph: ResourceGraph, zone: string): void {
  for (const type of beyond) {
    if (graph.ofType(type).some((node) => isMaybeOf(graph, node, zone)))
      throw new NotShown(`${type} is beyond the lab`);
  }
  const lost = [types.zoneSetting, types.zoneSettingsOverride, types.ruleset, types.pageRule].some(
    (type) => graph.adrift(type, "zoneId", [types.zone]).length > 0,
  );
  if (lost) throw new NotShown("the zone of a setting is not known");
}

function isMaybeOf(graph: ResourceGraph, node: ResourceNode, zone: string): boolean {
  const { nodes, foreign, open } = graph.follow(node, "zoneId", [types.zone]);
  return open || nodes.some(({ urn }) => urn === zone) || foreign.includes(zone);
}

function settingOf(graph: ResourceGraph, zone: string, id: string): string | undefined {
  const setting = graph
    .ofType(types.zoneSetting)
    .findLast((node) => text(node, "settingId") === id && isMaybeOf(graph, node, zone));
  const value = setting === undefined ? overridden(graph, zone, id) : text(setting, "value");
  if (value === notKnown) throw new NotShown(`the setting ${id} is not known`);
  return value;
}

/** What the resource of the provider's older versions sets, which holds all settings of a zone. */
function overridden(graph: ResourceGraph, zone: string, id: string): ReturnType<typeof text> {
  const override = graph.ofType(types.zoneSettingsOverride).findLast((node) => isMaybeOf(graph, node, zone));
  const given = override && property(override, "settings");
  if (given === notKnown) return notKnown;
  const camel = id.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
  return isProperties(given) ? asText(given[camel]) : undefined;
}

/** Switches are off in a zone that the program makes; undefined where nothing says how one stands. */
function switchOf(graph: ResourceGraph, zone: string, id: string, isOwn: boolean): boolean | undefined {
  const value = settingOf(graph, zone, id);
  return value === undefined ? (isOwn ? false : undefined) : value === "on";
}

/**
 * Whether the edge sends a client certificate, at one of three levels.
 * @see https://developers.cloudflare.com/ssl/origin-configuration/authenticated-origin-pull/ read 2026-11-23
 */
function pulls(graph: ResourceGraph, zone: string, hostname: string, all: boolean | undefined): boolean | undefined {
  const byZone = graph
    .ofType(types.originPullsSettings)
    .some((node) => isMaybeOf(graph, node, zone) && flag(node, "enabled") === true);
  const byHost = graph.ofType(types.originPulls).some((node) => {
    const configs = objects(node, "configs");
    if (configs === notKnown || node.inputs.configs === undefined)
      throw new NotShown("origin pulls of a hostname are not known");
    return configs.some((each) => each !== notKnown && each.hostname === hostname && each.enabled !== false);
  });
  return byZone || byHost || all;
}

/** The full name of a record, which may be written relative to its zone. */
export function nameOf(graph: ResourceGraph, record: ResourceNode): string {
  const name = text(record, "name");
  if (typeof name !== "string") throw new NotShown("the hostname is not known");
  const [zone] = graph.follow(record, "zoneId", [types.zone]).nodes;
  const apex = zone === undefined ? undefined : asText(property(zone, "name"));
  const plain = name.toLowerCase().replace(/\.$/, "");
  if (typeof apex !== "string") {
    if (!plain.includes(".")) throw new NotShown("the hostname is not known");
    return plain;
  }
  if (plain === "@" || plain === apex) return apex;
  return plain.endsWith(`.${apex}`) ? plain : `${plain}.${apex}`;
}
