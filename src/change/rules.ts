import { guards } from "../findings/served";
import { accessRules } from "../graph/access-rules";
import { isDeclared, objects, text as read } from "../graph/read";
import type { ResourceNode } from "../graph/resource";
import { types } from "../graph/types";
import { notKnown } from "../graph/value";
import { changed, hostnamesOf, text } from "./step";
import type { Step, Transition, Watcher } from "./transition";

type Common = Pick<Transition, "cause" | "severity" | "codes" | "resource" | "hostnames" | "related">;

/**
 * Pulumi's provider deletes a SecurityGroupRule before it makes it anew, for all its networks at once.
 * @see https://github.com/pulumi/pulumi-aws/pull/2097
 */
export const legacyRules: Watcher = (step) => {
  const properties = ["type", "protocol", "fromPort", "toPort", "cidrBlocks", "ipv6CidrBlocks", "prefixListIds"];
  return step.kept
    .filter(({ was }) => was.type === types.securityGroupRule && read(was, "type") === "ingress")
    .flatMap((pair): readonly Transition[] => {
      const why = changed(pair, ...properties, "securityGroupId");
      const hostnames = behind(step, pair.was);
      if (why === undefined || hostnames.length === 0) return [];
      const common: Common = {
        cause: "legacy-rule-replaced",
        severity: "warning",
        codes: [522],
        resource: pair.was.urn,
        hostnames,
        related: [],
      };
      return [
        {
          ...common,
          what: `Rule "${pair.was.name}" changes its ${why} and is deleted before it is made anew, with all its networks.`,
          fix: "Add aws.vpc.SecurityGroupIngressRule resources for the same networks first, and remove this rule later.",
        },
      ];
    });
};

function behind({ before }: Step, rule: ResourceNode): readonly string[] {
  const guarding = guards(before);
  const groups = before.graph.follow(rule, "securityGroupId", [types.securityGroup]).nodes;
  return [...new Set(groups.flatMap((group) => hostnamesOf(group, guarding)))].toSorted();
}

/**
 * A group whose inline rules leave the program keeps them at AWS, where separate rules for the same networks are then
 * duplicates.
 * @see https://github.com/pulumi/pulumi-awsx/issues/709
 */
export const leftBehind: Watcher = (step) => {
  const guarding = guards(step.before);
  return step.kept
    .filter(
      ({ was, is }) =>
        was.type === types.securityGroup && isDeclared(was, "ingress") && is.inputs.ingress === undefined,
    )
    .flatMap(({ was, is }): readonly Transition[] => {
      const separate = step.after.graph
        .referring(is, types.ingressRule, "securityGroupId")
        .filter((rule) => step.added.includes(rule));
      if (separate.length === 0) return [];
      return [
        {
          cause: "inline-rules-left-behind",
          severity: "warning",
          codes: ["deploy"],
          resource: was.urn,
          hostnames: hostnamesOf(was, guarding),
          what: `Security group "${was.name}" gives up its inline rules, which stay at AWS and make ${separate.length} new separate ${separate.length === 1 ? "rule a duplicate" : "rules duplicates"}.`,
          fix: "Import each rule (sgr-…) into its aws.vpc.SecurityGroupIngressRule in the same deployment.",
          related: separate.slice(0, 3).map((rule) => ({ resource: rule.urn, says: `rule "${rule.name}" is new` })),
        },
      ];
    });
};

/**
 * A rule under another logical name is made before the old one goes, and AWS takes no rule twice.
 * @see https://github.com/pulumi/pulumi-aws/issues/1451
 */
