import type { Input, Inputs, Site } from "../../../policies/example";
import { ipv4Ranges, output, resource } from "../../../policies/sites";
import { types } from "../../../src/graph/types";
import { recordOf, subnetsOf } from "./balancer";
import { attachmentOf } from "./behind";
import { originCaFor } from "./certificate";
import { groupOf, someOf } from "./groups";
import { listening, serverIn } from "./instance";
import type { RandomNetworkHost } from "./site";

/** Writes a site behind a network load balancer. */
export function networkBalancerOf(host: RandomNetworkHost, index: number): Site {
  const id = (name: string) => `${name}${index}`;
  const door = host.group === null ? undefined : groupOf(host.group, id("door"), host.egress);
  const servers = { two: [0, 1], one: [0], far: [1] }[host.count];
  const inner = [output(id("inner"), "id")];
  const told = { userData: output(id("issued"), "certificate"), ...listening(host.listens) };
  return {
    ...door?.site,
    [id("issued")]: originCaFor(host.certificate),
    [id("inner")]: resource(types.securityGroup, {
      vpcId: output("vpc", "id"),
      ingress: admittedOf(host, door?.groups ?? []),
      egress: [],
    }),
    ...Object.fromEntries(servers.map((subnet) => [id(`server${subnet}-`), serverIn(subnet, inner, told)])),
    [id("balancer")]: resource(types.loadBalancer, {
      loadBalancerType: "network",
      internal: false,
      ipAddressType: host.dualstack ? "dualstack" : "ipv4",
      ...(door !== undefined && { securityGroups: door.groups }),
      subnets: subnetsOf(host),
    }),
    ...Object.assign({}, ...host.ports.map((each) => listenerOf(host, each, servers, id))),
    [id("record")]: recordOf(host.name, id),
  };
}

function listenerOf(
  { keeps }: RandomNetworkHost,
  { port, targetPort }: RandomNetworkHost["ports"][number],
  servers: readonly number[],
  id: (name: string) => string,
): Site {
  const targets = id(`targets${port}-`);
  return {
    [targets]: resource(types.targetGroup, {
      vpcId: output("vpc", "id"),
      port: targetPort,
      protocol: "TCP",
      targetType: "instance",
      ...(keeps !== null && { preserveClientIp: String(keeps) }),
    }),
    ...Object.fromEntries(
      servers.map((subnet) => [id(`attachment${port}-${subnet}-`), attachmentOf(targets, id(`server${subnet}-`))]),
    ),
    [id(`listener${port}-`)]: resource(types.listener, {
      loadBalancerArn: output(id("balancer"), "arn"),
      port,
      protocol: "TCP",
      defaultActions: [{ type: "forward", targetGroupArn: output(targets, "arn") }],
    }),
  };
}

/** A balancer without a group is none that a rule can name. */
function admittedOf({ admits, ports }: RandomNetworkHost, groups: readonly Input[]): readonly Inputs[] {
  const from = (whom: Inputs) =>
    ports.map(({ targetPort }) => ({ protocol: "tcp", fromPort: targetPort, toPort: targetPort, ...whom }));
  switch (admits) {
    case "balancer":
      return groups.length > 0 ? from({ securityGroups: groups.slice(0, 1) }) : from({ cidrBlocks: ["10.0.0.0/16"] });
    case "network":
      return from({ cidrBlocks: ["10.0.0.0/16"] });
    case "cloudflare":
      return from({ cidrBlocks: ipv4Ranges });
    case "some":
      return from({ cidrBlocks: someOf(ipv4Ranges) });
    case "everybody":
      return from({ cidrBlocks: ["0.0.0.0/0"] });
    case "nobody":
      return [];
  }
}
