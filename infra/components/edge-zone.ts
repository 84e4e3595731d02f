import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { hostnameSlug } from "./plan/name";

/** The zone of a site: one that stands already, or one to be made. */
export type ZoneSource =
  | { readonly kind: "existing"; readonly name: string }
  | { readonly kind: "known"; readonly name: string; readonly zoneId: string; readonly accountId: string }
  | { readonly kind: "new"; readonly name: string; readonly accountId: string };

/** Client certificate that the edge shows to the origin; the origin's trust store holds the root of it, not the leaf. */
export interface EdgeCertificate {
  /** PEM of the leaf. */
  readonly certificate: pulumi.Input<string>;
  /** PEM; a secret. */
  readonly privateKey: pulumi.Input<string>;
}

/**
 * Authenticated Origin Pulls. The three levels are independent: turning one on leaves the others as they are, and the
 * most special one wins.
 * @see https://developers.cloudflare.com/ssl/origin-configuration/authenticated-origin-pull/ read 2026-10-05
 */
export type OriginPulls =
  /** Cloudflare's own certificate, the same for all its customers: proves only that a request came through Cloudflare. */
  | { readonly level: "global" }
  | ({ readonly level: "zone" } & EdgeCertificate)
  | { readonly level: "hostname"; readonly hostnames: Readonly<Record<string, EdgeCertificate>> };

export interface EdgeZoneArgs {
  readonly zone: ZoneSource;
  /** How the edge speaks to the origin; both modes dial port 443 for https visitors. @default "strict" */
  readonly ssl?: "full" | "strict";
  /** Whether the edge itself sends http visitors to https; otherwise it dials port 80 for them. @default true */
  readonly alwaysUseHttps?: boolean;
  /** Oldest TLS version of visitors; says nothing of the origin. @default "1.2" */
  readonly minTlsVersion?: "1.0" | "1.1" | "1.2" | "1.3";
  /** No default: without it the levels stay as the zone has them. */
  readonly originPulls?: OriginPulls;
  /**
   * Keeps Cloudflare from changing `ssl` by itself (Automatic SSL/TLS). Unproven: the setting `ssl_automatic_mode` is in
   * Cloudflare's API and not in the provider's list of settings. @default false
   */
  readonly pinSslMode?: boolean;
  /**
   * What must stand before the zone's mode makes the edge dial it: rules, listeners, certificate. A promise, where the
   * origin in turn needs the zone.
   */
  readonly originReady?: pulumi.Input<pulumi.Resource[]>;
  /** Whether a new zone is protected from deletion. @default true */
  readonly protect?: boolean;
}

/**
 * A Cloudflare zone with the settings that decide how the edge dials an origin. Removing a setting from a program leaves
 * its last value at Cloudflare; to revert one, set the value.
 *
 * What makes the edge dial more waits for the origin: `ssl`, and a redirect that is turned off. What makes it dial less
 * comes first, and an origin that closes port 80 waits for it (`beforeOrigin`).
 *
 * Children: for a new zone `cloudflare.Zone` `<name>`; `cloudflare.ZoneSetting` `<name>-<setting>` with hyphens for
 * underscores; `cloudflare.AuthenticatedOriginPullsCertificate` and `…Settings` `<name>-origin-pulls`;
 * `cloudflare.AuthenticatedOriginPullsHostnameCertificate` and `cloudflare.AuthenticatedOriginPulls`
 * `<name>-origin-pulls-<hostname>`.
 */
export class EdgeZone extends pulumi.ComponentResource {
  readonly zoneId: pulumi.Output<string>;
  readonly accountId: pulumi.Output<string>;
  /** All settings, for what must not be reached before they hold. */
  readonly settings: readonly pulumi.Resource[];
  /** The settings for which a change of the origin has to wait. */
  readonly beforeOrigin: readonly pulumi.Resource[];

