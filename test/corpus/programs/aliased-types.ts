import * as aws from "@pulumi/aws";
import * as cloudflare from "@pulumi/cloudflare";
import type { Archetype } from "../archetype";
import { cloudflareIpv4, strictZone } from "./edge";
import { publicNetwork, servers } from "./network";

/** An older program: `aws.alb`, `SecurityGroupRule` and `cloudflare.Record`. */
export const aliasedTypes: Archetype = {
  id: "aliased-types",
  title: "the older names of every type",
  hostnames: ["old.example.com"],
  families: [4],
  traits: ["legacy-rules", "balancer", "acm", "network", "strict", "edge-redirects", "named-record"],
  program() {
    const network = publicNetwork("old");
    const group = new aws.ec2.SecurityGroup("old", { vpcId: network.vpc.id });
    new aws.ec2.SecurityGroupRule("old-in", {
      securityGroupId: group.id,
      ...{ type: "ingress", protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: cloudflareIpv4 },
    });
    new aws.ec2.SecurityGroupRule("old-out", {
      securityGroupId: group.id,
      ...{ type: "egress", protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] },
    });
    const balancer = new aws.alb.LoadBalancer("old", { securityGroups: [group.id], subnets: network.subnetIds });
    const certificate = new aws.acm.Certificate("old", { domainName: "*.example.com", validationMethod: "DNS" });
    const validation = new aws.acm.CertificateValidation("old", { certificateArn: certificate.arn });
    const targets = servers("old", network, group);
    new aws.alb.Listener("old", {
      loadBalancerArn: balancer.arn,
      port: 443,
      protocol: "HTTPS",
      certificateArn: validation.certificateArn,
      defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
    });
    new cloudflare.Record("old", {
      zoneId: strictZone().id,
      ...{ name: "old.example.com", type: "CNAME", content: balancer.dnsName, proxied: true, ttl: 1 },
    });
  },
};
