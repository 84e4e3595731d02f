import { outagesOf } from "../../src/findings/outages";
import { types } from "../../src/graph/types";
import { definePolicy } from "../policy";
import { output, resource } from "../sites";

const privateRoutes = resource(types.routeTable, {
  vpcId: output("vpc", "id"),
  routes: [
    { cidrBlock: "0.0.0.0/0", natGatewayId: "nat-0123456789abcdef0" },
    { ipv6CidrBlock: "::/0", gatewayId: output("gateway", "id") },
  ],
});

export default definePolicy({
  id: "require-public-origin",
  summary: "Require the origin of a proxied hostname to be reachable from the internet",
  cause: "origin-not-public",
  kind: "outage",
  severity: "error",
  codes: [522, 1002, "deploy"],
  appliesTo: [types.loadBalancer, types.routeTable, types.defaultRouteTable, types.vpc],
  docs: {
    why: [
      "The edge dials origins over the internet. An internal balancer has private addresses; a subnet without a route to an internet gateway has no way back to the edge, and a NAT gateway carries no inbound connections.",
      "AWS refuses a route to an internet gateway that is not attached to the route table's own network.",
      "Cloudflare refuses a private address in an A record but cannot see it behind a CNAME, so an internal balancer is accepted at deployment and fails for every visitor.",
    ].join(" "),
    unknownWhen: "The subnets or their route tables belong to another program, or are not known until deployment.",
    whenNotToUse: "The hostname is served through Cloudflare's private network routing.",
    sources: [
      "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html",
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html#load-balancer-scheme",
      "https://developers.cloudflare.com/dns/manage-dns-records/how-to/private-network-routing/",
    ],
  },
  examples: {
    good: [{ title: "whose balancer faces the internet from public subnets" }],
    bad: [
      { title: "whose balancer is internal", set: { balancer: { internal: true } } },
      { title: "whose balancer stands in subnets behind a NAT gateway", add: { routes: privateRoutes } },
      { title: "whose subnets have no default route", set: { routes: { routes: [] } } },
      {
        title: "whose gateway is attached to another network",
        add: { other: resource(types.vpc, { cidrBlock: "10.1.0.0/16" }) },
        set: { gateway: { vpcId: output("other", "id") } },
      },
    ],
  },
  check({ reach }) {
    return outagesOf(reach, "origin-not-public");
  },
});
