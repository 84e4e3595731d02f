import * as aws from "@pulumi/aws";
import * as cloudflare from "@pulumi/cloudflare";
import type { Archetype } from "../archetype";
import { account, cloudflareIpv4, strictZone } from "./edge";
import { everywhere, publicNetwork } from "./network";

/** Cloudflare's load balancer in front of two instances. */
export const edgeBalancer: Archetype = {
  id: "edge-balancer",
  title: "Cloudflare's load balancer with two origins",
  hostnames: ["play.example.com"],
  families: [4],
  traits: ["inline-rules", "instance", "network", "strict", "edge-redirects"],
  unknown: ["play.example.com https 4"],
  program() {
    const network = publicNetwork("play");
    const group = new aws.ec2.SecurityGroup("play", {
      vpcId: network.vpc.id,
      ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: cloudflareIpv4 }],
      egress: [everywhere],
    });
    const origins = network.subnets.map((subnet, index) => {
      const server = new aws.ec2.Instance(`play-${index}`, {
        ami: "ami-0123456789abcdef0",
        instanceType: "c7g.large",
        subnetId: subnet.id,
        vpcSecurityGroupIds: [group.id],
      });
      const address = new aws.ec2.Eip(`play-${index}`, { domain: "vpc", instance: server.id });
      return { name: `play-${index}`, address: address.publicIp, enabled: true };
    });
    const monitor = new cloudflare.LoadBalancerMonitor("play", {
      accountId: account.id,
      type: "https",
      port: 443,
      path: "/health",
      expectedCodes: "200",
      header: { Host: ["play.example.com"] },
    });
    const pool = new cloudflare.LoadBalancerPool("play", {
      accountId: account.id,
      name: "play",
      origins,
      monitor: monitor.id,
    });
    new cloudflare.LoadBalancer("play", {
      zoneId: strictZone().id,
      name: "play.example.com",
      defaultPools: [pool.id],
      fallbackPool: pool.id,
      proxied: true,
    });
  },
};
