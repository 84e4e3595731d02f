import { type Properties, text as textOf, texts } from "../provider/property";
import { type Flaw, flag, list, number, type ResourceType, text } from "../provider/resource-type";
import { refusalText } from "../refusals";
import type { Kind } from "../store/store";
import { arn, awsType, newHex, newId } from "./aws-type";
import {
  DEFAULT_SECURITY_GROUP,
  EGRESS_RULE,
  INGRESS_RULE,
  PREFIX_LIST,
  SECURITY_GROUP,
  SECURITY_GROUP_RULE,
} from "./names";
import { type Direction, olderRules, requireRules, separateRules } from "./rules";
import { cidrFlaws, requirePrefixList } from "./security-group";

const GROUPS = [SECURITY_GROUP, DEFAULT_SECURITY_GROUP];
const sources = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"] as const;

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html */
export const ingressRule: ResourceType = separateRule(INGRESS_RULE, "Ingress");

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupEgress.html */
export const egressRule: ResourceType = separateRule(EGRESS_RULE, "Egress");

function separateRule(kind: Kind, direction: Direction): ResourceType {
  return awsType({
    ...kind,
    framework: true,
    inputs: {
      securityGroupId: text({ required: true, replaces: true }),
      ipProtocol: text({ required: true }),
      fromPort: number(),
      toPort: number(),
      cidrIpv4: text(),
      cidrIpv6: text(),
      prefixListId: text(),
      referencedSecurityGroupId: text(),
      description: text(),
    },
    outputs: ["arn", "securityGroupRuleId"],
    references: [
      { path: "securityGroupId", to: GROUPS, absent: "noSuchGroup" },
      { path: "referencedSecurityGroupId", to: GROUPS, absent: "noSuchGroup", holds: true },
      { path: "prefixListId", to: [PREFIX_LIST], holds: true },
    ],
    validate: sourceFlaws,
    create({ cloud, inputs }) {
      const group = textOf(inputs.securityGroupId) ?? "";
      const id = newId("sgr");
      const listId = textOf(inputs.prefixListId);
      if (listId !== undefined) requirePrefixList(cloud, listId);
      requireRules(
        cloud,
        group,
        id,
        separateRules(id, direction, inputs).map(({ rule }) => rule),
      );
      return {
        id,
        partOf: group,
        outputs: { arn: arn(cloud, "ec2", `security-group-rule/${id}`), securityGroupRuleId: id },
      };
    },
    update({ cloud, id, inputs }) {
      const group = textOf(inputs.securityGroupId) ?? "";
      requireRules(
        cloud,
        group,
        id,
        separateRules(id, direction, inputs).map(({ rule }) => rule),
      );
      return {};
    },
  });
}

function sourceFlaws(inputs: Properties): readonly Flaw[] {
  const count = sources.filter((name) => inputs[name] !== undefined).length;
  if (count !== 1) return [{ property: "cidrIpv4", reason: refusalText("oneSource", { count }) }];
  const v4 = textOf(inputs.cidrIpv4);
  const v6 = textOf(inputs.cidrIpv6);
  return [
    ...(v4 === undefined ? [] : cidrFlaws("cidrIpv4", v4, 4)),
    ...(v6 === undefined ? [] : cidrFlaws("cidrIpv6", v6, 6)),
  ];
}

/**
 * The older form of a rule: any change but its description deletes it for all sources, then creates it again.
 * @see https://github.com/pulumi/pulumi-aws/pull/2097
 */
export const securityGroupRule: ResourceType = awsType(
  {
    ...SECURITY_GROUP_RULE,
    inputs: {
      type: text({ required: true, replaces: true, oneOf: ["ingress", "egress"] }),
      securityGroupId: text({ required: true, replaces: true }),
      protocol: text({ required: true, replaces: true }),
      fromPort: number({ required: true, replaces: true }),
      toPort: number({ required: true, replaces: true }),
      cidrBlocks: list({ replaces: true }),
      ipv6CidrBlocks: list({ replaces: true }),
      prefixListIds: list({ replaces: true }),
      sourceSecurityGroupId: text({ cloudFills: true, replaces: true }),
      self: flag({ default: false, replaces: true }),
      description: text(),
    },
    outputs: ["securityGroupRuleId"],
    deleteBeforeReplace: true,
    references: [
      { path: "securityGroupId", to: GROUPS, absent: "noSuchGroup" },
      { path: "sourceSecurityGroupId", to: GROUPS, absent: "noSuchGroup", holds: true },
      { path: "prefixListIds[]", to: [PREFIX_LIST], holds: true },
    ],
    validate: (inputs) => [
      ...texts(inputs.cidrBlocks).flatMap((cidr) => cidrFlaws("cidrBlocks", cidr, 4)),
      ...texts(inputs.ipv6CidrBlocks).flatMap((cidr) => cidrFlaws("ipv6CidrBlocks", cidr, 6)),
    ],
    create({ cloud, inputs }) {
      const group = textOf(inputs.securityGroupId) ?? "";
      const id = `sgrule-${Number.parseInt(newHex(4), 16)}`;
      for (const listId of texts(inputs.prefixListIds)) requirePrefixList(cloud, listId);
      const rules = olderRules(id, inputs).map(({ rule }) => rule);
      requireRules(cloud, group, id, rules);
      return { id, partOf: group, outputs: rules.length === 1 ? { securityGroupRuleId: newId("sgr") } : {} };
    },
  },
  { tags: false },
);
