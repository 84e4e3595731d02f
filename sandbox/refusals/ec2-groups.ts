import type { RefusalRow } from "./row";

const EC2_ERRORS = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html";
const QUOTAS = "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html";
const PREFIX_LISTS = "https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html";

/** What EC2 and its provider refuse of security groups, rules and prefix lists. */
export const groupRefusals = {
  cidrNotCanonical: {
    service: "EC2",
    request: "AuthorizeSecurityGroupIngress",
    code: "(provider)",
    message: '"{cidr}" is not a valid {family} CIDR block; did you mean "{canonical}"?',
    when: "A CIDR has bits set behind its prefix, is not in shortest form, or belongs to the other family.",
    source: "https://github.com/hashicorp/terraform-provider-aws/issues/2651",
    told: "check",
  },
  oneSource: {
    service: "EC2",
    request: "AuthorizeSecurityGroupIngress",
    code: "(provider)",
    message:
      "exactly one of cidrIpv4, cidrIpv6, prefixListId and referencedSecurityGroupId must be given, and {count} are",
    when: "A separate ingress or egress rule names no source, or more than one.",
    source:
      "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/vpc_security_group_ingress_rule.go",
    told: "check",
  },
  duplicateRule: {
    service: "EC2",
    request: "AuthorizeSecurityGroup{direction}",
    code: "InvalidPermission.Duplicate",
    message: 'the specified rule "peer: {source}, {protocol}, from port: {from}, to port: {to}, ALLOW" already exists',
    when: "A security group has the same protocol, ports and source already, whoever added it.",
    source: EC2_ERRORS,
    told: "deploy",
  },
  tooManyRules: {
    service: "EC2",
    request: "AuthorizeSecurityGroup{direction}",
    code: "RulesPerSecurityGroupLimitExceeded",
    message: "The maximum number of rules per security group has been reached.",
    when:
      "A group would hold over 60 rules of one family in one direction; a prefix list counts its maximum number " +
      "of entries, an AWS-managed one its weight.",
    source: QUOTAS,
    told: "deploy",
  },
  duplicateGroup: {
    service: "EC2",
    request: "CreateSecurityGroup",
    code: "InvalidGroup.Duplicate",
    message: "The security group '{name}' already exists for VPC '{vpc}'",
    when: "The VPC has a group of the same name.",
    source: EC2_ERRORS,
    told: "deploy",
  },
  noSuchGroup: {
    service: "EC2",
    request: "DescribeSecurityGroups",
    code: "InvalidGroup.NotFound",
    message: "The security group '{id}' does not exist",
    when: "A rule, instance or balancer names a group that is not there.",
    source: EC2_ERRORS,
    told: "deploy",
  },
  dependencyViolation: {
    service: "EC2",
    request: "Delete",
    code: "DependencyViolation",
    message: "resource {id} has a dependent object ({holder})",
    when:
      "A VPC, subnet, gateway, route table, security group or prefix list is deleted while something stands in it, " +
      "is attached to it or refers to it.",
    source: EC2_ERRORS,
    told: "deploy",
    triedAgain: true,
  },
  noSuchPrefixList: {
    service: "EC2",
    request: "DescribeManagedPrefixLists",
    code: "InvalidPrefixListID.NotFound",
    message: "The prefix list ID '{id}' does not exist",
    when: "A rule, route or entry names a prefix list that is not there.",
    source: EC2_ERRORS,
    told: "deploy",
  },
  entriesAndSize: {
    service: "EC2",
    request: "ModifyManagedPrefixList",
    code: "InvalidParameterCombination",
    message: "You cannot modify the entries and the maximum entries for the prefix list in the same request.",
    when: "One change touches a prefix list's entries and its maximum number of entries.",
    source: "https://github.com/hashicorp/terraform-provider-aws/issues/26034",
    told: "deploy",
  },
  tooManyEntries: {
    service: "EC2",
    request: "ModifyManagedPrefixList",
    code: "PrefixListMaxEntriesExceeded",
    message: "You've reached the maximum number of entries for the prefix list ({limit}).",
    when: "A prefix list would hold more entries than its maximum says, or the maximum would fall below its entries.",
    source: EC2_ERRORS,
    told: "deploy",
  },
  prefixListSize: {
    service: "EC2",
    request: "CreateManagedPrefixList",
    code: "InvalidParameterValue",
    message: "Must specify a max size between 1 and 1000",
    when: "A prefix list's maximum number of entries is not between 1 and 1000.",
    source: PREFIX_LISTS,
    told: "deploy",
  },
  tooManyEntriesAtOnce: {
    service: "EC2",
    request: "ModifyManagedPrefixList",
    code: "InvalidParameterValue",
    message: "The number of entries per request cannot exceeds limit (100).",
    when: "One request adds or removes over 100 entries of a prefix list.",
    source: "https://github.com/hashicorp/terraform-provider-aws/issues/17191",
    told: "deploy",
  },
  prefixListGrowth: {
    service: "EC2",
    request: "ModifyManagedPrefixList",
    code: "IncorrectState",
    message: "prefix list {id} is in the modify-failed state: security group {group} cannot take {limit} entries",
    when: "A larger maximum would exceed the rule quota of a security group that refers to the prefix list.",
    source: PREFIX_LISTS,
    told: "deploy",
  },
} as const satisfies Record<string, RefusalRow>;
