import * as aws from "@pulumi/aws";
import type { Archetype } from "../archetype";
import { cloudflareIpv4, proxiedName, strictZone } from "./edge";
import { everywhere, publicNetwork, servers } from "./network";

/** A balancer whose group lists its rules inline, in subnets with a network ACL of their own. */
export const inlineBalancer: Archetype = {
  id: "inline-balancer",
  title: "a balancer with inline rules and a network ACL",
  hostnames: ["shop.example.com"],
  families: [4],
  traits: ["inline-rules", "balancer", "acm", "network", "acl", "strict", "edge-redirects", "port-80", "named-record"],
  program() {
    const network = publicNetwork("shop");
    const open = { action: "allow", cidrBlock: "0.0.0.0/0", protocol: "tcp" };
    new aws.ec2.NetworkAcl("shop", {
      vpcId: network.vpc.id,
      subnetIds: network.subnetIds,
      ingress: [
        { ...open, ruleNo: 100, fromPort: 80, toPort: 80 },
        { ...open, ruleNo: 110, fromPort: 443, toPort: 443 },
        { ...open, ruleNo: 120, fromPort: 1024, toPort: 65535 },
      ],
      egress: [{ ...open, ruleNo: 100, fromPort: 0, toPort: 65535 }],
    });
    const group = new aws.ec2.SecurityGroup("shop", {
      vpcId: network.vpc.id,
      description: "Cloudflare to the balancer",
      ingress: [80, 443].map((port) => ({
        protocol: "tcp",
        fromPort: port,
        toPort: port,
        cidrBlocks: cloudflareIpv4,
      })),
      egress: [everywhere],
    });
    const balancer = new aws.lb.LoadBalancer("shop", {
      loadBalancerType: "application",
      securityGroups: [group.id],
      subnets: network.subnetIds,
    });
    const targets = servers("shop", network, group);
    const certificate = new aws.acm.Certificate("shop", { domainName: "shop.example.com", validationMethod: "DNS" });
    const validation = new aws.acm.CertificateValidation("shop", { certificateArn: certificate.arn });
    new aws.lb.Listener("shop-http", {
      loadBalancerArn: balancer.arn,
      port: 80,
      protocol: "HTTP",
      defaultActions: [{ type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } }],
    });
    new aws.lb.Listener("shop-https", {
      loadBalancerArn: balancer.arn,
      port: 443,
      protocol: "HTTPS",
      certificateArn: validation.certificateArn,
      defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
    });
    const zone = strictZone();
    proxiedName(zone.id, "shop.example.com", balancer.dnsName);
  },
};