export const declaredTwice: Watcher = (step) => {
  const isRule = ({ type }: ResourceNode) => type === types.ingressRule;
  const fresh = new Map(step.added.filter(isRule).map((rule) => [admitted(step, rule, "after"), rule] as const));
  return step.removed.filter(isRule).flatMap((old): readonly Transition[] => {
    const key = admitted(step, old, "before");
    const heir = key === undefined ? undefined : fresh.get(key);
    if (heir === undefined) return [];
    return [
      {
        cause: "rule-declared-twice",
        severity: "warning",
        codes: ["deploy"],
        resource: heir.urn,
        hostnames: behind(step, old),
        what: `Rule "${heir.name}" admits what rule "${old.name}" does, which is deleted only after it: AWS refuses the duplicate.`,
        fix: `Keep the logical name "${old.name}", or give the new one an alias for it.`,
        related: [{ resource: old.urn, says: `rule "${old.name}" stands now` }],
      },
    ];
  });
};

/** Whom a rule admits to which group; undefined where it is not known. */
function admitted(step: Step, rule: ResourceNode, when: "before" | "after"): string | undefined {
  const { graph } = step[when];
  const group = graph.follow(rule, "securityGroupId", [types.securityGroup]).nodes.at(0);
  const values = ["ipProtocol", "fromPort", "toPort", "cidrIpv4", "cidrIpv6"].map((name) =>
    text(rule.inputs[name] ?? null),
  );
  return group === undefined || values.includes("?") || values.slice(3).every((value) => value === "null")
    ? undefined
    : [group.urn, ...values].join(" ");
}

/**
 * AWS cannot change the description of an entry: the provider removes the entries and adds them again. An entry that is a
 * resource of its own is made anew and then deleted, and both are the same network.
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/43528
 */
export const prefixLists: Watcher = (step) => [...rewrittenLists(step), ...rewrittenEntries(step)];

const rewrittenLists: Watcher = (step) =>
  step.kept
    .filter(({ was }) => was.type === types.managedPrefixList)
    .flatMap(({ was, is }): readonly Transition[] => {
      const [old, fresh] = [described(was), described(is)];
      const rewritten = [...old].filter(([cidr, said]) => fresh.has(cidr) && fresh.get(cidr) !== said);
      if (rewritten.length === 0) return [];
      return [
        {
          ...rewriting(step, was, was),
          what: `Prefix list "${was.name}" describes ${rewritten.length} of its entries otherwise, each of which is removed before it is added again.`,
        },
      ];
    });

const rewrittenEntries: Watcher = (step) =>
  step.kept
    .filter(({ was }) => was.type === types.managedPrefixListEntry)
    .flatMap((pair): readonly Transition[] => {
      const { was, is } = pair;
      const isSame = text(was.inputs.description ?? null) === text(is.inputs.description ?? null);
      if (isSame || was.inputs.cidr === notKnown || text(was.inputs.cidr) !== text(is.inputs.cidr)) return [];
      const [list] = step.before.graph.follow(was, "prefixListId", [types.managedPrefixList]).nodes;
      return [
        {
          ...rewriting(step, was, list),
          what: `Entry "${was.name}" is described otherwise, which replaces it: the new one is refused beside the old one, or deleted with it.`,
        },
      ];
    });

function rewriting(step: Step, node: ResourceNode, list: ResourceNode | undefined): Omit<Transition, "what"> {
  return {
    cause: "prefix-list-entries-rewritten",
    severity: "warning",
    codes: [522],
    resource: node.urn,
    hostnames: list === undefined ? [] : admittedBy(step, list),
    fix: "Keep the descriptions as they were.",
    related: [],
  };
}

/** The hostnames whose security groups let in what a list names. */
function admittedBy({ before }: Step, list: ResourceNode): readonly string[] {
  const names = guards(before).filter(({ node }) =>
    accessRules(before.graph, node, "ingress").rules.some(({ sources }) =>
      sources.some((source) => source.kind === "prefix-list" && source.list === list),
    ),
  );
  return [...new Set(names.flatMap(({ hostnames }) => hostnames))].toSorted();
}

function described(list: ResourceNode): ReadonlyMap<string, string> {
  const entries = objects({ ...list, outputs: {} }, "entries");
  if (entries === notKnown) return new Map();
  return new Map(
    entries.flatMap((entry) =>
      entry === notKnown ? [] : [[text(entry.cidr), text(entry.description ?? null)] as const],
    ),
  );
}
