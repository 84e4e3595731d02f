import type { Draft } from "../../src/findings/draft";
import { type Served, served } from "../../src/findings/served";
import { text } from "../../src/graph/read";
import type { ResourceNode } from "../../src/graph/resource";
import type { ResourceGraph } from "../../src/graph/resource-graph";
import { types } from "../../src/graph/types";
import { definePolicy } from "../policy";
import { everywhere, output, resource } from "../sites";
import { waitsFor } from "../waits";

const separate = {
  firewall: resource(types.securityGroup, { vpcId: output("vpc", "id"), egress: [everywhere] }),
  ipv4: resource(types.ingressRule, {
    securityGroupId: output("firewall", "id"),
    ipProtocol: "tcp",
    fromPort: 443,
    toPort: 443,
    cidrIpv4: "0.0.0.0/0",
  }),
};

const server = {
  ami: "ami-0123456789abcdef0",
  instanceType: "t3.small",
  subnetId: output("subnet", "id"),
  vpcSecurityGroupIds: [output("firewall", "id")],
  tags: { "no521:listens": "443/https" },
};

export default definePolicy({
  id: "require-rules-before-use",
  summary: "Require what wears a security group to wait for the group's rules",
  cause: "rules-not-awaited",
  kind: "hazard",
  severity: "note",
  codes: [522],
  appliesTo: [types.loadBalancer, types.instance],
  docs: {
    why: [
      "A group's id is known before its rules are made.",
      "When a group is replaced, what wears it moves to the new group as soon as that has an id, and drops all visitors until the rules follow.",
    ].join(" "),
    unknownWhen: "The rules or what wears the group belong to another program.",
    whenNotToUse: "The group will never be replaced: neither its name, its description nor its VPC changes.",
    sources: [
      "https://www.pulumi.com/docs/iac/concepts/options/dependson/",
      "https://www.pulumi.com/registry/packages/aws/api-docs/ec2/securitygroup/",
    ],
  },
  examples: {
    good: [
      { title: "whose rules are part of the group", site: "instance" },
      {
        title: "whose instance waits for the rules",
        site: "instance",
        add: { ...separate, server: resource(types.instance, server, { dependsOn: ["ipv4"] }) },
      },
    ],
    bad: [
      {
        title: "whose instance waits for the group alone",
        site: "instance",
        add: { ...separate, server: resource(types.instance, server) },
      },
    ],
  },
  check(view) {
    return served(view, types.loadBalancer, types.instance).flatMap((carrier) => judge(view.graph, carrier));
  },
});

function judge(graph: ResourceGraph, { node, hostnames }: Served): readonly Draft[] {
  if (node.kind !== "managed") return [];
  const property = node.type === types.loadBalancer ? "securityGroups" : "vpcSecurityGroupIds";
  const groups = graph.follow(node, property, [types.securityGroup]).nodes.filter(({ kind }) => kind === "managed");
  const rules = groups.flatMap((group) => admitting(graph, group));
  const missed = rules.filter((rule) => !waitsFor(graph, node, rule));
  const [first] = missed;
  if (first === undefined) return [];
  const kind = node.type === types.loadBalancer ? "Load balancer" : "Instance";
  const count = missed.length === 1 ? `rule "${first.name}"` : `${missed.length} rules`;
  return [
    {
      resource: node.urn,
      codes: [522],
      hostnames,
      what: `${kind} "${node.name}" does not wait for ${count} of the security groups that it wears.`,
      fix: "Name the rules in its dependsOn.",
      related: missed.slice(0, 3).map((rule) => ({ resource: rule.urn, says: `rule "${rule.name}" may come later` })),
    },
  ];
}

function admitting(graph: ResourceGraph, group: ResourceNode): readonly ResourceNode[] {
  const legacy = graph.referring(group, types.securityGroupRule, "securityGroupId");
  return [
    ...graph.referring(group, types.ingressRule, "securityGroupId"),
    ...legacy.filter((rule) => text(rule, "type") === "ingress"),
  ];
}
