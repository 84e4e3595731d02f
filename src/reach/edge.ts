import { isSslMode, type SslMode } from "../cloudflare/ssl-modes";
import { flag, objects, type Read, text } from "../graph/read";
import type { ResourceNode } from "../graph/resource";
import type { ResourceGraph } from "../graph/resource-graph";
import { types } from "../graph/types";
import { notKnown, type Unknown } from "../graph/value";

/** What the edge knows of a zone, as far as this program declares it. */
export interface EdgeZone {
  /** URN of the zone's resource, its id, or a text that says that it is not known. */
  readonly key: string;
  /** The zone's resource, where this program has it. */
  readonly node: ResourceNode | undefined;
  /** The zone's apex name, such as `example.com`. */
  readonly name: Read<string>;
  readonly ssl: Setting<SslMode>;
  readonly alwaysUseHttps: Setting<boolean>;
  readonly clientCertificate: (hostname: string) => ClientCertificate;
}

/**
 * A setting of a zone: its value, or why nobody knows it. `declaredBy` is the resource to look at, if there is one.
 */
export type Setting<T> =
  | { readonly kind: "known"; readonly value: T; readonly declaredBy: ResourceNode | undefined }
  | { readonly kind: "unknown"; readonly why: string; readonly declaredBy: ResourceNode | undefined };

/** The client certificate that the edge presents to an origin. */
export type ClientCertificate =
  | { readonly kind: "sent"; readonly level: "hostname" | "zone" | "global" }
  | { readonly kind: "none"; readonly why: string }
  | { readonly kind: "unknown"; readonly why: string };

/** Gives the zone of a record, a setting or any other resource with a `zoneId`. */
export type ZoneOf = (member: ResourceNode) => EdgeZone;

/** Prepares the reading of zones; each zone is read once. */
export function zoneReader(graph: ResourceGraph): ZoneOf {
  const zones = new Map<string, EdgeZone>();
  const indexes = new Map<string, Map<string, ResourceNode[]>>();
  function members(type: string, key: string): readonly ResourceNode[] {
    const index = indexes.get(type) ?? Map.groupBy(graph.ofType(type), (node) => zoneKey(graph, node));
    indexes.set(type, index);
    return index.get(key) ?? [];
  }
  return (member) => {
    const key = zoneKey(graph, member);
    const zone = zones.get(key) ?? readZone(graph, key, (type) => members(type, key));
    zones.set(key, zone);
    return zone;
  };
}

function readZone(graph: ResourceGraph, key: string, members: (type: string) => readonly ResourceNode[]): EdgeZone {
  const node = graph.byUrn(key);
  // A setting of which nobody knows the zone, or which one it is, may be any: then no default is certain.
  const isAdrift =
    settingTypes.some((type) => graph.adrift(type, "zoneId", [types.zone]).length > 0) ||
    members(types.zoneSetting).some((setting) => text(setting, "settingId") === notKnown);
  const owned = node?.kind === "managed" && !isAdrift;
  const settings = new Map(members(types.zoneSetting).map((setting) => [text(setting, "settingId"), setting] as const));
  const pulls: OriginPulls = {
    hostnameLevel: members(types.originPulls),
    zoneLevel: members(types.originPullsSettings),
    global: switchSetting(settings.get("tls_client_auth"), "tls_client_auth", owned),
  };
  return {
    key,
    node,
    name: node === undefined ? undefined : text(node, "name"),
    ssl: sslSetting(settings.get("ssl")),
    alwaysUseHttps: switchSetting(settings.get("always_use_https"), "always_use_https", owned),
    clientCertificate: (hostname) => clientCertificate(hostname, pulls),
  };
}

const settingTypes: readonly string[] = [types.zoneSetting, types.originPulls, types.originPullsSettings];

/** Names the zone of a member: the URN of its resource, its literal id, or that it is not known. */
function zoneKey(graph: ResourceGraph, member: ResourceNode): string {
  const owned = graph.follow(member, "zoneId", [types.zone]).nodes.at(0);
  if (owned !== undefined) return owned.urn;
  const id = text(member, "zoneId");
  return typeof id === "string" ? id : `zone of ${member.urn}, not known`;
}

function sslSetting(setting: ResourceNode | undefined): Setting<SslMode> {
  if (setting === undefined) {
    const why = "no ZoneSetting in this program declares the zone's SSL mode; declare `ssl`";
    return { kind: "unknown", why, declaredBy: undefined };
  }
  const value = text(setting, "value");
  if (typeof value === "string" && isSslMode(value)) return { kind: "known", value, declaredBy: setting };
  return { kind: "unknown", why: unreadable("ssl", value), declaredBy: setting };
}

/** Switches are off in a zone that this program creates; in any other zone an undeclared one may be on. */
function switchSetting(setting: ResourceNode | undefined, id: string, owned: boolean): Setting<boolean> {
  if (setting === undefined) {
    return owned
      ? { kind: "known", value: false, declaredBy: undefined }
      : { kind: "unknown", why: `no ZoneSetting in this program declares \`${id}\``, declaredBy: undefined };
  }
  const value = text(setting, "value");
  if (value === "on" || value === "off") return { kind: "known", value: value === "on", declaredBy: setting };
  return { kind: "unknown", why: unreadable(id, value), declaredBy: setting };
}

function unreadable(id: string, value: Read<string>): string {
  return typeof value === "string"
    ? `the setting \`${id}\` has the value "${value}", which is none of Cloudflare's`
    : `the value of the setting \`${id}\` is not known until deployment`;
}

interface OriginPulls {
  readonly hostnameLevel: readonly ResourceNode[];
  readonly zoneLevel: readonly ResourceNode[];
  readonly global: Setting<boolean>;
}

/**
 * The three levels of Authenticated Origin Pulls are independent: the edge sends the certificate of the narrowest level
 * that is on, and switching one off leaves the others as they are.
 * @see https://developers.cloudflare.com/ssl/origin-configuration/authenticated-origin-pull/ read 2026-10-05
 */
function clientCertificate(hostname: string, pulls: OriginPulls): ClientCertificate {
  const byHostname = pulls.hostnameLevel.flatMap((node) => hostnameSwitches(node, hostname));
  const byZone = pulls.zoneLevel.map((node) => flag(node, "enabled"));
  const byAccount = pulls.global.kind === "known" ? pulls.global.value : notKnown;
  if (byHostname.includes(true)) return { kind: "sent", level: "hostname" };
  if (byZone.includes(true)) return { kind: "sent", level: "zone" };
  if (byAccount === true) return { kind: "sent", level: "global" };
  if (byHostname.includes(notKnown) || byZone.includes(notKnown)) {
    return { kind: "unknown", why: "whether Authenticated Origin Pulls is on is not known until deployment" };
  }
  if (pulls.global.kind === "unknown") return { kind: "unknown", why: pulls.global.why };
  return { kind: "none", why: "Authenticated Origin Pulls is off at every level" };
}

/** The switches of a hostname-level resource that concern a hostname. */
function hostnameSwitches(node: ResourceNode, hostname: string): readonly (boolean | Unknown)[] {
  const configs = objects(node, "configs");
  if (configs === notKnown) return [notKnown];
  return configs.flatMap((config): readonly (boolean | Unknown)[] => {
    if (config === notKnown || config.hostname === notKnown) return [notKnown];
    if (config.hostname !== hostname) return [];
    return [config.enabled === notKnown ? notKnown : config.enabled !== false];
  });
}
