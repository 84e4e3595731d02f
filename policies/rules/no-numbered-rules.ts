import type { Draft } from "../../src/findings/draft";
import { guards, type Served } from "../../src/findings/served";
import { text } from "../../src/graph/read";
import type { ResourceNode } from "../../src/graph/resource";
import { types } from "../../src/graph/types";
import { isOfEdge } from "../admitted";
import type { Site } from "../example";
import { definePolicy, type View } from "../policy";
import { everywhere, ipv4Ranges, ipv6Ranges, output, resource } from "../sites";

const firewall = resource(types.securityGroup, { vpcId: output("vpc", "id"), egress: [everywhere] });

/** A rule for each network, named by `name`. */
function rules(name: (cidr: string, index: number) => string): Site {
  return Object.fromEntries(
    [...ipv4Ranges, ...ipv6Ranges].map((cidr, index) => [
      name(cidr, index),
      resource(types.ingressRule, {
        securityGroupId: output("firewall", "id"),
        ipProtocol: "tcp",
        fromPort: 443,
        toPort: 443,
        ...(cidr.includes(":") ? { cidrIpv6: cidr } : { cidrIpv4: cidr }),
      }),
    ]),
  );
}

/** Fewer would be chance. */
const enough = 3;

export default definePolicy({
  id: "no-numbered-rules",
  summary: "Disallow rules for Cloudflare's ranges that are named by their place in the list",
  cause: "rules-named-by-number",
  kind: "hazard",
  severity: "note",
  codes: [522],
  appliesTo: [types.securityGroup, types.defaultSecurityGroup],
  docs: {
    why: [
      "Rules that are called `cloudflare0`, `cloudflare1` and so on all change when a range leaves the list or the list comes in another order.",
      "Each then takes over its neighbour's network while the neighbour still has it: AWS refuses the duplicate, and some ranges are closed in between.",
    ].join(" "),
    unknownWhen: "A rule's network is not known until deployment.",
    whenNotToUse: "The list is written down in the program and only ever appended to.",
    sources: [
      "https://github.com/pulumi/pulumi-aws/issues/1451",
      "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ModifySecurityGroupRules.html",
    ],
  },
  examples: {
    good: [
      {
        title: "whose rules are named after their networks",
        add: { firewall, ...rules((cidr) => `cloudflare-${cidr.replace(/[^0-9a-f]+/g, "-")}`) },
      },
    ],
    bad: [{ title: "whose rules are numbered", add: { firewall, ...rules((_, index) => `cloudflare${index}`) } }],
  },
  check(view) {
    return guards(view).flatMap((guard) => judge(view, guard));
  },
});

function judge(view: View, { node, hostnames }: Served): readonly Draft[] {
  const own = view.graph.referring(node, types.ingressRule, "securityGroupId").filter((rule) => isForEdge(view, rule));
  const series = Map.groupBy(own, ({ name }) => name.replace(/\d+$/, ""));
  return [...series].flatMap(([prefix, alike]) => {
    if (alike.length < enough || !isCounted(alike, prefix)) return [];
    const [first] = alike;
    const range = `"${prefix}${lowest(alike, prefix)}" to "${prefix}${lowest(alike, prefix) + alike.length - 1}"`;
    return [
      {
        resource: node.urn,
        codes: [522],
        hostnames,
        what: `Security group "${node.name}" has rules ${range}, so that a range which leaves the list changes all that follow it.`,
        fix: "Name each rule after its network, with aliases for the old names.",
        related: first === undefined ? [] : [{ resource: first.urn, says: `rule "${first.name}" is one of them` }],
        key: prefix,
      },
    ];
  });
}

function isForEdge(view: View, rule: ResourceNode): boolean {
  const cidrs = ["cidrIpv4", "cidrIpv6"].map((name) => text(rule, name));
  return cidrs.some((cidr) => typeof cidr === "string" && isOfEdge(view, cidr));
}

/** Reports whether the names count without a gap, as an index does and a network does not. */
function isCounted(alike: readonly ResourceNode[], prefix: string): boolean {
  const numbers = alike.map(({ name }) => Number(name.slice(prefix.length))).toSorted((a, b) => a - b);
  const from = lowest(alike, prefix);
  return (from === 0 || from === 1) && numbers.every((number, index) => number === from + index);
}

function lowest(alike: readonly ResourceNode[], prefix: string): number {
  return Math.min(...alike.map(({ name }) => (name === prefix ? Number.NaN : Number(name.slice(prefix.length)))));
}
