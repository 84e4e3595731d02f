import type { Draft } from "../../src/findings/draft";
import { text } from "../../src/graph/read";
import type { ResourceNode } from "../../src/graph/resource";
import type { ResourceGraph } from "../../src/graph/resource-graph";
import { types } from "../../src/graph/types";
import { isList } from "../../src/graph/value";
import { balancerPlace, instancePlace } from "../../src/reach/place";
import type { Reach } from "../../src/reach/reach-types";
import type { Inputs } from "../example";
import { definePolicy } from "../policy";
import { everywhere, output, resource } from "../sites";

const directions = [
  { name: "ingress", standalone: types.ingressRule, codes: [522] },
  // Without a rule to its targets a balancer answers for them.
  { name: "egress", standalone: types.egressRule, codes: [504, 502] },
] as const;

/** A rule of the site's group that is a resource of its own. */
function separate(rule: Inputs) {
  return resource(types.ingressRule, { securityGroupId: output("firewall", "id"), ipProtocol: "tcp", ...rule });
}

export default definePolicy({
  id: "no-mixed-rules",
  summary: "Disallow inline and separate rules of one direction on one security group",
  cause: "mixed-rules",
  kind: "hazard",
  severity: "warning",
  codes: [522, 504, 502],
  appliesTo: [types.securityGroup, types.defaultSecurityGroup],
  docs: {
    why: [
      "A group with inline rules owns all rules of that direction: an update removes those that other resources declare, and the next one adds them again.",
      "Between the two, ranges of Cloudflare are closed, although the program declares them open.",
      "Inline egress beside separate ingress rules is harmless and not reported.",
    ].join(" "),
    unknownWhen: "The group belongs to another program, so that its inline rules are not seen.",
    whenNotToUse: "There is no case for a mix: one style does all that two do.",
    sources: [
      "https://www.pulumi.com/registry/packages/aws/api-docs/ec2/securitygroup/",
      "https://github.com/pulumi/pulumi-aws/issues/3788",
    ],
  },
  examples: {
    good: [
      { title: "whose group has inline rules alone" },
      {
        title: "whose group has inline egress and separate ingress rules",
        add: {
          firewall: resource(types.securityGroup, { vpcId: output("vpc", "id"), egress: [everywhere] }),
          ipv4: separate({ fromPort: 443, toPort: 443, cidrIpv4: "0.0.0.0/0" }),
          ipv6: separate({ fromPort: 443, toPort: 443, cidrIpv6: "::/0" }),
        },
      },
    ],
    bad: [
      {
        title: "whose group has inline ingress and a separate ingress rule",
        add: { office: separate({ fromPort: 22, toPort: 22, cidrIpv4: "203.0.113.0/24" }) },
      },
    ],
  },
  check({ graph, reach }) {
    const hostnames = hostnamesByGroup(graph, reach);
    return graph
      .ofType(types.securityGroup, types.defaultSecurityGroup)
      .flatMap((group) => directions.flatMap((direction) => judge(graph, hostnames, group, direction)));
  },
});

function judge(
  graph: ResourceGraph,
  hostnames: HostnamesByGroup,
  group: ResourceNode,
  { name, standalone, codes }: (typeof directions)[number],
): readonly Draft[] {
  const inline = group.inputs[name];
  // Declared empty is declared: it removes what others add.
  if (inline === undefined || inline === null) return [];
  const legacy = graph
    .referring(group, types.securityGroupRule, "securityGroupId")
    .filter((rule) => text(rule, "type") === name);
  const others = [...graph.referring(group, standalone, "securityGroupId"), ...legacy];
  if (others.length === 0) return [];
  const count = isList(inline) ? `${inline.length}` : "some";
  return [
    {
      resource: group.urn,
      codes,
      hostnames: [...(hostnames.get(group) ?? [])],
      what: `Security group "${group.name}" has ${count} inline ${name} ${count === "1" ? "rule" : "rules"} and ${others.length} separate ${others.length === 1 ? "one" : "ones"}, which take turns in removing each other.`,
      fix: `Declare every ${name} rule of the group in one style, best as separate rules.`,
      related: others.map((rule) => ({ resource: rule.urn, says: `rule "${rule.name}" is declared separately` })),
      key: name,
    },
  ];
}

type HostnamesByGroup = ReadonlyMap<ResourceNode, ReadonlySet<string>>;

/** Lists for each group the hostnames behind it; what is dialled is looked at once, however many rows dial it. */
function hostnamesByGroup(graph: ResourceGraph, reach: Reach): HostnamesByGroup {
  const dialled = reach.rows.flatMap(({ hostname, dials }) => dials.map(({ resource }) => ({ hostname, resource })));
  const byGroup = new Map<ResourceNode, Set<string>>();
  for (const [urn, alike] of Map.groupBy(dialled, ({ resource }) => resource)) {
    const node = graph.byUrn(urn);
    if (node === undefined) continue;
    const place = node.type === types.loadBalancer ? balancerPlace(graph, node) : instancePlace(graph, node);
    for (const group of place.groups.nodes) {
      const behind = byGroup.get(group) ?? new Set<string>();
      byGroup.set(group, behind);
      for (const { hostname } of alike) behind.add(hostname);
    }
  }
  return byGroup;
}
