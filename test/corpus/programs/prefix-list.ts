import * as aws from "@pulumi/aws";
import type { Archetype } from "../archetype";
import { cloudflareIpv4, proxiedName, strictZone } from "./edge";
import { everywhere, publicNetwork, servers } from "./network";

/** A list of Cloudflare's ranges that many groups share. */
export const prefixList: Archetype = {
  id: "prefix-list",
  title: "a managed prefix list",
  hostnames: ["list.example.com"],
  families: [4],
  traits: ["prefix-list", "balancer", "acm", "network", "strict", "edge-redirects", "named-record"],
  program() {
    const network = publicNetwork("list");
    const list = new aws.ec2.ManagedPrefixList("cloudflare", {
      addressFamily: "IPv4",
      maxEntries: 25,
      entries: cloudflareIpv4.map((cidr) => ({ cidr })),
    });
    const group = new aws.ec2.SecurityGroup("list", { vpcId: network.vpc.id, egress: [everywhere] });
    new aws.vpc.SecurityGroupIngressRule("list", {
      securityGroupId: group.id,
      ...{ ipProtocol: "tcp", fromPort: 443, toPort: 443, prefixListId: list.id },
    });
    const balancer = new aws.lb.LoadBalancer("list", { securityGroups: [group.id], subnets: network.subnetIds });
    const certificate = new aws.acm.Certificate("list", { domainName: "*.example.com", validationMethod: "DNS" });
    const validation = new aws.acm.CertificateValidation("list", { certificateArn: certificate.arn });
    new aws.lb.Listener("list", {
      loadBalancerArn: balancer.arn,
      port: 443,
      protocol: "HTTPS",
      certificateArn: validation.certificateArn,
      defaultActions: [{ type: "forward", targetGroupArn: servers("list", network, group).arn }],
    });
    proxiedName(strictZone().id, "list.example.com", balancer.dnsName);
  },
};
