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
  "targets-not-admitted",
  "balancer-egress-closed",
  "no-targets",
  "target-port-closed",
  "container-port-missing",
  "host-not-served",
  "rule-quota",
  "rules-named-by-number",
  "balancer-without-group",
  "instance-replaced-for-address",
  "port-not-proxied",
  "balancer-address-pinned",
  "idle-timeout",
  "outage-unannounced",
  "health-check-through-edge",
  "single-origin",
  "pool-not-monitored",
  "certificate-not-renewed",
  "validation-record-proxied",
  "caa-excludes-issuer",
  "key-exchange-demanded",
  "edge-rate-limited",
  "unowned-target-name",
  "plan-lacks-feature",
  "certificate-not-validated",
  "edge-certificate-missing",
  "pool-origin-unreachable",
  "certificate-expired",
  "certificate-chain-incomplete",
  "certificate-refused",
  "tunnel-egress-closed",
  "target-group-unfit",
  "server-on-localhost",
] as const;

export type CauseId = (typeof causeIds)[number];

/**
 * The stable names of what goes wrong on the way from one program to the next, while both are fine by themselves; they
 * are only ever added.
 */
export const transitionIds = [
  "record-replaced",
  "ruleset-replaced",
  "setting-removed",
  "origin-certificate-revoked",
  "group-replaced",
  "balancer-replaced",
  "target-group-replaced",
  "settings-restored",
  "instance-interrupted",
  "legacy-rule-replaced",
  "inline-rules-rewritten",
  "inline-rules-left-behind",
  "rule-declared-twice",
  "prefix-list-entries-rewritten",
] as const;

export type TransitionId = (typeof transitionIds)[number];

/** Whatever a finding can be about: one program, or the way from one to the next. */
export type FindingCause = CauseId | TransitionId;
