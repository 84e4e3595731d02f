import type { Kind } from "../store/store";

const kind = (name: string, folder: string): Kind => ({
  type: `cloudflare:index/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`,
  folder: `cloudflare/${folder}`,
});

/** A domain at Cloudflare. */
export const ZONE = kind("Zone", "zone");
/** A DNS record. */
export const DNS_RECORD = kind("DnsRecord", "dns-record");
/** One setting of a zone. */
export const ZONE_SETTING = kind("ZoneSetting", "zone-setting");
/** The rules of a phase. */
export const RULESET = kind("Ruleset", "ruleset");
/** A certificate that only Cloudflare trusts. */
export const ORIGIN_CA_CERTIFICATE = kind("OriginCaCertificate", "origin-ca-certificate");
/** Authenticated origin pulls of a hostname. */
export const ORIGIN_PULLS = kind("AuthenticatedOriginPulls", "authenticated-origin-pulls");
/** Authenticated origin pulls of a zone. */
export const ORIGIN_PULLS_SETTINGS = kind("AuthenticatedOriginPullsSettings", "authenticated-origin-pulls-settings");
/** The client certificate of a zone. */
export const ORIGIN_PULLS_CERTIFICATE = kind(
  "AuthenticatedOriginPullsCertificate",
  "authenticated-origin-pulls-certificate",
);
/** The client certificate of a hostname. */
export const ORIGIN_PULLS_HOSTNAME_CERTIFICATE = kind(
  "AuthenticatedOriginPullsHostnameCertificate",
  "authenticated-origin-pulls-hostname-certificate",
);
/** A probe from Cloudflare's network. */
export const HEALTHCHECK = kind("Healthcheck", "healthcheck");
/** Who is told what. */
export const NOTIFICATION_POLICY = kind("NotificationPolicy", "notification-policy");
/** Where a notification may be sent. */
export const NOTIFICATION_POLICY_WEBHOOKS = kind("NotificationPolicyWebhooks", "notification-policy-webhooks");
/** A rule by URL pattern, the older form. */
export const PAGE_RULE = kind("PageRule", "page-rule");
