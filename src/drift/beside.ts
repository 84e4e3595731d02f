import { asNumber, asText, asTexts, property } from "../graph/read";
import type { ResourceNode } from "../graph/resource";
import type { ResourceGraph } from "../graph/resource-graph";
import { types } from "../graph/types";
import { isList, isProperties, type Properties, type Value } from "../graph/value";
import type { Failure } from "./observation";
import {
  type GroupQuestion,
  knownRules,
  mostRecords,
  type NameQuestion,
  type Question,
  type Questions,
  recordsQuestion,
  ruleQuestion,
  rulesQuestion,
} from "./questions";
import { standing } from "./standing";
import { nameOf } from "./words";

/** What a provider says to a question. */
export type Answer =
  | { readonly kind: "answer"; readonly value: Properties }
  | { readonly kind: "failed"; readonly says: string };

/** Asks a provider of the stack. */
export type Ask = (question: Question) => Promise<Answer>;

/** A resource in the clouds that belongs to one of ours, and that the program of the stack does not declare. */
export interface Extra {
  /** The resource of ours: a security group or another list, or a record of the same name. */
  readonly owner: ResourceNode;
  /** As it would stand in a state. */
  readonly node: ResourceNode;
}

/** What stands beside the resources of a stack. */
export interface Beside {
  readonly extras: readonly Extra[];
  readonly failures: readonly Failure[];
  readonly notes: readonly string[];
}

/** Rules of one group that are asked for one by one. */
const mostRules = 100;

/**
 * Types of records that decide where visitors go, or who may issue certificates; others beside ours are nobody's concern.
 */
const recordTypes: readonly string[] = ["A", "AAAA", "CNAME", "NS", "HTTPS", "CAA"];

/** Lists rules of our groups and records of our names that the stack does not have. */
export async function lookBeside(graph: ResourceGraph, { groups, names, notes }: Questions, ask: Ask): Promise<Beside> {
  const looks = await Promise.all([
    ...groups.map((question) => extraRules(graph, question, ask)),
    ...names.map((question) => extraRecords(question, ask)),
  ]);
  return {
    extras: looks.flatMap(({ extras }) => extras),
    failures: looks.flatMap(({ failures }) => failures),
    notes,
  };
}

type Look = Pick<Beside, "extras" | "failures">;

async function extraRules(graph: ResourceGraph, question: GroupQuestion, ask: Ask): Promise<Look> {
  const { group } = question;
  const listed = await ask(rulesQuestion(question));
  if (listed.kind === "failed") return failed(group, `its rules could not be listed: ${listed.says}`);
  if (!isList(listed.value.ids)) return failed(group, `its rules could not be listed: ${noList}`);
  const known = knownRules(graph, question);
  const ids = textsOf(listed.value.ids).filter((id) => !known.has(id));
  const asked = await Promise.all(ids.slice(0, mostRules).map((id) => ask(ruleQuestion(question, id))));
  const rules = asked.flatMap((answer) => (answer.kind === "answer" ? [answer.value] : []));
  const troubles = asked.flatMap((answer) => (answer.kind === "failed" ? [answer.says] : []));
  const [trouble] = troubles;
  const over = ids.length - mostRules;
  return {
    extras: rules.flatMap((rule) => extraRule(graph, question, rule)),
    failures: [
      ...(trouble === undefined ? [] : failed(group, `a rule of it could not be read: ${trouble}`).failures),
      ...(over > 0
        ? failed(group, `it has ${over} further rules that the program does not declare, and that is too many to read`)
            .failures
        : []),
    ],
  };
}

function extraRule(graph: ResourceGraph, { group, inline }: GroupQuestion, rule: Properties): readonly Extra[] {
  const direction = rule.isEgress === true ? "egress" : "ingress";
  const id = asText(rule.securityGroupRuleId ?? rule.id);
  if (typeof id !== "string" || inline.includes(direction) || isDeclaredOtherwise(graph, group, direction, rule))
    return [];
  const isEverything = asText(rule.ipProtocol) === "-1";
  const names = ["ipProtocol", "cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"];
  const ports = isEverything ? [] : ["fromPort", "toPort"];
  const properties = present(rule, [...names, ...ports], {
    securityGroupId: group.id ?? null,
    securityGroupRuleId: id,
  });
  const type = direction === "ingress" ? types.ingressRule : types.egressRule;
  return [{ owner: group, node: standing(group, type, id, properties) }];
}

/** The older `SecurityGroupRule` stands for a rule of AWS for each of its sources, whose ids it does not tell. */
function isDeclaredOtherwise(graph: ResourceGraph, group: ResourceNode, direction: string, rule: Properties): boolean {
  return graph.ofType(types.securityGroupRule).some((older) => {
    const read = (name: string) => property(older, name);
    if (asText(read("securityGroupId")) !== group.id || asText(read("type")) !== direction) return false;
    const sources = [
      ...["cidrBlocks", "ipv6CidrBlocks", "prefixListIds"].flatMap((name) => textsOf(read(name))),
      asText(read("sourceSecurityGroupId")) ?? (read("self") === true ? group.id : undefined),
    ];
    const source = ["cidrIpv4", "cidrIpv6", "prefixListId", "referencedSecurityGroupId"].map((name) =>
      asText(rule[name]),
    );
    const isEverything = asText(read("protocol")) === "-1" || asText(read("protocol")) === "all";
    const hasPorts =
      asNumber(read("fromPort")) === asNumber(rule.fromPort) && asNumber(read("toPort")) === asNumber(rule.toPort);
    return source.some((each) => each && sources.includes(each)) && (isEverything || hasPorts);
  });
}

async function extraRecords(question: NameQuestion, ask: Ask): Promise<Look> {
  const { records, name } = question;
  const [owner] = records;
  if (owner === undefined) return { extras: [], failures: [] };
  const listed = await ask(recordsQuestion(question));
  if (listed.kind === "failed") return failed(owner, `the records of ${name} could not be listed: ${listed.says}`);
  if (!isList(listed.value.results)) return failed(owner, `the records of ${name} could not be listed: ${noList}`);
  const known = new Set(records.map(({ id = "" }) => id.slice(id.lastIndexOf("/") + 1)));
  const { results } = listed.value;
  const extras = results.filter(isProperties).flatMap((record): readonly Extra[] => {
    const id = asText(record.id);
    if (typeof id !== "string" || known.has(id) || !recordTypes.some((type) => type === record.type)) return [];
    const properties = present(record, ["name", "type", "content", "proxied", "ttl"], { zoneId: question.zoneId });
    return [{ owner, node: standing(owner, types.dnsRecord, id, properties) }];
  });
  if (results.length < mostRecords) return { extras, failures: [] };
  const says = `the records of ${name} may be more than the ${mostRecords} that one answer lists, and the others were not read`;
  return { extras, failures: failed(owner, says).failures };
}

const noList = "the answer has no list";

function failed({ urn }: ResourceNode, says: string): Look {
  return { extras: [], failures: [{ resource: urn, says: `${nameOf(urn)}: ${says}` }] };
}

/** Functions give an empty text for what is not there. */
function present(from: Properties, names: readonly string[], more: Properties): Properties {
  const entries = names.flatMap((name): readonly (readonly [string, Value])[] => {
    const value = from[name];
    return value === undefined || value === null || value === "" ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(entries), ...more };
}

function textsOf(value: Value | undefined): readonly string[] {
  const read = asTexts(value);
  return isList(read) ? read.filter((text) => typeof text === "string") : [];
}
