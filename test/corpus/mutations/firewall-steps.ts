import { types } from "../../../src/graph/types";
import { asList, isInputs } from "../inputs";
import type { Inputs, Step } from "../plant";
import { cloudflareIpv4, cloudflareIpv6 } from "../programs/edge";

const edge: readonly unknown[] = [...cloudflareIpv4, ...cloudflareIpv6];

/** Leaves out ranges of Cloudflare, however the program writes its firewall down. */
export function without(isLeftOut: (cidr: string) => boolean): readonly Step[] {
  return rewriting((ranges) => ranges.filter((cidr) => !edge.includes(cidr) || !isLeftOut(String(cidr))));
}

/** Replaces ranges of Cloudflare; a rule resource that would get more than one keeps the first. */
export function instead(replace: (cidr: string) => readonly string[]): readonly Step[] {
  return rewriting((ranges) =>
    ranges.flatMap((cidr): readonly unknown[] => (edge.includes(cidr) ? replace(String(cidr)) : [cidr])),
  );
}

function rewriting(rewrite: (ranges: readonly unknown[]) => readonly unknown[]): readonly Step[] {
  const blocks = (rule: Inputs): Inputs => ({
    ...rule,
    ...rewritten(rule, "cidrBlocks", rewrite),
    ...rewritten(rule, "ipv6CidrBlocks", rewrite),
  });
  return [
    inline((rule) => (admitsEdge(rule) ? blocks(rule) : rule)),
    {
      do: "change",
      type: types.securityGroupRule,
      to: (rule) => changed(rule, admitsEdge(rule) ? blocks(rule) : rule),
    },
    {
      do: "change",
      type: types.managedPrefixList,
      to: (list) => {
        const entries = asList(list.entries).filter(isInputs);
        const kept = rewrite(entries.map(({ cidr }) => cidr)).map((cidr) => ({ cidr }));
        return changed(list, { ...list, entries: kept });
      },
    },
    {
      do: "drop",
      type: types.ingressRule,
      where: ({ cidrIpv4, cidrIpv6 }) =>
        edge.includes(cidrIpv4 ?? cidrIpv6) && rewrite([cidrIpv4 ?? cidrIpv6]).length === 0,
    },
    {
      do: "change",
      type: types.ingressRule,
      to: (rule) => {
        const name = rule.cidrIpv4 === undefined ? "cidrIpv6" : "cidrIpv4";
        const [cidr] = rewrite([rule[name]]);
        return cidr === undefined ? undefined : changed(rule, { ...rule, [name]: cidr });
      },
    },
  ];
}

/** Changes the port or protocol of the rules that admit the edge; `protocol` is spelled as each resource does. */
export function admitting(rule: { from: number; to: number; protocol: string }): readonly Step[] {
  const ports = { fromPort: rule.from, toPort: rule.to };
  return [
    inline((each) => (admitsEdge(each) ? { ...each, ...ports, protocol: rule.protocol } : each)),
    {
      do: "change",
      type: types.securityGroupRule,
      to: (each) => (admitsEdge(each) ? { ...each, ...ports, protocol: rule.protocol } : undefined),
    },
    {
      do: "change",
      type: types.ingressRule,
      to: (each) =>
        edge.includes(each.cidrIpv4 ?? each.cidrIpv6) || each.prefixListId !== undefined
          ? { ...each, ...ports, ipProtocol: rule.protocol }
          : undefined,
    },
  ];
}

/** Rewrites the inline rules of the groups that admit the edge. */
export function inline(rewrite: (rule: Inputs) => Inputs | readonly Inputs[]): Step {
  return {
    do: "change",
    type: types.securityGroup,
    to: (group) => {
      const rules = asList(group.ingress).filter(isInputs);
      return rules.some(admitsEdge) ? changed(group, { ...group, ingress: rules.flatMap(rewrite) }) : undefined;
    },
  };
}

/** Reports whether a rule names ranges of Cloudflare. */
export function admitsEdge(rule: Inputs): boolean {
  return [...asList(rule.cidrBlocks), ...asList(rule.ipv6CidrBlocks)].some((cidr) => edge.includes(cidr));
}

/** Reports whether a group admits ranges of Cloudflare by rules of its own. */
export function admitsRanges({ ingress }: Inputs): boolean {
  return asList(ingress).filter(isInputs).some(admitsEdge);
}

function rewritten(rule: Inputs, name: string, rewrite: (ranges: readonly unknown[]) => readonly unknown[]): Inputs {
  return rule[name] === undefined ? {} : { [name]: rewrite(asList(rule[name])) };
}

/** A change that changes nothing did not take effect. */
function changed(before: Inputs, after: Inputs): Inputs | undefined {
  return JSON.stringify(before, plain) === JSON.stringify(after, plain) ? undefined : after;
}

/** Promises do not become JSON, and are the same before and after. */
function plain(_: string, value: unknown): unknown {
  return typeof value === "object" && value !== null && "apply" in value ? "an output" : value;
}
