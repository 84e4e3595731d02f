/**
 * The stable names of what goes wrong. A cause has one policy, one docs page and one place in the report;
 * renaming one breaks waivers and baselines, so they are only ever added.
 */
export const causeIds = [
  "ranges-not-allowed",
  "nothing-listens",
  "http-port-closed",
  "network-acl-blocks",
  "route-swallows-replies",
  "origin-not-public",
  "prohibited-address",
  "ephemeral-address",
  "tls-not-spoken",
  "plain-http-to-tls-port",
  "certificate-name",
  "certificate-untrusted",
  "client-certificate-demanded",
  "redirect-loop",
  "health-check-port",
  "mixed-rules",
  "rules-replaced-together",
  "revoke-on-delete",
  "deleted-before-replaced",
  "rules-not-awaited",
  "prefix-list-description",
  "conflicting-records",
  "second-ruleset",
  "ssl-mode-automatic",
  "record-before-origin",
  "unproxied-record",
  "origin-rule-port",
  "pool-origin-proxied",
  "tunnel-unrouted",
  "tunnel-without-catch-all",
  "tunnel-not-proxied",
  "zone-paused",
] as const;

export type CauseId = (typeof causeIds)[number];
