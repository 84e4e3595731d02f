import { types } from "../../../src/graph/types";
import { asList, isInputs } from "../inputs";
import { both, except, having, lacking, type Mutation } from "../mutation";
import { type Inputs, outputOf, register, type Step } from "../plant";

const swallowed = { cause: "route-swallows-replies", codes: [522, 523, 521], families: [4] } as const;
const filtered = { cause: "network-acl-blocks", codes: [522] } as const;

const everybody: readonly Inputs[] = [
  all(100),
  { ruleNo: 110, action: "allow", protocol: "-1", fromPort: 0, toPort: 0, ipv6CidrBlock: "::/0" },
];

/** How the edge's packets get in and back. */
export const networkMutations: readonly Mutation[] = [
  {
    id: "route-to-172",
    title: "routed 172.0.0.0/8 to the office",
    ...swallowed,
    source: "https://github.com/louislam/uptime-kuma/issues/1294",
    fits: having("network"),
    steps: routed({ cidrBlock: "172.0.0.0/8", transitGatewayId: "tgw-0a1b2c3d4e5f60718" }),
  },
  {
    id: "route-to-peer",
    title: "routed 104.16.0.0/12 to a peer",
    ...swallowed,
    source:
      "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-523/",
    fits: having("network"),
    steps: routed({ cidrBlock: "104.16.0.0/12", vpcPeeringConnectionId: "pcx-0a1b2c3d4e5f60718" }),
  },
  {
    id: "vpc-in-the-edge",
    title: "gave the VPC addresses of Cloudflare's",
    ...swallowed,
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html",
    fits: both(having("network"), lacking("acl"), except("own-balancer", "own-instance")),
    steps: [
      {
        do: "change",
        type: types.vpc,
        to: (vpc) => ({ ...vpc, cidrBlock: "172.64.0.0/16" }),
      },
      {
        do: "change",
        type: types.subnet,
        to: (subnet) => ({ ...subnet, cidrBlock: String(subnet.cidrBlock).replace(/^10\.\d+/, "172.64") }),
      },
    ],
  },
  {
    id: "no-gateway-route",
    title: "put the origin into subnets without a route to the gateway",
    cause: "origin-not-public",
    codes: [522],
    source: "https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/1098",
    fits: having("network"),
    families: [4],
    steps: [
      {
        do: "change",
        type: types.routeTable,
        to: (table) => (asList(table.routes).length > 0 ? { ...table, routes: [] } : undefined),
      },
      { do: "drop", type: types.route, where: (route) => route.destinationCidrBlock === "0.0.0.0/0" },
    ],
  },
  {
    id: "nat-instead-of-gateway",
    title: "sent the public subnets out through a NAT gateway",
    cause: "origin-not-public",
    codes: [522],
    source: "https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/779",
    fits: having("network"),
    families: [4],
    steps: [
      {
        do: "change",
        type: types.routeTable,
        to: (table) =>
          asList(table.routes).length > 0
            ? { ...table, routes: [{ cidrBlock: "0.0.0.0/0", natGatewayId: "nat-0a1b2c3d4e5f60718" }] }
            : undefined,
      },
      {
        do: "change",
        type: types.route,
        to: ({ gatewayId: _, ...route }) =>
          route.destinationCidrBlock === "0.0.0.0/0" ? { ...route, natGatewayId: "nat-0a1b2c3d4e5f60718" } : undefined,
      },
    ],
  },
  {
    id: "no-ipv6-route",
    title: "forgot the route for IPv6",
    cause: "origin-not-public",
    codes: [522],
    source: "https://github.com/konklone/oversight.garden/pull/197",
    fits: having("network", "dualstack"),
    families: [6],
    steps: [{ do: "drop", type: types.route, where: (route) => route.destinationIpv6CidrBlock === "::/0" }],
  },
  {
    id: "egress-only-ipv6",
    title: "routed IPv6 through an egress-only gateway",
    cause: "origin-not-public",
    codes: [522],
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html",
    fits: having("network", "dualstack"),
    families: [6],
    steps: [
      {
        do: "change",
        type: types.route,
        to: ({ gatewayId: _, ...route }) =>
          route.destinationIpv6CidrBlock === "::/0"
            ? { ...route, egressOnlyGatewayId: "eigw-0a1b2c3d4e5f60718" }
            : undefined,
      },
    ],
  },
  {
    id: "internal-balancer",
    title: "made the balancer internal",
    cause: "origin-not-public",
    codes: [1002, 522],
    source: "https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/1424",
    fits: ({ traits, id }) =>
      (traits.includes("balancer") || traits.includes("network-balancer")) && id !== "existing-zone",
    steps: [{ do: "change", type: types.loadBalancer, to: (balancer) => ({ ...balancer, internal: true }) }],
  },
  {
    id: "acl-without-way-back",
    title: "wrote a network ACL that lets answers out on the listener's port alone",
    ...filtered,
    source: "https://github.com/MaterializeInc/materialize/pull/37016",
    fits: both(having("network", "strict"), lacking("acl")),
    steps: guarded(everybody, [port(100, 443), port(110, 80)]),
  },
  {
    id: "acl-without-https",
    title: "wrote a network ACL that lets http in alone",
    ...filtered,
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html",
    fits: both(having("network", "strict"), lacking("acl"), except("origin-port")),
    steps: guarded([port(100, 80)], everybody),
  },
  {
    id: "acl-denies-edge",
    title: "denied 162.158.0.0/15 as a crawler, before the rule that allows everybody",
    ...filtered,
    families: [4],
    source: "https://github.com/cloudflare/cloudflare-docs/pull/25274",
    fits: both(having("network", "strict"), lacking("acl")),
    steps: guarded([{ ...all(50), action: "deny", cidrBlock: "162.158.0.0/15" }, ...everybody], everybody),
  },
  {
    id: "acl-for-ipv4",
    title: "wrote a network ACL for IPv4 alone",
    ...filtered,
    families: [6],
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-network-acls.html",
    fits: both(having("network", "dualstack"), lacking("acl")),
    steps: guarded([all(100)], [all(100)]),
  },
  {
    id: "acl-egress-removed",
    title: "left the network ACL without rules for what goes out",
    ...filtered,
    source: "https://github.com/scalar-labs/scalar-kubernetes/pull/165",
    fits: having("acl"),
    steps: [{ do: "change", type: types.networkAcl, to: (acl) => ({ ...acl, egress: [] }) }],
  },
  {
    id: "acl-linux-ports",
    title: "let answers out to the ephemeral ports of Linux alone",
    ...filtered,
    source: "https://github.com/base/docs/pull/1663",
    fits: having("acl"),
    steps: [
      {
        do: "change",
        type: types.networkAcl,
        to: (acl) => ({
          ...acl,
          egress: asList(acl.egress)
            .filter(isInputs)
            .map((rule) => ({ ...rule, fromPort: 32768, toPort: 60999 })),
        }),
      },
    ],
  },
];