  constructor(name: string, args: EdgeZoneArgs, opts?: pulumi.ComponentResourceOptions) {
    super("no521:index:EdgeZone", name, {}, opts);
    const { zoneId, accountId } = this.#findZone(name, args);
    this.zoneId = zoneId;
    this.accountId = accountId;
    const { early, late } = zoneSettings(args);
    this.beforeOrigin = [
      ...early.map((setting) => this.#makeSetting(name, setting, [])),
      ...this.#makeOriginPulls(name, args.originPulls),
    ];
    this.settings = [
      ...this.beforeOrigin,
      ...late.map((setting) => this.#makeSetting(name, setting, args.originReady ?? [])),
    ];
    this.registerOutputs({ zoneId, accountId });
  }

  #findZone(
    name: string,
    { zone, protect = true }: EdgeZoneArgs,
  ): Record<"zoneId" | "accountId", pulumi.Output<string>> {
    switch (zone.kind) {
      case "known":
        return { zoneId: pulumi.output(zone.zoneId), accountId: pulumi.output(zone.accountId) };
      case "existing": {
        const found = cloudflare.getZoneOutput({ filter: { name: zone.name } }, { parent: this });
        return { zoneId: found.zoneId, accountId: found.account.id };
      }
      case "new": {
        const made = new cloudflare.Zone(
          name,
          { account: { id: zone.accountId }, name: zone.name, type: "full" },
          { parent: this, protect },
        );
        return { zoneId: made.id, accountId: pulumi.output(zone.accountId) };
      }
    }
  }

  #makeSetting(
    name: string,
    [settingId, value]: ZoneSettingValue,
    dependsOn: pulumi.Input<pulumi.Resource[]>,
  ): cloudflare.ZoneSetting {
    return new cloudflare.ZoneSetting(
      `${name}-${settingId.replaceAll("_", "-")}`,
      { zoneId: this.zoneId, settingId, value },
      { parent: this, dependsOn },
    );
  }

  #makeOriginPulls(name: string, pulls: OriginPulls | undefined): readonly pulumi.Resource[] {
    switch (pulls?.level) {
      case "zone": {
        const { certificate, privateKey } = pulls;
        const shown = new cloudflare.AuthenticatedOriginPullsCertificate(
          `${name}-origin-pulls`,
          { zoneId: this.zoneId, certificate, privateKey },
          { parent: this },
        );
        return [
          new cloudflare.AuthenticatedOriginPullsSettings(
            `${name}-origin-pulls`,
            { zoneId: this.zoneId, enabled: true },
            // Enabled without a certificate of its own the zone shows none.
            { parent: this, dependsOn: [shown] },
          ),
        ];
      }
      case "hostname":
        return Object.entries(pulls.hostnames).map(([hostname, shown]) =>
          this.#makeHostnamePulls(name, hostname, shown),
        );
      default:
        return [];
    }
  }

  #makeHostnamePulls(name: string, hostname: string, { certificate, privateKey }: EdgeCertificate): pulumi.Resource {
    const child = `${name}-origin-pulls-${hostnameSlug(hostname)}`;
    const shown = new cloudflare.AuthenticatedOriginPullsHostnameCertificate(
      child,
      { zoneId: this.zoneId, certificate, privateKey },
      { parent: this },
    );
    return new cloudflare.AuthenticatedOriginPulls(
      child,
      { zoneId: this.zoneId, configs: [{ hostname, certId: shown.id, enabled: true }] },
      { parent: this },
    );
  }
}

type ZoneSettingValue = readonly [settingId: string, value: string];

/**
 * The ids and values are those of the API; the SDK's own texts spell them in another way.
 * @see https://developers.cloudflare.com/api/resources/zones/subresources/settings/ read 2026-10-05
 */
function zoneSettings(args: EdgeZoneArgs): Record<"early" | "late", readonly ZoneSettingValue[]> {
  const { ssl = "strict", alwaysUseHttps = true, minTlsVersion = "1.2", originPulls, pinSslMode = false } = args;
  const pinned: readonly ZoneSettingValue[] = pinSslMode ? [["ssl_automatic_mode", "custom"]] : [];
  const shown: readonly ZoneSettingValue[] = originPulls?.level === "global" ? [["tls_client_auth", "on"]] : [];
  const redirect: ZoneSettingValue = ["always_use_https", alwaysUseHttps ? "on" : "off"];
  return {
    early: [...pinned, ["min_tls_version", minTlsVersion], ...shown, ...(alwaysUseHttps ? [redirect] : [])],
    late: [["ssl", ssl], ...(alwaysUseHttps ? [] : [redirect])],
  };
}
