import { types } from "../../../src/graph/types";
import { asList, isInputs } from "../inputs";
import { both, except, having, type Mutation, only } from "../mutation";
import { type Inputs, outputOf, type Registered } from "../plant";
import { cloudflareIpv4 } from "../programs/edge";
import { admitsRanges, inline } from "./firewall-steps";
import { add, change, drop, vpcIdOf } from "./steps";

const inlineBalancers = having("inline-rules", "balancer", "strict");
/** A balancer that wears other groups is let in by its servers no longer. */
const also = ["targets-not-admitted"] as const;

const mutations: readonly Omit<Mutation, "cause" | "codes">[] = [
  {
    id: "rule-on-another-group",
    title: "added the rules to a group that the balancer does not wear",
    source:
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html",
    fits: only("separate-rules", "prefix-list", "aliased-types"),
    steps: [
      change(types.ingressRule, onSpareGroup),
      change(types.securityGroupRule, (rule, _, program) =>
        rule.type === "ingress" ? onSpareGroup(rule, "", program) : undefined,
      ),
    ],
  },
  {
    id: "another-group-worn",
    title: "put the balancer into the group for the office",
    source:
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html",
    fits: both(having("balancer", "strict"), except("own-balancer")),
    also,
    steps: [
      change(types.loadBalancer, (balancer, _, program) => ({
        ...balancer,
        securityGroups: [outputOf(officeGroup(program), "id")],
      })),
    ],
  },
  {
    id: "no-group-worn",
    title: "left the balancer without a group, so that it wears the default one",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html",
    fits: both(having("balancer", "strict"), except("own-balancer")),
    also,
    steps: [change(types.loadBalancer, ({ securityGroups: _, ...balancer }) => balancer)],
  },
  {
    id: "no-group-on-instance",
    title: "left the instance without a group, so that it wears the default one",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html",
    fits: only("single-instance", "own-instance"),
    steps: [change(types.instance, ({ vpcSecurityGroupIds: _, ...instance }) => instance)],
  },
  {
    id: "default-group-adopted",
    title: "took the default group into the program, which removed its rules, and let the balancer wear it",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html",
    fits: both(having("balancer", "strict"), except("own-balancer")),
    also,
    steps: [
      change(types.loadBalancer, ({ securityGroups: _, ...balancer }) => balancer),
      add((program) => {
        program.once(types.defaultSecurityGroup, "default", { vpcId: vpcIdOf(program) });
      }),
    ],
  },
  {
    id: "list-of-office",
    title: "named the list of the office's networks in the rule",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html",
    fits: only("prefix-list"),
    steps: [
      change(types.ingressRule, (rule, _, { once }) => ({
        ...rule,
        prefixListId: outputOf(
          once(types.managedPrefixList, "office", {
            ...{ addressFamily: "IPv4", maxEntries: 5, id: undefined },
            entries: [{ cidr: "203.0.113.0/24" }],
          }),
          "id",
        ),
      })),
    ],
  },
  {
    id: "entry-forgotten",
    title: "declared each entry of the list by itself, and one too few",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html",
    fits: only("prefix-list"),
    families: [4],
    steps: [
      change(types.managedPrefixList, ({ entries: _, ...list }) => list),
      add(({ all, once }) => {
        const prefixListId = outputOf(all(types.managedPrefixList)[0], "id");
        for (const cidr of cloudflareIpv4.slice(0, -1))
          once(types.managedPrefixListEntry, cidr, { prefixListId, cidr });
      }),
    ],
  },
  {
    id: "list-of-one-family",
    title: "admitted a dualstack origin's visitors by a list, which has one family alone",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html",
    fits: only("dualstack"),
    families: [6],
    steps: [
      change(types.securityGroup, (group, _, { once }) => {
        const rules = asList(group.ingress).filter(isInputs);
        if (!rules.some(({ ipv6CidrBlocks }) => ipv6CidrBlocks !== undefined)) return undefined;
        const entries = cloudflareIpv4.map((cidr) => ({ cidr }));
        const list = once(types.managedPrefixList, "edge", {
          ...{ addressFamily: "IPv4", maxEntries: 25, id: undefined },
          entries,
        });
        const listed = { protocol: "tcp", fromPort: 443, toPort: 443, prefixListIds: [outputOf(list, "id")] };
        return { ...group, ingress: [listed] };
      }),
    ],
  },
  {
    id: "group-for-its-networks",
    title: "named a group with Cloudflare's ranges as the source, as if its rules came with it",
    source: "https://github.com/aws-samples/aws-cloudfront-samples/issues/39",
    fits: inlineBalancers,
    steps: [
      change(types.securityGroup, (group, name, program) => {
        if (name === "cloudflare" || !admitsRanges(group)) return undefined;
        const edge = program.once(types.securityGroup, "cloudflare", {
          ...{ vpcId: group.vpcId, id: undefined },
          ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: cloudflareIpv4 }],
        });
        const through = { protocol: "tcp", fromPort: 443, toPort: 443, securityGroups: [outputOf(edge, "id")] };
        return { ...group, ingress: [through] };
      }),
    ],
  },
  {
    id: "itself-alone",
    title: "let the group in by itself alone",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    fits: inlineBalancers,
    steps: [inline(() => ({ protocol: "tcp", fromPort: 443, toPort: 443, self: true }))],
  },
  {
    id: "rules-let-out",
    title: "wrote the rules for Cloudflare's ranges for what goes out",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    fits: inlineBalancers,
    steps: [
      change(types.securityGroup, ({ ingress, ...group }) =>
        admitsRanges({ ingress }) ? { ...group, egress: [...asList(ingress), ...asList(group.egress)] } : undefined,
      ),
    ],
  },
  {
    id: "rule-type-egress",
    title: "gave the rule for Cloudflare's ranges the type egress",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    fits: only("aliased-types"),
    steps: [
      change(types.securityGroupRule, (rule) => (rule.type === "ingress" ? { ...rule, type: "egress" } : undefined)),
    ],
  },
  {
    id: "http-alone",
    title: "opened port 80 and not 443",
    source: "https://github.com/cloudflare/cloudflare-docs/pull/20261",
    fits: only("inline-balancer", "separate-rules"),
    steps: [
      change(types.securityGroup, (group) =>
        admitsRanges(group)
          ? { ...group, ingress: asList(group.ingress).filter((rule) => isInputs(rule) && rule.fromPort !== 443) }
          : undefined,
      ),
      drop(types.ingressRule, ({ fromPort }) => fromPort === 443),
    ],
  },
  {
    id: "servers-admit-network",
    title: "let the network in alone at servers behind a network balancer, which leaves visitors their addresses",
    source:
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html#client-ip-preservation",
    fits: only("open-network-balancer"),
    steps: [
      change(types.securityGroup, (group) => ({
        ...group,
        ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["10.30.0.0/16"] }],
      })),
    ],
  },
  {
    id: "half-the-internet",
    title: "opened the first half of all addresses and forgot the second",
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    fits: inlineBalancers,
    families: [4],
    steps: [inline((rule) => ({ ...rule, cidrBlocks: ["0.0.0.0/1"] }))],
  },
];

/** A group drops what no rule lets in. */
export const firewallFormMutations: readonly Mutation[] = [
  ...mutations.map((mutation): Mutation => ({ ...mutation, cause: "ranges-not-allowed", codes: [522] })),
];

function officeGroup(program: Registered) {
  return program.once(types.securityGroup, "office", {
    ...{ vpcId: vpcIdOf(program), id: undefined },
    ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["203.0.113.0/24"] }],
    egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
  });
}

function onSpareGroup(rule: Inputs, _: string, program: Registered): Inputs {
  const spare = program.once(types.securityGroup, "spare", { vpcId: vpcIdOf(program), id: undefined });
  return { ...rule, securityGroupId: outputOf(spare, "id") };
}
