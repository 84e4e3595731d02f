import type { TransitionId } from "../findings/cause";
import type { EdgeCode } from "../findings/finding";

/** What is decided by comparing two programs, or a program with what stands. */
export interface ComparedCause {
  /** What happens, one sentence. */
  readonly happens: string;
  readonly codes: readonly EdgeCode[];
  readonly source: string;
}

/** The causes that one graph cannot show, since both the old and the new program may be fine. */
export const comparedCauses: Readonly<Record<TransitionId, ComparedCause>> = {
  "record-replaced": {
    happens: "A record changes its type or its logical name, and the new one is refused while the old one stands.",
    codes: ["deploy"],
    source: "https://github.com/pulumi/pulumi-cloudflare/issues/687",
  },
  "ruleset-replaced": {
    happens: "A ruleset is renamed, and its rules are refused beside the old ones or missing for a while.",
    codes: ["deploy", 521, 522, 525],
    source: "https://developers.cloudflare.com/ruleset-engine/about/rulesets/#entry-point-ruleset",
  },
  "setting-removed": {
    happens: "A zone's setting leaves the program, and Cloudflare keeps its last value.",
    codes: [521, 522, 525, 526, 520, "loop"],
    source:
      "https://github.com/cloudflare/terraform-provider-cloudflare/blob/main/internal/services/zone_setting/resource.go",
  },
  "origin-certificate-revoked": {
    happens: "A certificate of the Origin CA is deleted or replaced, which revokes it while origins present it.",
    codes: [526],
    source: "https://developers.cloudflare.com/ssl/origin-configuration/origin-ca/",
  },
  "group-replaced": {
    happens: "A security group is replaced, and what wears it has no rules for a while.",
    codes: [522],
    source: "https://www.pulumi.com/registry/packages/aws/api-docs/ec2/securitygroup/",
  },
  "balancer-replaced": {
    happens: "A load balancer is replaced, to which target groups and addresses are tied.",
    codes: ["deploy", 522, 530],
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html",
  },
  "instance-interrupted": {
    happens: "An instance that visitors depend on is stopped or replaced.",
    codes: [521, 522],
    source: "https://www.pulumi.com/registry/packages/aws/api-docs/ec2/instance/",
  },
  "legacy-rule-replaced": {
    happens: "A SecurityGroupRule changes, and all its networks are closed until it is made anew.",
    codes: [522],
    source: "https://github.com/pulumi/pulumi-aws/pull/2097",
  },
  "inline-rules-rewritten": {
    happens: "Inline rules change their description, and are revoked before they are authorised again.",
    codes: [522],
    source: "https://github.com/hashicorp/terraform-provider-aws/pull/4726",
  },
  "inline-rules-left-behind": {
    happens: "Inline rules leave the program and stay at AWS, where separate ones are then duplicates.",
    codes: ["deploy"],
    source: "https://github.com/pulumi/pulumi-awsx/issues/709",
  },
  "rule-declared-twice": {
    happens: "A rule changes its logical name alone, and AWS refuses it as a duplicate.",
    codes: ["deploy"],
    source: "https://github.com/pulumi/pulumi-aws/issues/1451",
  },
  "prefix-list-entries-rewritten": {
    happens: "Entries of a prefix list change their description, and are removed before they are added again.",
    codes: [522],
    source: "https://github.com/hashicorp/terraform-provider-aws/issues/43528",
  },
};
