import type { Draft } from "../../src/findings/draft";
import { guards, type Served } from "../../src/findings/served";
import { type AccessRule, ingressRules } from "../../src/graph/access-rules";
import { number, text } from "../../src/graph/read";
import type { ResourceGraph } from "../../src/graph/resource-graph";
import { types } from "../../src/graph/types";
import { type Family, parseCidr } from "../../src/net/cidr";
import { definePolicy } from "../policy";
import { admit, everywhere, output, resource } from "../sites";

/** A customer's list with room for so many entries. */
function list(maxEntries: number) {
  return resource(types.managedPrefixList, { addressFamily: "IPv4", maxEntries, entries: [{ cidr: "0.0.0.0/0" }] });
}

const listed = {
  firewall: resource(types.securityGroup, {
    vpcId: output("vpc", "id"),
    ingress: [80, 443].map((port) => ({
      protocol: "tcp",
      fromPort: port,
      toPort: port,
      prefixListIds: [output("list", "id")],
    })),
    egress: [everywhere],
  }),
};
const ipv4 = { balancer: { ipAddressType: "ipv4" } };

export default definePolicy({
  id: "no-excess-of-rules",
  summary: "Disallow more rules in a security group than AWS takes",
  cause: "rule-quota",
  kind: "hazard",
  severity: "warning",
  codes: ["deploy"],
  appliesTo: [types.securityGroup, types.defaultSecurityGroup],
  parameters: ["quota"],
  docs: {
    why: [
      "AWS takes 60 rules for each direction of a group, counted apart for IPv4 and IPv6, unless the account's quota was raised.",
      "A prefix list counts with the entries for which it has room, not with those that it has.",
      "The rule above the quota is refused, and a range of Cloudflare stays closed.",
    ].join(" "),
    unknownWhen: "A rule names a prefix list of AWS or of another program, whose size is not declared.",
    whenNotToUse: "The account's quota was raised: say so with `quota.rulesPerGroup`.",
    sources: ["https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups"],
  },
  examples: {
    good: [
      {
        title: "that admits Cloudflare's ranges on two ports",
        set: { firewall: { ingress: [admit(443), admit(80)] } },
      },
      { title: "whose list has room for some more", set: ipv4, add: { ...listed, list: list(25) } },
    ],
    bad: [{ title: "whose list has room for many more, on two ports", set: ipv4, add: { ...listed, list: list(40) } }],
  },
  check(view) {
    return guards(view).flatMap((guard) => judge(view.graph, guard, view.parameters.quota.rulesPerGroup));
  },
});

function judge(graph: ResourceGraph, { node, hostnames }: Served, quota: number): readonly Draft[] {
  const { rules } = ingressRules(graph, node);
  const families: readonly Family[] = [4, 6];
  return families
    .map((family) => ({ family, count: rules.reduce((sum, rule) => sum + weight(rule, family), 0) }))
    .filter(({ count }) => count > quota)
    .map(({ family, count }) => ({
      resource: node.urn,
      codes: ["deploy"],
      hostnames,
      what: `Security group "${node.name}" has ${count} ingress rules for IPv${family}, of which AWS takes ${quota}.`,
      fix: "Give each port a group of its own, or have the quota raised and say so in quota.rulesPerGroup.",
      related: [],
      key: `ipv${family}`,
    }));
}

/** A list counts as many rules as it has room for. */
function weight({ sources }: AccessRule, family: Family): number {
  return sources.reduce((sum, source) => {
    if (source.kind === "cidr") return sum + (parseCidr(source.cidr)?.family === family ? 1 : 0);
    if (source.kind !== "prefix-list" || text(source.list, "addressFamily") !== `IPv${family}`) return sum;
    const room = number(source.list, "maxEntries");
    return sum + (typeof room === "number" ? room : 0);
  }, 0);
}
