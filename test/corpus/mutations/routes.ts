import { types } from "../../../src/graph/types";
import { asList, isInputs } from "../inputs";
import { both, except, having, type Mutation } from "../mutation";
import { type Inputs, outputOf, type Step } from "../plant";
import { add, change, drop, vpcIdOf } from "./steps";

const own = ["own-balancer", "own-instance"] as const;
const notPublic = { cause: "origin-not-public", codes: [522] } as const;
const swallowed = { cause: "route-swallows-replies", codes: [522, 523, 521], families: [4] } as const;
const publicSubnets = both(having("network"), except(...own));

/** Where the tables of the origin's subnets lead. */
export const routeMutations: readonly Mutation[] = [
  {
    id: "one-zone-private",
    title: "associated one of two subnets with the public table",
    ...notPublic,
    source: "https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/779",
    // The other subnet has no part in a site of one instance.
    fits: both(publicSubnets, having("balancer")),
    steps: [drop(types.routeTableAssociation, (_, name) => /b$/.test(name))],
  },
  {
    id: "no-association",
    title: "associated no subnet with the public table, so that all have the main one",
    ...notPublic,
    source: "https://github.com/NixOS/nixops-aws/issues/7",
    fits: publicSubnets,
    steps: [drop(types.routeTableAssociation)],
  },
  {
    id: "main-table-adopted",
    title: "took the main table into the program, which removed its routes",
    ...notPublic,
    source: "https://www.pulumi.com/registry/packages/aws/api-docs/ec2/defaultroutetable/",
    fits: publicSubnets,
    steps: [
      drop(types.routeTableAssociation),
      add(({ all, once }) => {
        const defaultRouteTableId = outputOf(all(types.vpc)[0], "defaultRouteTableId");
        once(types.defaultRouteTable, "main", { defaultRouteTableId, routes: [] });
      }),
    ],
  },
  {
    id: "gateway-elsewhere",
    title: "attached the gateway to another network",
    ...notPublic,
    codes: ["deploy"],
    source: "https://github.com/giantswarm/aws-operator/pull/634",
    fits: publicSubnets,
    steps: [
      change(types.internetGateway, (gateway, _, { once }) => ({
        ...gateway,
        vpcId: outputOf(once(types.vpc, "other", { cidrBlock: "10.98.0.0/16", id: undefined }), "id"),
      })),
    ],
  },
  {
    id: "gateway-unattached",
    title: "made the gateway and attached it to no network",
    ...notPublic,
    codes: ["deploy"],
    source: "https://github.com/smoketurner/serverless-vpc-plugin/issues/147",
    fits: publicSubnets,
    steps: [change(types.internetGateway, ({ vpcId: _, ...gateway }) => gateway)],
  },
  {
    id: "out-through-transit",
    title: "sent what goes out through the company's transit gateway",
    ...notPublic,
    families: [4],
    source: "https://docs.aws.amazon.com/vpc/latest/tgw/transit-gateway-nat-igw.html",
    fits: publicSubnets,
    steps: routed((routes) => routes.map(({ gatewayId: _, ...route }) => ({ ...route, transitGatewayId: transit }))),
  },
  {
    id: "halves-to-office",
    title: "routed both halves of all addresses to the office, which are more specific than the default route",
    ...swallowed,
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html",
    fits: publicSubnets,
    steps: routed((routes) => [
      ...routes,
      ...["0.0.0.0/1", "128.0.0.0/1"].map((cidr) => ({ cidrBlock: cidr, transitGatewayId: transit })),
    ]),
  },
  {
    id: "list-to-partner",
    title: "routed a list of networks to a partner, with one of Cloudflare's among them",
    ...swallowed,
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html",
    fits: publicSubnets,
    steps: [
      add(({ all, once }) => {
        const partner = once(types.managedPrefixList, "partner", {
          ...{ addressFamily: "IPv4", maxEntries: 5, id: undefined },
          entries: [{ cidr: "10.200.0.0/16" }, { cidr: "172.64.0.0/13" }],
        });
        all(types.routeTable).forEach((table, index) => {
          once(types.route, `partner-${index}`, {
            routeTableId: outputOf(table, "id"),
            destinationPrefixListId: outputOf(partner, "id"),
            transitGatewayId: transit,
          });
        });
      }),
    ],
  },
  {
    id: "ipv6-to-partner",
    title: "routed 2606:4700::/32 to a partner",
    ...swallowed,
    families: [6],
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html",
    fits: both(having("network", "dualstack"), except(...own)),
    steps: [
      add(({ all, once }) => {
        once(types.route, "partner", {
          routeTableId: outputOf(all(types.routeTable)[0], "id"),
          destinationIpv6CidrBlock: "2606:4700::/32",
          transitGatewayId: transit,
        });
      }),
    ],
  },
  {
    id: "peer-has-the-range",
    title: "gave the network a second block, of Cloudflare's addresses",
    ...swallowed,
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html",
    fits: publicSubnets,
    steps: [
      add((program) => {
        program.once("aws:ec2/vpcIpv4CidrBlockAssociation:VpcIpv4CidrBlockAssociation", "more", {
          vpcId: vpcIdOf(program),
          cidrBlock: "172.64.0.0/16",
        });
      }),
    ],
  },
  {
    id: "balancer-in-private-subnets",
    title: "put the balancer into the subnets that are meant for the servers",
    ...notPublic,
    source: "https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/1098",
    fits: both(publicSubnets, having("balancer")),
    steps: [
      change(types.loadBalancer, (balancer, _, program) => ({
        ...balancer,
        subnets: ["a", "b"].map((letter, index) =>
          outputOf(
            program.once(types.subnet, `inner-${letter}`, {
              ...{ vpcId: vpcIdOf(program), id: undefined },
              availabilityZone: `us-east-1${letter}`,
              cidrBlock: `10.${balancer.ipAddressType === "dualstack" ? 60 : 30}.${index + 8}.0/24`,
            }),
            "id",
          ),
        ),
      })),
    ],
  },
];

const transit = "tgw-0a1b2c3d4e5f60718";

/** Rewrites the routes to everywhere, inline or as a resource. */
function routed(rewrite: (routes: readonly Inputs[]) => readonly Inputs[]): readonly Step[] {
  return [
    change(types.routeTable, (table) =>
      asList(table.routes).length === 0
        ? undefined
        : { ...table, routes: rewrite(asList(table.routes).filter(isInputs)) },
    ),
    change(types.route, ({ destinationCidrBlock, ...route }, name, { once }) => {
      if (destinationCidrBlock !== "0.0.0.0/0") return undefined;
      const [first, ...more] = rewrite([{ cidrBlock: destinationCidrBlock, gatewayId: route.gatewayId }]);
      more.forEach(({ cidrBlock, ...target }, index) => {
        once(types.route, `${name}-${index}`, {
          routeTableId: route.routeTableId,
          destinationCidrBlock: cidrBlock,
          ...target,
        });
      });
      const { gatewayId: _, ...kept } = route;
      const { cidrBlock: __, ...target } = first ?? {};
      return { ...kept, destinationCidrBlock, ...target };
    }),
  ];
}
