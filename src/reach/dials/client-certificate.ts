import { flag, objects, text } from "../../graph/read";
import type { ResourceNode } from "../../graph/resource";
import { notKnown, type Unknown } from "../../graph/value";
import type { Setting } from "./setting";

/** The client certificate that the edge presents to an origin. */
export type ClientCertificate =
  | { readonly kind: "sent"; readonly level: "hostname" | "zone" | "global" }
  | { readonly kind: "none"; readonly why: string }
  | { readonly kind: "unknown"; readonly why: string };

/** The switches of Authenticated Origin Pulls, from the narrowest to the widest. */
export interface OriginPulls {
  readonly hostnameLevel: readonly ResourceNode[];
  readonly zoneLevel: readonly ResourceNode[];
  readonly global: Setting<boolean>;
}

/**
 * The three levels of Authenticated Origin Pulls are independent: the edge sends the certificate of the narrowest level
 * that is on, and switching one off leaves the others as they are.
 * @see https://developers.cloudflare.com/ssl/origin-configuration/authenticated-origin-pull/ read 2026-10-05
 */
export function clientCertificateFor(hostname: string, pulls: OriginPulls): ClientCertificate {
  const byHostname = pulls.hostnameLevel.flatMap((node) => hostnameSwitches(node, hostname));
  const byZone = [
    ...pulls.zoneLevel.map((node) => flag(node, "enabled")),
    ...pulls.hostnameLevel.flatMap((node) => wholeZoneSwitch(node)),
  ];
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

/** The switches of a hostname-level resource that concern a hostname; version 5 has them on the resource itself. */
function hostnameSwitches(node: ResourceNode, hostname: string): readonly (boolean | Unknown)[] {
  const own = text(node, "hostname");
  if (own !== undefined && node.inputs.configs === undefined) {
    if (own === notKnown) return [notKnown];
    return own === hostname ? [flag(node, "enabled") ?? false] : [];
  }
  const configs = objects(node, "configs");
  if (configs === notKnown) return [notKnown];
  return configs.flatMap((config): readonly (boolean | Unknown)[] => {
    if (config === notKnown || config.hostname === notKnown) return [notKnown];
    if (config.hostname !== hostname) return [];
    return [config.enabled === notKnown ? notKnown : config.enabled !== false];
  });
}

/**
 * In version 5 the one resource without a hostname switches the zone.
 * @see https://github.com/cloudflare/terraform-provider-cloudflare/blob/v4.52.0/docs/resources/authenticated_origin_pulls.md
 */
function wholeZoneSwitch(node: ResourceNode): readonly (boolean | Unknown)[] {
  const isOlder = node.inputs.configs === undefined && node.inputs.enabled !== undefined;
  return isOlder && text(node, "hostname") === undefined ? [flag(node, "enabled") ?? false] : [];
}
