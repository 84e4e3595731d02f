import { served } from "../../src/findings/served";
import { property, text } from "../../src/graph/read";
import type { ResourceNode } from "../../src/graph/resource";
import { types } from "../../src/graph/types";
import { isList } from "../../src/graph/value";
import { definePolicy } from "../policy";
import { admit, output, resource } from "../sites";

/** The site's balancer as one that passes TCP on. */
function network(groups: readonly ReturnType<typeof output>[]) {
  return {
    balancer: resource(types.loadBalancer, {
      loadBalancerType: "network",
      subnets: [output("subnet", "id"), output("otherSubnet", "id")],
      ...(groups.length > 0 && { securityGroups: groups }),
    }),
  };
}

/** What a network load balancer hands on. */
const set = { listener: { protocol: "TLS" }, app: { protocol: "TCP" } };

export default definePolicy({
  id: "require-network-balancer-group",
  summary: "Require network load balancers to be made with a security group",
  cause: "balancer-without-group",
  kind: "hazard",
  severity: "note",
  codes: [522],
  appliesTo: [types.loadBalancer],
  docs: {
    why: [
      "A network load balancer that is made without a security group can never be given one: the first group replaces the balancer, with all its addresses.",
      "Until then its targets are the only ones who can tell Cloudflare from everybody else.",
    ].join(" "),
    unknownWhen: "The balancer belongs to another program, or its groups are not known until deployment.",
    whenNotToUse: "The targets admit Cloudflare's ranges themselves, and it will stay so.",
    sources: [
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html",
      "https://www.pulumi.com/registry/packages/aws/api-docs/lb/loadbalancer/",
    ],
  },
  examples: {
    good: [{ title: "whose network load balancer has a group", add: network([output("firewall", "id")]), set }],
    bad: [
      {
        title: "whose network load balancer has none",
        add: network([]),
        set: { ...set, inner: { ingress: [admit(8080)] } },
      },
    ],
  },
  check(view) {
    return served(view, types.loadBalancer)
      .filter(({ node }) => node.kind === "managed" && text(node, "loadBalancerType") === "network" && isBare(node))
      .map(({ node, hostnames }) => ({
        resource: node.urn,
        codes: [522],
        hostnames,
        what: `Network load balancer "${node.name}" is made without a security group, and AWS lets none be added later.`,
        fix: "Give it a security group from the start, which admits Cloudflare's ranges.",
        related: [],
      }));
  },
});

function isBare(balancer: ResourceNode): boolean {
  const groups = property(balancer, "securityGroups");
  return groups === undefined || (isList(groups) && groups.length === 0);
}