/** Adds a route to the table of the public subnets, the way the program writes its routes. */
function routed({ cidrBlock, ...target }: Inputs): readonly Step[] {
  return [
    {
      do: "change",
      type: types.routeTable,
      to: (table) =>
        asList(table.routes).length > 0
          ? { ...table, routes: [...asList(table.routes), { cidrBlock, ...target }] }
          : undefined,
    },
    {
      do: "change",
      type: types.route,
      to: (route) => {
        if (route.destinationCidrBlock !== "0.0.0.0/0") return undefined;
        register(types.route, "to-others", {
          routeTableId: route.routeTableId,
          destinationCidrBlock: cidrBlock,
          ...target,
        });
        return { ...route };
      },
    },
  ];
}

/** Puts the subnets behind a network ACL. */
function guarded(ingress: readonly Inputs[], egress: readonly Inputs[]): readonly Step[] {
  return [
    {
      do: "add",
      make: ({ all: every }) => {
        register(types.networkAcl, "guard", {
          vpcId: outputOf(every(types.vpc)[0], "id"),
          subnetIds: every(types.subnet).map((subnet) => outputOf(subnet, "id")),
          ingress,
          egress,
        });
      },
    },
  ];
}

function all(ruleNo: number): Inputs {
  return { ruleNo, action: "allow", protocol: "-1", fromPort: 0, toPort: 0, cidrBlock: "0.0.0.0/0" };
}

function port(ruleNo: number, number: number): Inputs {
  return { ...all(ruleNo), protocol: "tcp", fromPort: number, toPort: number };
}
