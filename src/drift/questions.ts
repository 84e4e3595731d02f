import { groupTypes } from "../graph/access-rules";
import { asText, flag, isDeclared, property } from "../graph/read";
import type { ResourceNode } from "../graph/resource";
import type { ResourceGraph } from "../graph/resource-graph";
import { types } from "../graph/types";
import type { Properties } from "../graph/value";
import { zoneReader } from "../reach/edge";
import { addressRecords } from "../reach/hostnames";

/** A question to a provider of the stack. */
export interface Question {
  /** URN of the provider's resource, whose credentials it is asked with. */
  readonly provider: string;
  /** Token of the function. */
  readonly token: string;
  readonly args: Properties;
}

/** A security group of the stack whose rules are to be listed. */
export interface GroupQuestion {
  readonly group: ResourceNode;
  readonly id: string;
  readonly provider: string;
  /** Directions in which the group declares its rules inline: there a refresh tells. */
  readonly inline: readonly ("ingress" | "egress")[];
}

/** A hostname of the stack whose records are to be listed; other names are nobody's way to a site. */
export interface NameQuestion {
  readonly records: readonly ResourceNode[];
  readonly name: string;
  readonly zoneId: string;
  readonly provider: string;
}

/** What is to be asked because no refresh tells it. */
export interface Questions {
  readonly groups: readonly GroupQuestion[];
  readonly names: readonly NameQuestion[];
  /** Why something is not asked, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * The first major version of a provider that answers.
 * @see https://www.pulumi.com/registry/packages/aws/api-docs/vpc/getsecuritygrouprules/ and
 * https://www.pulumi.com/registry/packages/cloudflare/api-docs/getdnsrecords/
 */
const answersFrom = { aws: 6, cloudflare: 6 } as const;

/** Plans what to ask about the groups and the names of a stack. */
export function questionsOf(graph: ResourceGraph): Questions {
  const groups = graph.ofType(...groupTypes).flatMap((group) => groupQuestion(graph, group));
  const names = nameQuestions(graph);
  const old = (["aws", "cloudflare"] as const).filter((name) => isTooOld(graph, name));
  return {
    groups: old.includes("aws") ? [] : groups,
    names: old.includes("cloudflare") ? [] : names,
    notes: [
      ...(old.includes("aws") && groups.length > 0
        ? [
            "Rules that somebody added to the security groups were not looked for: the AWS provider is too old to list them.",
          ]
        : []),
      ...(old.includes("cloudflare") && names.length > 0
        ? ["Records that somebody added were not looked for: the Cloudflare provider is too old to list them."]
        : []),
    ],
  };
}

function groupQuestion(graph: ResourceGraph, group: ResourceNode): readonly GroupQuestion[] {
  const { id, provider } = group;
  if (group.kind !== "managed" || id === undefined || provider === undefined) return [];
  if (graph.byUrn(provider) === undefined) return [];
  const inline = (["ingress", "egress"] as const).filter((direction) => isDeclared(group, direction));
  return [{ group, id, provider, inline }];
}

function nameQuestions(graph: ResourceGraph): readonly NameQuestion[] {
  const named = addressRecords(graph, zoneReader(graph)).filter(
    ({ node, isNameKnown }) => isNameKnown && node.kind === "managed",
  );
  const shown = new Set(named.filter(({ node }) => flag(node, "proxied") === true).map(({ name }) => name));
  return [
    ...Map.groupBy(
      named.filter(({ name }) => shown.has(name)),
      ({ node, name }) => `${zoneOf(node) ?? ""} ${name}`,
    ).values(),
  ].flatMap((alike) => {
    const [first] = alike;
    const zoneId = first === undefined ? undefined : zoneOf(first.node);
    const provider = first?.node.provider;
    if (first === undefined || zoneId === undefined || provider === undefined) return [];
    if (graph.byUrn(provider) === undefined) return [];
    return [{ records: alike.map(({ node }) => node), name: first.name, zoneId, provider }];
  });
}

function zoneOf(record: ResourceNode): string | undefined {
  const id = asText(property(record, "zoneId"));
  return typeof id === "string" ? id : undefined;
}

function isTooOld(graph: ResourceGraph, name: keyof typeof answersFrom): boolean {
  const versions = graph.ofType(`pulumi:providers:${name}`).flatMap((node) => asText(property(node, "version")) ?? []);
  return versions.some((version) => typeof version === "string" && Number.parseInt(version, 10) < answersFrom[name]);
}

/** Asks for the ids of the rules of a group. */
export function rulesQuestion({ id, provider }: GroupQuestion): Question {
  const filters = [{ name: "group-id", values: [id] }];
  return { provider, token: "aws:vpc/getSecurityGroupRules:getSecurityGroupRules", args: { filters } };
}

/** Asks what a rule says. */
export function ruleQuestion({ provider }: GroupQuestion, securityGroupRuleId: string): Question {
  return { provider, token: "aws:vpc/getSecurityGroupRule:getSecurityGroupRule", args: { securityGroupRuleId } };
}

/**
 * Records of one name that are asked for: the provider cuts the list there and does not say so. Rules of a group are
 * listed to the last one.
 * @see https://www.pulumi.com/registry/packages/cloudflare/api-docs/getdnsrecords/ `maxItems`, and
 * https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ec2/vpc_security_group_rules_data_source.go
 */
export const mostRecords = 1000;

/** Asks for the records of a name. */
export function recordsQuestion({ zoneId, name, provider }: NameQuestion): Question {
  const args = { zoneId, name: { exact: name }, maxItems: mostRecords };
  return { provider, token: "cloudflare:index/getDnsRecords:getDnsRecords", args };
}

/** Gives the ids by which AWS knows the rules that the stack has in a group. */
export function knownRules(graph: ResourceGraph, { id: group }: GroupQuestion): ReadonlySet<string> {
  const rules = graph
    .ofType(types.ingressRule, types.egressRule, types.securityGroupRule)
    .filter((rule) => asText(property(rule, "securityGroupId")) === group);
  return new Set(
    rules.flatMap((rule) => {
      const ruleId = asText(property(rule, "securityGroupRuleId"));
      return [rule.id, typeof ruleId === "string" ? ruleId : undefined].filter((id) => id !== undefined);
    }),
  );
}
