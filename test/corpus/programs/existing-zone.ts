import * as aws from "@pulumi/aws";
import * as cloudflare from "@pulumi/cloudflare";
import type { Archetype } from "../archetype";
import { cloudflareIpv4, proxiedName } from "./edge";
import { everywhere, publicNetwork, servers } from "./network";

/** A zone that somebody set up in the dashboard: its SSL mode is nowhere in the program. */
export const existingZone: Archetype = {
  id: "existing-zone",
  title: "a zone whose settings are not in the program",
  hostnames: ["shop.example.com"],
  families: [4],
  traits: ["inline-rules", "balancer", "port-80", "named-record"],
  unknown: ["shop.example.com http 4", "shop.example.com https 4"],
  program() {
    const network = publicNetwork("shop");
    const group = new aws.ec2.SecurityGroup("shop", {
      vpcId: network.vpc.id,
      ingress: [{ protocol: "tcp", fromPort: 80, toPort: 443, cidrBlocks: cloudflareIpv4 }],
      egress: [everywhere],
    });
    const balancer = new aws.lb.LoadBalancer("shop", { securityGroups: [group.id], subnets: network.subnetIds });
    const targets = servers("shop", network, group);
    for (const port of [80, 443]) {
      new aws.lb.Listener(`shop-${port}`, {
        loadBalancerArn: balancer.arn,
        port,
        ...(port === 443 && {
          protocol: "HTTPS",
          certificateArn: "arn:aws:acm:us-east-1:000000000000:certificate/0a1b2c3d",
        }),
        defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
      });
    }
    const zone = cloudflare.getZoneOutput({ filter: { name: "example.com" } });
    proxiedName(zone.zoneId, "shop.example.com", balancer.dnsName);
  },
};
