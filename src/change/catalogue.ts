import type { TransitionId } from "../findings/cause";
import type { EdgeCode } from "../findings/finding";

/** What is decided by comparing two programs, or a program with what stands. */
export interface ComparedCause {
  /** What happens, one sentence. */
  readonly happens: string;
  /** What to do, one sentence or two. */
  readonly instead: string;
  readonly codes: readonly EdgeCode[];
  readonly source: string;
}

/** The causes that one graph cannot show, since both the old and the new program may be fine. */
export const comparedCauses: Readonly<Record<TransitionId, ComparedCause>> = {
  "record-replaced": {
    happens: "A record changes its type or its logical name, and the new one is refused while the old one stands.",
    instead:
      "Keep the logical name, or give the new record an alias for the old one. Where the type changes, set deleteBeforeReplace on the record and accept a moment without it.",
    codes: ["deploy"],
    source: "https://github.com/pulumi/pulumi-cloudflare/issues/687",
  },
  "ruleset-replaced": {
    happens: "A ruleset is renamed, and its rules are refused beside the old ones or missing for a while.",
    instead:
      "Keep name, kind, phase and the logical name as they were, or give the new one an alias; a description may change.",
    codes: ["deploy", 521, 522, 525],
    source: "https://developers.cloudflare.com/ruleset-engine/about/rulesets/#entry-point-ruleset",
  },
  "setting-removed": {
    happens: "A zone's setting leaves the program, and Cloudflare keeps its last value.",
    instead: "Set the value that is wanted, deploy, and only then remove the resource.",
    codes: [521, 522, 525, 526, 520, "loop"],
    source:
      "https://github.com/cloudflare/terraform-provider-cloudflare/blob/main/internal/services/zone_setting/resource.go",
  },
  "origin-certificate-revoked": {
    happens: "A certificate of the Origin CA is deleted or replaced, which revokes it while origins present it.",
    instead:
      "Set retainOnDelete on the certificate, install the new one everywhere, and revoke the old one afterwards.",
    codes: [526],
    source: "https://developers.cloudflare.com/ssl/origin-configuration/origin-ca/",
  },
  "group-replaced": {
    happens:
      "A security group of a balancer or of its targets is replaced, and what wears it has no rules for a while.",
    instead:
      "Keep what replaces the group as it was, or make a second group, move to it and remove the first one later.",
    codes: [522, 504],
    source: "https://www.pulumi.com/registry/packages/aws/api-docs/ec2/securitygroup/",
  },
  "balancer-replaced": {
    happens: "A load balancer is replaced, to which target groups and addresses are tied.",
    instead:
      "Make a second load balancer with target groups of its own, repoint the records, and remove the first one later.",
    codes: ["deploy", 522, 530],
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html",
  },
  "target-group-replaced": {
    happens:
      "A target group with a fixed name is replaced, and AWS does not delete the old one while a listener uses it.",
    instead:
      "Leave the name to Pulumi, in a deployment of its own, or make a second target group and repoint the listener to it.",
    codes: ["deploy"],
    source: "https://github.com/pulumi/pulumi-aws/issues/4220",
  },
  "settings-restored": {
    happens:
      "A ZoneSettingsOverride of version 5 leaves the program, and its provider puts back the settings from before it, after new ones are made.",
    instead:
      "Set retainOnDelete on it, deploy, and only then replace it; or deploy once more afterwards and refresh first.",
    codes: [521, 522, 525, 526, 520, "loop"],
    source:
      "https://github.com/cloudflare/terraform-provider-cloudflare/blob/v4.52.0/internal/sdkv2provider/resource_cloudflare_zone_settings_override.go",
  },
  "instance-interrupted": {
    happens: "An instance that visitors depend on is stopped or replaced.",
    instead: "Put two servers behind a load balancer, or deploy when nobody visits.",
    codes: [521, 522],
    source: "https://www.pulumi.com/registry/packages/aws/api-docs/ec2/instance/",
  },
  "legacy-rule-replaced": {
    happens: "A SecurityGroupRule changes, and all its networks are closed until it is made anew.",
    instead: "Add aws.vpc.SecurityGroupIngressRule resources for the same networks first, and remove this rule later.",
    codes: [522],
    source: "https://github.com/pulumi/pulumi-aws/pull/2097",
  },
  "inline-rules-rewritten": {
    happens:
      "Inline rules that admit Cloudflare change their description, ports or networks, and are revoked before the new ones are authorised.",
    instead:
      "Add the new rules in one deployment and remove the old ones in the next, or move to separate rules, which are added first.",
    codes: [522],
    source: "https://github.com/hashicorp/terraform-provider-aws/pull/4726",
  },
  "inline-rules-left-behind": {
    happens: "Inline rules leave the program and stay at AWS, where separate ones are then duplicates.",
    instead: "Import each rule (sgr-…) into its aws.vpc.SecurityGroupIngressRule in the same deployment.",
    codes: ["deploy"],
    source: "https://github.com/pulumi/pulumi-awsx/issues/709",
  },
  "rule-declared-twice": {
    happens: "A rule changes its logical name alone, and AWS refuses it as a duplicate.",
    instead: "Keep the logical name, or give the new rule an alias for the old one.",
    codes: ["deploy"],
    source: "https://github.com/pulumi/pulumi-aws/issues/1451",
  },
  "prefix-list-entries-rewritten": {
    happens: "Entries of a prefix list change their description, and are removed before they are added again.",
    instead: "Keep the descriptions as they were.",
    codes: [522],
    source: "https://github.com/hashicorp/terraform-provider-aws/issues/43528",
  },
};
