import * as aws from "@pulumi/aws";
import type { Archetype } from "../archetype";
import { cloudflareIpv4, proxiedName, strictZone } from "./edge";
import { everywhere, publicNetwork } from "./network";

const fromEdge = { protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: cloudflareIpv4 };

/** A network balancer that decrypts; `guarded` by a group of its own, else by the groups of its targets. */
function program(guarded: boolean) {
  const network = publicNetwork("game");
  const group = new aws.ec2.SecurityGroup("game", {
    vpcId: network.vpc.id,
    ingress: [fromEdge],
    egress: [everywhere],
  });
  const balancer = new aws.lb.LoadBalancer("game", {
    loadBalancerType: "network",
    subnets: network.subnetIds,
    ...(guarded && { securityGroups: [group.id] }),
  });
  const serverGroup = new aws.ec2.SecurityGroup("game-server", {
    vpcId: network.vpc.id,
    ingress: guarded ? [{ protocol: "tcp", fromPort: 443, toPort: 443, securityGroups: [group.id] }] : [fromEdge],
    egress: [everywhere],
  });
  const targets = new aws.lb.TargetGroup("game", { vpcId: network.vpc.id, port: 443, protocol: "TCP" });
  const server = new aws.ec2.Instance("game", {
    ami: "ami-0123456789abcdef0",
    instanceType: "c7g.large",
    subnetId: network.subnetIds[0] ?? "",
    vpcSecurityGroupIds: [serverGroup.id],
  });
  new aws.lb.TargetGroupAttachment("game", { targetGroupArn: targets.arn, targetId: server.id });
  new aws.lb.Listener("game", {
    loadBalancerArn: balancer.arn,
    port: 443,
    protocol: "TCP",
    defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
  });
  proxiedName(strictZone().id, "play.example.com", balancer.dnsName);
}

const common = {
  hostnames: ["play.example.com"],
  families: [4],
  traits: ["inline-rules", "network-balancer", "network", "strict", "edge-redirects", "named-record"],
  unknown: ["play.example.com https 4"],
} as const;

/** A network balancer with a security group. */
export const guardedNetworkBalancer: Archetype = {
  ...common,
  id: "network-balancer",
  title: "a network balancer with a group",
  program: () => program(true),
};

/** A network balancer without one: what guards the site are the groups of its targets. */
export const openNetworkBalancer: Archetype = {
  ...common,
  id: "open-network-balancer",
  title: "a network balancer without a group",
  traits: ["network-balancer", "network", "strict", "edge-redirects", "named-record"],
  program: () => program(false),
};
