import { isSslMode, type SslMode } from "../cloudflare/ssl-modes";
import { asText, flag, property, type Read, text } from "../graph/read";
import type { ResourceNode } from "../graph/resource";
import type { ResourceGraph } from "../graph/resource-graph";
import { types } from "../graph/types";
import { isProperties, notKnown, type Unknown, type Value } from "../graph/value";
import { type ClientCertificate, clientCertificateFor, type OriginPulls } from "./dials/client-certificate";
import type { EdgeRequest } from "./dials/conditions";
import { type Members, pageRules, phaseRules, workerRoutes } from "./dials/edge-rules";
import { known, type Setting, unknown } from "./dials/setting";
import { type EdgeSettings, settingsFor } from "./dials/settings";
import { type EdgeCertificates, edgeCertificates } from "./edge-certificates";

/** What the edge knows of a zone, as far as this program declares it. */
export interface EdgeZone {
  /** URN of the zone's resource, its id, or a text that says that it is not known. */
  readonly key: string;
  /** The zone's resource, where this program has it. */
  readonly node: ResourceNode | undefined;
  /** The zone's apex name, such as `example.com`. */
  readonly name: Read<string>;
  /** The SSL mode of the zone; in a dial, that of the hostname, with the edge's rules applied. */
  readonly ssl: Setting<SslMode>;
  readonly clientCertificate: (hostname: string) => ClientCertificate;
  readonly certificateMissing: EdgeCertificates;
  /** Whether the edge serves the zone: a paused one it only resolves, and a pending one it does not serve yet. */
  readonly isProxying: boolean | Unknown;
  /** Completes "unknown: …" where the edge may not serve the zone. */
  readonly whyNotProxying: string;
  readonly settingsFor: (request: EdgeRequest) => EdgeSettings;
}

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
    const read = zones.get(key) ?? readZone(graph, key, (type) => members(type, key));
    const isKnown = read.node !== undefined || text(member, "zoneId") !== notKnown;
    const zone = isKnown ? read : { ...read, settingsFor: adriftSettings(read) };
    zones.set(key, zone);
    return zone;
  };
}

/** Any zone may be the one, with a Worker that answers every hostname. */
function adriftSettings(zone: EdgeZone): EdgeZone["settingsFor"] {
  const worker = unknown<boolean>("the zone of the hostname is not known until deployment");
  return (request) => ({ ...zone.settingsFor(request), worker });
}

function readZone(graph: ResourceGraph, key: string, members: Members): EdgeZone {
  const node = graph.byUrn(key);
  // A setting of which nobody knows the zone, or which one it is, may be any: then no default is certain.
  const isAdrift =
    settingTypes.some((type) => graph.adrift(type, "zoneId", [types.zone]).length > 0) ||
    members(types.zoneSetting).some((setting) => text(setting, "settingId") === notKnown);
  const owned = node?.kind === "managed" && !isAdrift;
  const settings = declaredSettings(members);
  const pulls: OriginPulls = {
    hostnameLevel: members(types.originPulls),
    zoneLevel: members(types.originPullsSettings),
    global: switchSetting(settings.get("tls_client_auth"), "tls_client_auth", owned),
  };
  const ssl = sslSetting(settings.get("ssl"));
  const alwaysUseHttps = switchSetting(settings.get("always_use_https"), "always_use_https", owned);
  const rules = {
    ssl,
    alwaysUseHttps,
    configuration: phaseRules(graph, members, "http_config_settings"),
    origin: phaseRules(graph, members, "http_request_origin"),
    redirect: phaseRules(graph, members, "http_request_dynamic_redirect"),
    page: pageRules(graph, members),
    worker: workerRoutes(graph, members),
  };
  return {
    key,
    node,
    name: node === undefined ? undefined : text(node, "name"),
    ssl,
    clientCertificate: (hostname) => clientCertificateFor(hostname, pulls),
    certificateMissing: edgeCertificates(node, members),
    ...proxying(node),
    settingsFor: (request) => settingsFor(rules, request),
  };
}

/** @see https://developers.cloudflare.com/dns/zone-setups/reference/domain-status/ read 2026-10-05 */
function proxying(zone: ResourceNode | undefined): Pick<EdgeZone, "isProxying" | "whyNotProxying"> {
  const paused = zone === undefined ? false : flag(zone, "paused");
  if (paused === true) return { isProxying: false, whyNotProxying: "the zone is paused" };
  const isPending = zone !== undefined && text(zone, "status") === "pending";
  const whyNotProxying = isPending
    ? "the zone is pending: nothing is proxied until its name servers are in use"
    : "whether the zone is paused is not known until deployment";
  const isOpen = paused === notKnown && zone?.kind === "managed";
  return { isProxying: isPending || isOpen ? notKnown : true, whyNotProxying };
}

const settingTypes: readonly string[] = [
  types.zoneSetting,
  types.zoneSettingsOverride,
  types.originPulls,
  types.originPullsSettings,
];

/** Names the zone of a member: the URN of its resource, its literal id, or that it is not known. */
export function zoneKey(graph: ResourceGraph, member: ResourceNode): string {
  const owned = graph.follow(member, "zoneId", [types.zone]).nodes.at(0);
  if (owned !== undefined) return owned.urn;
  const id = text(member, "zoneId");
  return typeof id === "string" ? id : `zone of ${member.urn}, not known`;
}

/** A setting that the program declares, by whichever resource. */
interface Declared {
  readonly node: ResourceNode;
  readonly value: Read<string>;
}

/** How version 5's one resource for all settings spells those that the model reads. */
const overrideNames = [
  ["ssl", "ssl"],
  ["always_use_https", "alwaysUseHttps"],
  ["tls_client_auth", "tlsClientAuth"],
] as const;

/** @see https://www.pulumi.com/registry/packages/cloudflare/api-docs/zonesettingsoverride/ "v5" */
function declaredSettings(members: Members): ReadonlyMap<Read<string>, Declared> {
  const older = members(types.zoneSettingsOverride).flatMap((node) => {
    const bag = property(node, "settings");
    return overrideNames.flatMap(([id, name]): readonly (readonly [string, Declared])[] => {
      const value = overridden(bag, name);
      return value === undefined ? [] : [[id, { node, value }]];
    });
  });
  const single = members(types.zoneSetting).map(
    (node) => [text(node, "settingId"), { node, value: text(node, "value") }] as const,
  );
  return new Map<Read<string>, Declared>([...older, ...single]);
}

function overridden(bag: Value | undefined, name: string): Read<string> {
  if (bag === notKnown) return notKnown;
  return isProperties(bag) ? asText(bag[name]) : undefined;
}

function sslSetting(setting: Declared | undefined): Setting<SslMode> {
  if (setting === undefined) {
    return unknown("no ZoneSetting in this program declares the zone's SSL mode; declare `ssl`");
  }
  const { node, value } = setting;
  return typeof value === "string" && isSslMode(value) ? known(value, node) : unknown(unreadable("ssl", value), node);
}

/** Switches are off in a zone that this program creates; in any other zone an undeclared one may be on. */
function switchSetting(setting: Declared | undefined, id: string, owned: boolean): Setting<boolean> {
  if (setting === undefined) {
    return owned ? known(false) : unknown(`no ZoneSetting in this program declares \`${id}\``);
  }
  const { node, value } = setting;
  return value === "on" || value === "off" ? known(value === "on", node) : unknown(unreadable(id, value), node);
}

function unreadable(id: string, value: Read<string>): string {
  return typeof value === "string"
    ? `the setting \`${id}\` has the value "${value}", which is none of Cloudflare's`
    : `the value of the setting \`${id}\` is not known until deployment`;
}
