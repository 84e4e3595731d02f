import { hostnamesOfZone } from "../findings/served";
import { property, text as read } from "../graph/read";
import type { ResourceNode } from "../graph/resource";
import type { ResourceGraph } from "../graph/resource-graph";
import { types } from "../graph/types";
import { isProperties } from "../graph/value";
import { zoneKey } from "../reach/edge";
import { changed } from "./step";
import type { Step, Transition, Watcher } from "./transition";

/**
 * A name holds one CNAME or addresses: the record that takes over is refused (81053, 81054) as long as the old one
 * stands. Another type or zone replaces a record; another logical name makes a new one.
 * @see https://github.com/pulumi/pulumi-cloudflare/issues/687
 */
export const records: Watcher = ({ before, kept, removed, added }) => {
  const replaced = kept
    .filter(({ was, is }) => was.type === types.dnsRecord && !is.options.deleteBeforeReplace)
    .flatMap((pair): readonly Transition[] => {
      const why = changed(pair, "type");
      if (why === undefined) return [];
      const name = fullName(pair.was);
      return [
        {
          ...refused(pair.was),
          what: `Record "${pair.was.name}" changes its type from ${shown(pair.was, "type")} to ${shown(pair.is, "type")}: the new one is made first and refused, since ${name ?? "the name"} is taken.`,
          fix: "Set deleteBeforeReplace on the record, and accept a moment without it.",
        },
      ];
    });
  const renamed = removed
    .filter(({ type }) => type === types.dnsRecord)
    .flatMap((old): readonly Transition[] => {
      const heir = added.find((node) => node.type === types.dnsRecord && takes(before.graph, node, old));
      if (heir === undefined) return [];
      return [
        {
          ...refused(old),
          resource: heir.urn,
          what: `Record "${heir.name}" takes the name of record "${old.name}", which is deleted only after it: the API refuses it.`,
          fix: `Keep the logical name "${old.name}", or give the new one an alias for it.`,
          related: [{ resource: old.urn, says: `record "${old.name}" has the name now` }],
        },
      ];
    });
  return [...replaced, ...renamed];
};

function refused(
  record: ResourceNode,
): Pick<Transition, "cause" | "severity" | "codes" | "resource" | "hostnames" | "related"> {
  const name = fullName(record);
  const hostnames = name === undefined ? [] : [name];
  return {
    cause: "record-replaced",
    severity: "error",
    codes: ["deploy"],
    resource: record.urn,
    hostnames,
    related: [],
  };
}

/** Two addresses of one name, and records of other kinds, stand side by side. */
function takes(graph: ResourceGraph, heir: ResourceNode, old: ResourceNode): boolean {
  const [name, type] = [fullName(heir), shown(heir, "type")];
  if (name === undefined || name !== fullName(old) || zoneKey(graph, heir) !== zoneKey(graph, old)) return false;
  if (type !== "?" && type === shown(old, "type") && isSame(heir, old)) return true;
  const isCname = type === "CNAME" || shown(old, "type") === "CNAME";
  const address = ["A", "AAAA", "CNAME"];
  return isCname && address.includes(type) && address.includes(shown(old, "type"));
}

/**
 * Two records that say the same are one too many, whatever their type (81058).
 * @see https://github.com/jeessy2/ddns-go/issues/1378 the API's answer
 */
function isSame(heir: ResourceNode, old: ResourceNode): boolean {
  const [fresh, stale] = [read(heir, "content"), read(old, "content")];
  if (typeof fresh === "string" && typeof stale === "string") return fresh.toLowerCase() === stale.toLowerCase();
  const [from, before] = [heir, old].map((record) => (record.dependsOn.get("content") ?? []).toSorted().join());
  return fresh !== undefined && stale !== undefined && from !== "" && from === before;
}

function fullName(record: ResourceNode): string | undefined {
  const name = read(record, "name");
  return typeof name === "string" ? name.toLowerCase().replace(/\.$/, "") : undefined;
}

function shown(node: ResourceNode, property: string): string {
  const value = read(node, property);
  return typeof value === "string" ? value.toUpperCase() : "?";
}

/**
 * A zone has one entry point for each phase, and a change of its name replaces it: the new one is refused, or the zone
 * has none for a while.
 * @see https://developers.cloudflare.com/ruleset-engine/about/rulesets/#entry-point-ruleset
 */
export const rulesets: Watcher = (step) => [...renamedRulesets(step), ...succeededRulesets(step)];

/** Another logical name makes a second ruleset for the phase, and only then deletes the first. */
const succeededRulesets: Watcher = ({ before, after, added, removed }) =>
  removed
    .filter(({ type }) => type === types.ruleset)
    .flatMap((old): readonly Transition[] => {
      const zone = zoneKey(before.graph, old);
      const heir = added.find(
        (node) =>
          node.type === types.ruleset &&
          read(node, "phase") === read(old, "phase") &&
          typeof read(node, "phase") === "string" &&
          zoneKey(after.graph, node) === zone,
      );
      if (heir === undefined) return [];
      return [
        {
          cause: "ruleset-replaced",
          severity: "warning",
          codes: ["deploy", 521, 522, 525],
          resource: heir.urn,
          hostnames: hostnamesOfZone(before, zone),
          what: `Ruleset "${heir.name}" takes the phase of ruleset "${old.name}", which is deleted only after it: the new one is refused, or the old one takes its rules along.`,
          fix: `Keep the logical name "${old.name}", or give the new one an alias for it.`,
          related: [{ resource: old.urn, says: `ruleset "${old.name}" has the phase now` }],
        },
      ];
    });

