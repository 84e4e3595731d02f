import type { Inputs, Piece, Site } from "../../../policies/example";
import { output, resource } from "../../../policies/sites";
import { types } from "../../../src/graph/types";
import { balancerOf } from "./balancer";
import { ruleOf } from "./edge-rule";
import { instanceOf } from "./instance";
import { networkBalancerOf } from "./network-balancer";
import type { RandomAcl, RandomHost, RandomSite } from "./site";

const account = "0123456789abcdef0123456789abcdef";

/** Writes a random site as a program would declare it. */
export function programOf(site: RandomSite): Site {
  return Object.assign({}, zoneOf(site), networkOf(site), ...site.hosts.map(hostOf)) as Site;
}

function hostOf(host: RandomHost, index: number): Site {
  switch (host.kind) {
    case "instance":
      return instanceOf(host, index);
    case "balancer":
      return balancerOf(host, index);
    case "network":
      return networkBalancerOf(host, index);
  }
}

function zoneOf({ mode, alwaysUseHttps, pulls, rule: edgeRule, hosts }: RandomSite): Site {
  const zoneId = output("zone", "id");
  const setting = (settingId: string, value: string) => resource(types.zoneSetting, { zoneId, settingId, value });
  const first = hosts[0]?.name ?? "";
  return {
    zone: resource(types.zone, { account: { id: account }, name: "example.com" }),
    ssl: setting("ssl", mode),
    https: setting("always_use_https", alwaysUseHttps ? "on" : "off"),
    ...(pulls === "global" && { pulls: setting("tls_client_auth", "on") }),
    ...(pulls === "zone" && { pulls: resource(types.originPullsSettings, { zoneId, enabled: true }) }),
    ...(pulls === "hostname" && {
      pulls: resource(types.originPulls, { zoneId, configs: [{ hostname: first, certId: "0a1b2c3d", enabled: true }] }),
    }),
    ...(edgeRule !== null && { rules: ruleOf(edgeRule, first) }),
  };
}

function networkOf({ subnets, acl: filter }: RandomSite): Site {
  const vpcId = output("vpc", "id");
  const perSubnet = subnets.map(({ gateway, gateway6, detours: others }, index): Site => {
    const out = output("gateway", "id");
    return {
      [`subnet${index}`]: resource(types.subnet, {
        vpcId,
        cidrBlock: `10.0.${index}.0/24`,
        availabilityZone: `us-east-1${index === 0 ? "a" : "b"}`,
      }),
      [`routes${index}`]: resource(types.routeTable, {
        vpcId,
        routes: [
          ...(gateway ? [{ cidrBlock: "0.0.0.0/0", gatewayId: out }] : []),
          ...(gateway6 ? [{ ipv6CidrBlock: "::/0", gatewayId: out }] : []),
          ...others.map((cidr) => ({
            ...(cidr.includes(":") ? { ipv6CidrBlock: cidr } : { cidrBlock: cidr }),
            transitGatewayId: "tgw-0a1b2c3d4e5f60718",
          })),
        ],
      }),
      [`association${index}`]: resource(types.routeTableAssociation, {
        subnetId: output(`subnet${index}`, "id"),
        routeTableId: output(`routes${index}`, "id"),
      }),
    };
  });
  return Object.assign(
    {
      vpc: resource(types.vpc, { cidrBlock: "10.0.0.0/16", assignGeneratedIpv6CidrBlock: true }),
      gateway: resource(types.internetGateway, { vpcId }),
      ...(filter !== null && { acl: aclOf(filter) }),
    },
    ...perSubnet,
  ) as Site;
}

function aclOf({ entries, open }: RandomAcl): Piece {
  const of = (direction: "ingress" | "egress"): Inputs[] => [
    ...entries
      .map((entry, index) => ({ entry, index }))
      .filter(({ entry }) => entry.direction === direction)
      .map(({ entry: { deny, cidr, ports }, index }) => ({
        ruleNo: 100 + 10 * index,
        action: deny ? "deny" : "allow",
        protocol: ports === null ? "-1" : "tcp",
        fromPort: ports?.[0] ?? 0,
        toPort: ports?.[1] ?? 0,
        ...(cidr.includes(":") ? { ipv6CidrBlock: cidr } : { cidrBlock: cidr }),
      })),
    ...(open ? [everything(900, { cidrBlock: "0.0.0.0/0" }), everything(901, { ipv6CidrBlock: "::/0" })] : []),
  ];
  return resource(types.networkAcl, {
    vpcId: output("vpc", "id"),
    subnetIds: [output("subnet0", "id"), output("subnet1", "id")],
    ingress: of("ingress"),
    egress: of("egress"),
  });
}

function everything(ruleNo: number, whom: Inputs): Inputs {
  return { ruleNo, action: "allow", protocol: "-1", fromPort: 0, toPort: 0, ...whom };
}
