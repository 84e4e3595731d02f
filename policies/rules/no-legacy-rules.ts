import type { Draft } from "../../src/findings/draft";
import { guards } from "../../src/findings/served";
import { text, texts } from "../../src/graph/read";
import type { ResourceNode } from "../../src/graph/resource";
import { types } from "../../src/graph/types";
import { notKnown } from "../../src/graph/value";
import { definePolicy } from "../policy";
import { everywhere, ipv4Ranges, ipv6Ranges, output, resource } from "../sites";

const group = resource(types.securityGroup, { vpcId: output("vpc", "id"), egress: [everywhere] });
const port = { ipProtocol: "tcp", fromPort: 443, toPort: 443, securityGroupId: output("firewall", "id") };

export default definePolicy({
  id: "no-legacy-rules",
  summary: "Disallow one SecurityGroupRule for several networks on the way to an origin",
  cause: "rules-replaced-together",
  kind: "hazard",
  severity: "warning",
  codes: [522],
  appliesTo: [types.securityGroupRule],
  docs: {
    why: [
      "A SecurityGroupRule cannot be changed: a network that is added to its list replaces the rule, and Pulumi's provider deletes the old one first.",
      "Until the new one stands, none of the networks is admitted, and for good if it is refused.",
      "One SecurityGroupIngressRule for each network is added before an old one is removed.",
    ].join(" "),
    unknownWhen: "The rule's networks, or the group to which it belongs, are not known until deployment.",
    whenNotToUse: "The list never changes. Cloudflare's does, about once a year.",
    sources: [
      "https://github.com/pulumi/pulumi-aws/pull/2097",
      "https://www.pulumi.com/registry/packages/aws/api-docs/ec2/securitygrouprule/",
    ],
  },
  examples: {
    good: [
      {
        title: "with one rule for each network",
        add: {
          firewall: group,
          ipv4: resource(types.ingressRule, { ...port, cidrIpv4: "0.0.0.0/0" }),
          ipv6: resource(types.ingressRule, { ...port, cidrIpv6: "::/0" }),
          balancer: resource(
            types.loadBalancer,
            {
              loadBalancerType: "application",
              ipAddressType: "dualstack",
              idleTimeout: 960,
              securityGroups: [output("firewall", "id")],
              subnets: [output("subnet", "id"), output("otherSubnet", "id")],
            },
            { dependsOn: ["ipv4", "ipv6"] },
          ),
        },
      },
    ],
    bad: [
      {
        title: "with one rule for all of Cloudflare's networks",
        add: {
          firewall: group,
          cloudflare: resource(types.securityGroupRule, {
            securityGroupId: output("firewall", "id"),
            type: "ingress",
            protocol: "tcp",
            fromPort: 443,
            toPort: 443,
            cidrBlocks: ipv4Ranges,
            ipv6CidrBlocks: ipv6Ranges,
          }),
        },
      },
    ],
  },
  check(view) {
    return guards(view).flatMap(({ node, hostnames }) =>
      view.graph
        .referring(node, types.securityGroupRule, "securityGroupId")
        .filter((rule) => text(rule, "type") === "ingress")
        .flatMap((rule) => judge(node, rule, hostnames)),
    );
  },
});

function judge(guard: ResourceNode, rule: ResourceNode, hostnames: readonly string[]): readonly Draft[] {
  const lists = ["cidrBlocks", "ipv6CidrBlocks"].map((name) => texts(rule, name));
  const networks = lists.flatMap((list) => (list === notKnown ? [] : list));
  if (networks.length < 2) return [];
  return [
    {
      resource: rule.urn,
      codes: [522],
      hostnames,
      what: `Rule "${rule.name}" admits ${networks.length} networks to security group "${guard.name}" as one, and is deleted before it is made anew when one of them changes.`,
      fix: "Declare an aws.vpc.SecurityGroupIngressRule for each network, named after the network.",
      related: [{ resource: guard.urn, says: `security group "${guard.name}" guards the origin` }],
    },
  ];
}
