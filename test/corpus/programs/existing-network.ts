import * as aws from "@pulumi/aws";
import type { Archetype } from "../archetype";
import { cloudflareIpv4, proxiedName, strictZone } from "./edge";
import { everywhere } from "./network";

/** A network that another team owns, read by its ids. */
export const existingNetwork: Archetype = {
  id: "existing-network",
  title: "a network and a group that another team owns",
  hostnames: ["guest.example.com"],
  families: [4],
  traits: ["acm", "strict", "edge-redirects", "named-record"],
  unknown: ["guest.example.com https 4"],
  program() {
    const vpc = aws.ec2.Vpc.get("shared", "vpc-0a1b2c3d4e5f60718");
    const group = aws.ec2.SecurityGroup.get("shared", "sg-0a1b2c3d4e5f60718");
    const own = new aws.ec2.SecurityGroup("guest", {
      vpcId: vpc.id,
      ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: cloudflareIpv4.slice(0, 3) }],
      egress: [everywhere],
    });
    const balancer = new aws.lb.LoadBalancer("guest", {
      securityGroups: [own.id, group.id],
      subnets: ["subnet-0a1b2c3d4e5f60718", "subnet-0a1b2c3d4e5f60719"],
    });
    const certificate = new aws.acm.Certificate("guest", { domainName: "*.example.com", validationMethod: "DNS" });
    const validation = new aws.acm.CertificateValidation("guest", { certificateArn: certificate.arn });
    const targets = new aws.lb.TargetGroup("guest", { vpcId: vpc.id, port: 80, protocol: "HTTP", targetType: "ip" });
    new aws.lb.TargetGroupAttachment("guest", { targetGroupArn: targets.arn, targetId: "10.0.0.10" });
    new aws.lb.Listener("guest", {
      loadBalancerArn: balancer.arn,
      port: 443,
      protocol: "HTTPS",
      certificateArn: validation.certificateArn,
      defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
    });
    proxiedName(strictZone().id, "guest.example.com", balancer.dnsName);
  },
};