const renamedRulesets: Watcher = (step) =>
  step.kept
    .filter(({ was }) => was.type === types.ruleset)
    .flatMap((pair): readonly Transition[] => {
      const why = changed(pair, "name", "kind", "phase");
      if (why === undefined) return [];
      return [
        {
          cause: "ruleset-replaced",
          severity: "warning",
          codes: ["deploy", 521, 522, 525],
          resource: pair.was.urn,
          hostnames: hostnamesOfZone(step.before, zoneKey(step.before.graph, pair.was)),
          what: `Ruleset "${pair.was.name}" changes its ${why}, which replaces it: its rules are refused beside the old ones, or missing for a while.`,
          fix: `Keep the ${why} as it was; a description may change.`,
          related: [],
        },
      ];
    });

/** Settings that decide what the edge dials, and what they lead to when they stay. */
const deciding: Readonly<Record<string, Transition["codes"]>> = {
  ssl: [521, 522, 525, 526],
  always_use_https: ["loop"],
  tls_client_auth: [525, 520],
};

/**
 * The provider cannot delete a setting: what is removed from the program stays in force at Cloudflare.
 * @see https://github.com/cloudflare/terraform-provider-cloudflare/blob/main/internal/services/zone_setting/resource.go
 */
export const settings: Watcher = (step) =>
  step.removed
    .filter(({ type }) => type === types.zoneSetting || type === types.originPullsSettings)
    .flatMap((old): readonly Transition[] => {
      const id = old.type === types.originPullsSettings ? "tls_client_auth" : read(old, "settingId");
      const codes = typeof id === "string" ? deciding[id] : undefined;
      if (codes === undefined || typeof id !== "string" || isDeclaredAnew(step, old)) return [];
      const value = read(old, old.type === types.originPullsSettings ? "enabled" : "value");
      return [
        {
          cause: "setting-removed",
          severity: "warning",
          codes,
          resource: old.urn,
          hostnames: hostnamesOfZone(step.before, zoneKey(step.before.graph, old)),
          what: `Setting "${old.name}" leaves the program, and Cloudflare keeps ${id}${typeof value === "string" ? ` at "${value}"` : " as it is"}.`,
          fix: "Set the value that is wanted, deploy, and only then remove the resource.",
          related: [],
        },
      ];
    });

/** How version 5 spells the settings that decide what the edge dials. */
const restoring: readonly (readonly [name: string, codes: Transition["codes"]])[] = [
  ["ssl", [521, 522, 525, 526]],
  ["alwaysUseHttps", ["loop", 521, 522]],
  ["tlsClientAuth", [525, 520]],
];

/**
 * Version 5's one resource for all settings remembers what it found, and puts that back when it is deleted: after what
 * takes its place is made.
 * @see https://github.com/cloudflare/terraform-provider-cloudflare/blob/v4.52.0/internal/sdkv2provider/resource_cloudflare_zone_settings_override.go
 * "Reverting Cloudflare Zone Settings to initial settings"
 */
export const restoredSettings: Watcher = ({ before, removed }) =>
  removed
    .filter(({ type, options }) => type === types.zoneSettingsOverride && !options.retainOnDelete)
    .flatMap((old): readonly Transition[] => {
      const key = zoneKey(before.graph, old);
      const zone = before.graph.byUrn(key);
      const bag = property(old, "settings");
      const named = restoring.filter(([name]) => isProperties(bag) && (bag[name] ?? undefined) !== undefined);
      if (named.length === 0 || (zone !== undefined && removed.includes(zone))) return [];
      return [
        {
          cause: "settings-restored",
          severity: "warning",
          codes: [...new Set(named.flatMap(([, codes]) => codes))],
          resource: old.urn,
          hostnames: hostnamesOfZone(before, key),
          what: `ZoneSettingsOverride "${old.name}" leaves the program, and its provider puts ${named.map(([name]) => name).join(", ")} back to what the zone had before it, after all else is made.`,
          fix: "Set retainOnDelete on it and deploy, and only then take it out of the program.",
          related: [],
        },
      ];
    });

/** A zone that goes takes its settings along, and another resource may set the same. */
function isDeclaredAnew({ before, after, removed }: Step, old: ResourceNode): boolean {
  const zone = before.graph.byUrn(zoneKey(before.graph, old));
  if (zone !== undefined && removed.includes(zone)) return true;
  return after.graph
    .ofType(old.type)
    .some(
      (node) =>
        read(node, "settingId") === read(old, "settingId") && zoneKey(after.graph, node) === zoneKey(before.graph, old),
    );
}

/**
 * To delete a certificate of the Origin CA is to revoke it, and every change of one replaces it.
 * @see https://developers.cloudflare.com/ssl/origin-configuration/origin-ca/#revoke-an-origin-ca-certificate
 */
export const originCertificates: Watcher = ({ kept, removed }) => {
  const gone = removed.filter(({ type, options }) => type === types.originCaCertificate && !options.retainOnDelete);
  const replaced = kept.filter(
    (pair) =>
      pair.was.type === types.originCaCertificate &&
      !pair.is.options.retainOnDelete &&
      changed(pair, "csr", "hostnames", "requestType", "requestedValidity") !== undefined,
  );
  return [...gone, ...replaced.map(({ was }) => was)].map((node) => ({
    cause: "origin-certificate-revoked",
    severity: "warning",
    codes: [526],
    resource: node.urn,
    hostnames: [],
    what: `Certificate "${node.name}" of the Origin CA is revoked by this deployment, and origins that still present it are error 526 in mode strict.`,
    fix: "Set retainOnDelete on it, install the new certificate everywhere, and revoke the old one afterwards.",
    related: [],
  }));
};
