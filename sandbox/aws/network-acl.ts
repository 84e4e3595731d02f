import { list as listOf, maps, number as numberOf, type Properties, text as textOf } from "../provider/property";
import { bag, type Cloud, flag, number, type ResourceType, text } from "../provider/resource-type";
import { refuse } from "../refusals";
import { awsType, newId, ownership } from "./aws-type";
import { DEFAULT_NETWORK_ACL, NETWORK_ACL, NETWORK_ACL_ASSOCIATION, NETWORK_ACL_RULE, SUBNET, VPC } from "./names";

/**
 * Entries of a direction and family, the refusal at the end included.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
 */
const ENTRY_QUOTA = 20;
const ACLS = [NETWORK_ACL, DEFAULT_NETWORK_ACL];

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAcl.html */
export const networkAcl: ResourceType = awsType({
  ...NETWORK_ACL,
  inputs: {
    vpcId: text({ required: true, replaces: true }),
    subnetIds: bag({ cloudFills: true }),
    ingress: bag({ cloudFills: true }),
    egress: bag({ cloudFills: true }),
  },
  outputs: ["arn", "ownerId"],
  references: [
    { path: "vpcId", to: [VPC], absent: "noSuchVpc", holds: true },
    { path: "subnetIds[]", to: [SUBNET], absent: "noSuchSubnet" },
  ],
  inUse: "dependencyViolation",
  create({ cloud, inputs }) {
    const id = newId("acl");
    requireEntries(inlineEntries(inputs));
    return {
      id,
      outputs: {
        ...ownership(cloud, `network-acl/${id}`),
        subnetIds: listOf(inputs.subnetIds),
        ingress: listOf(inputs.ingress),
        egress: listOf(inputs.egress),
      },
    };
  },
  update({ cloud, id, inputs }) {
    requireEntries([...inlineEntries(inputs), ...separateEntries(cloud, id)]);
    return {};
  },
});

/**
 * The network ACL that every VPC has: managing it sets exactly the entries given, none where none are given.
 * @see https://www.pulumi.com/registry/packages/aws/api-docs/ec2/defaultnetworkacl/
 */
export const defaultNetworkAcl: ResourceType = awsType({
  ...DEFAULT_NETWORK_ACL,
  inputs: {
    defaultNetworkAclId: text({ required: true, replaces: true }),
    subnetIds: bag(),
    ingress: bag(),
    egress: bag(),
  },
  outputs: ["arn", "ownerId", "vpcId"],
  references: [{ path: "defaultNetworkAclId", to: [DEFAULT_NETWORK_ACL], absent: "noSuchNetworkAcl" }],
  staysWhenDeleted: true,
  create({ cloud, inputs }) {
    const id = textOf(inputs.defaultNetworkAclId) ?? "";
    const existing = cloud.find(DEFAULT_NETWORK_ACL, id)?.properties ?? {};
    requireEntries(inlineEntries(inputs));
    const entries = { ingress: listOf(inputs.ingress), egress: listOf(inputs.egress) };
    return { id, partOf: textOf(existing.vpcId) ?? "", outputs: { ...existing, ...entries } };
  },
});

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html */
export const networkAclRule: ResourceType = awsType(
  {
    ...NETWORK_ACL_RULE,
    inputs: {
      networkAclId: text({ required: true, replaces: true }),
      protocol: text({ required: true, replaces: true }),
      ruleAction: text({ required: true, replaces: true, oneOf: ["allow", "deny"] }),
      ruleNumber: number({ required: true, replaces: true }),
      egress: flag({ default: false, replaces: true }),
      cidrBlock: text({ replaces: true }),
      ipv6CidrBlock: text({ replaces: true }),
      fromPort: number({ replaces: true }),
      toPort: number({ replaces: true }),
      icmpCode: number({ replaces: true }),
      icmpType: number({ replaces: true }),
    },
    outputs: [],
    references: [{ path: "networkAclId", to: ACLS, absent: "noSuchNetworkAcl" }],
    create({ cloud, inputs }) {
      const acl = textOf(inputs.networkAclId) ?? "";
      const owner = cloud.find(NETWORK_ACL, acl) ?? cloud.find(DEFAULT_NETWORK_ACL, acl);
      const others = [...inlineEntries(owner?.properties ?? {}), ...separateEntries(cloud, acl)];
      requireEntries([...others, entry(inputs.egress === true, inputs.ruleNumber, inputs)]);
      return { id: newId("nacl").replace("nacl-0", "nacl-"), partOf: acl, outputs: {} };
    },
  },
  { tags: false },
);

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReplaceNetworkAclAssociation.html */
export const networkAclAssociation: ResourceType = awsType(
  {
    ...NETWORK_ACL_ASSOCIATION,
    inputs: { networkAclId: text({ required: true }), subnetId: text({ required: true, replaces: true }) },
    outputs: [],
    references: [
      { path: "networkAclId", to: ACLS, absent: "noSuchNetworkAcl", holds: true },
      { path: "subnetId", to: [SUBNET], absent: "noSuchSubnet" },
    ],
    create: ({ inputs }) => ({ id: newId("aclassoc"), partOf: textOf(inputs.subnetId) ?? "", outputs: {} }),
  },
  { tags: false },
);

interface Entry {
  readonly egress: boolean;
  readonly number: number;
  readonly family: 4 | 6;
}

function entry(egress: boolean, ruleNumber: Properties[string] | undefined, properties: Properties): Entry {
  const family = textOf(properties.ipv6CidrBlock) === undefined ? 4 : 6;
  return { egress, number: numberOf(ruleNumber) ?? 0, family };
}

function inlineEntries(properties: Properties): readonly Entry[] {
  return [
    ...maps(properties.ingress).map((block) => entry(false, block.ruleNo, block)),
    ...maps(properties.egress).map((block) => entry(true, block.ruleNo, block)),
  ];
}

function separateEntries(cloud: Cloud, acl: string): readonly Entry[] {
  return cloud
    .all(NETWORK_ACL_RULE)
    .filter(({ properties }) => properties.networkAclId === acl)
    .map(({ properties }) => entry(properties.egress === true, properties.ruleNumber, properties));
}

function requireEntries(entries: readonly Entry[]): void {
  const seen = new Set<string>();
  for (const each of entries) {
    const key = `${each.egress} ${each.number}`;
    if (seen.has(key)) refuse("duplicateAclEntry", { number: each.number });
    seen.add(key);
  }
  for (const egress of [false, true]) {
    for (const family of [4, 6]) {
      const count = entries.filter((each) => each.egress === egress && each.family === family).length;
      if (count + 1 > ENTRY_QUOTA) refuse("tooManyAclEntries", {});
    }
  }
}
