import { parseCidr } from "../../src/net/cidr";
import { list as listOf, maps, type Properties, text as textOf, texts } from "../provider/property";
import { bag, type Cloud, type Flaw, flag, type ResourceType, text } from "../provider/resource-type";
import { refusalText, refuse } from "../refusals";
import { awsType, newHex, newId, ownership } from "./aws-type";
import { managedLists } from "./managed-lists";
import { DEFAULT_SECURITY_GROUP, PREFIX_LIST, SECURITY_GROUP, VPC } from "./names";
import { inlineRules, requireRules } from "./rules";

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html */
export const securityGroup: ResourceType = awsType({
  ...SECURITY_GROUP,
  inputs: {
    vpcId: text({ cloudFills: true, replaces: true }),
    name: text({ cloudFills: true, replaces: true }),
    namePrefix: text({ cloudFills: true, replaces: true }),
    description: text({ default: "Managed by Pulumi", replaces: true }),
    ingress: bag({ cloudFills: true }),
    egress: bag({ cloudFills: true }),
    revokeRulesOnDelete: flag({ default: false }),
  },
  outputs: ["arn", "ownerId"],
  autoname: { unless: ["namePrefix"] },
  references: [
    { path: "vpcId", to: [VPC], absent: "noSuchVpc", holds: true },
    { path: "ingress[].securityGroups[]", to: [SECURITY_GROUP], absent: "noSuchGroup", holds: true },
    { path: "egress[].securityGroups[]", to: [SECURITY_GROUP], absent: "noSuchGroup", holds: true },
    { path: "ingress[].prefixListIds[]", to: [PREFIX_LIST], holds: true },
    { path: "egress[].prefixListIds[]", to: [PREFIX_LIST], holds: true },
  ],
  inUse: "dependencyViolation",
  validate: (inputs) => [...blockFlaws("ingress", inputs), ...blockFlaws("egress", inputs)],
  create({ cloud, inputs }) {
    const name = textOf(inputs.name) ?? `${textOf(inputs.namePrefix) ?? "terraform-"}${newHex(13)}`;
    const vpc = textOf(inputs.vpcId) ?? "";
    const taken = cloud
      .all(SECURITY_GROUP)
      .some((other) => other.properties.vpcId === vpc && other.properties.name === name);
    if (taken || name === "default") refuse("duplicateGroup", { name, vpc });
    const id = newId("sg");
    requireLists(cloud, inputs);
    requireRules(cloud, id, id, inlineRules(id, inputs));
    return {
      id,
      outputs: {
        ...ownership(cloud, `security-group/${id}`),
        name,
        namePrefix: inputs.namePrefix ?? "",
        ingress: listOf(inputs.ingress),
        egress: listOf(inputs.egress),
      },
    };
  },
  update({ cloud, id, inputs }) {
    requireLists(cloud, inputs);
    requireRules(cloud, id, id, inlineRules(id, inputs));
    return {};
  },
});

/** The group that every VPC has: managing it takes it over, and deleting it only lets go. */
export const defaultSecurityGroup: ResourceType = awsType({
  ...DEFAULT_SECURITY_GROUP,
  inputs: {
    vpcId: text({ cloudFills: true, replaces: true }),
    ingress: bag({ cloudFills: true }),
    egress: bag({ cloudFills: true }),
    revokeRulesOnDelete: flag({ default: false }),
  },
  outputs: ["arn", "description", "name", "namePrefix", "ownerId"],
  references: [{ path: "vpcId", to: [VPC], absent: "noSuchVpc" }],
  staysWhenDeleted: true,
  validate: (inputs) => [...blockFlaws("ingress", inputs), ...blockFlaws("egress", inputs)],
  create({ cloud, inputs }) {
    const existing = cloud.all(DEFAULT_SECURITY_GROUP).find((group) => group.properties.vpcId === inputs.vpcId);
    if (existing === undefined) return refuse("noSuchVpc", { id: textOf(inputs.vpcId) ?? "" });
    const vpc = textOf(existing.properties.vpcId) ?? "";
    return {
      id: existing.id,
      partOf: vpc,
      outputs: { ...existing.properties, ingress: listOf(inputs.ingress), egress: listOf(inputs.egress) },
    };
  },
});

/** Reports CIDRs that the provider's validator does not take: not canonical, or of the other family. */
export function cidrFlaws(property: string, value: string, family: 4 | 6): readonly Flaw[] {
  const network = parseCidr(value);
  if (network?.text === value && network.family === family) return [];
  const canonical = network?.family === family ? network.text : `an IPv${family} network such as ${examples[family]}`;
  return [{ property, reason: refusalText("cidrNotCanonical", { cidr: value, family: `IPv${family}`, canonical }) }];
}

const examples = { 4: "192.0.2.0/24", 6: "2001:db8::/32" } as const;

function blockFlaws(name: string, inputs: Properties): readonly Flaw[] {
  return maps(inputs[name]).flatMap((block, index) => [
    ...texts(block.cidrBlocks).flatMap((cidr) => cidrFlaws(`${name}[${index}].cidrBlocks`, cidr, 4)),
    ...texts(block.ipv6CidrBlocks).flatMap((cidr) => cidrFlaws(`${name}[${index}].ipv6CidrBlocks`, cidr, 6)),
  ]);
}

function requireLists(cloud: Cloud, inputs: Properties): void {
  for (const block of [...maps(inputs.ingress), ...maps(inputs.egress)]) {
    for (const id of texts(block.prefixListIds)) requirePrefixList(cloud, id);
  }
}

/** Refuses a prefix list that is neither in the sandbox nor one of AWS's own. */
export function requirePrefixList(cloud: Cloud, id: string): void {
  const known = managedLists(cloud.region).some((managed) => managed.id === id);
  if (!known && cloud.find(PREFIX_LIST, id) === undefined) refuse("noSuchPrefixList", { id });
}
