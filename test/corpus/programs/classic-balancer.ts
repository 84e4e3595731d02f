import * as aws from "@pulumi/aws";
import type { Archetype } from "../archetype";
import { cloudflareIpv4, proxiedName, strictZone } from "./edge";
import { everywhere, publicNetwork } from "./network";

/** A balancer of the first generation. */
export const classicBalancer: Archetype = {
  id: "classic-balancer",
  title: "a classic balancer",
  hostnames: ["mail.example.com"],
  families: [4],
  traits: ["inline-rules", "acm", "network", "strict", "edge-redirects", "named-record"],
  program() {
    const network = publicNetwork("mail");
    const group = new aws.ec2.SecurityGroup("mail", {
      vpcId: network.vpc.id,
      ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: cloudflareIpv4 }],
      egress: [everywhere],
    });
    const serverGroup = new aws.ec2.SecurityGroup("mail-server", {
      vpcId: network.vpc.id,
      ingress: [{ protocol: "tcp", fromPort: 8080, toPort: 8080, securityGroups: [group.id] }],
      egress: [everywhere],
    });
    const certificate = new aws.acm.Certificate("mail", { domainName: "mail.example.com", validationMethod: "DNS" });
    const validation = new aws.acm.CertificateValidation("mail", { certificateArn: certificate.arn });
    const server = new aws.ec2.Instance("mail", {
      ami: "ami-0123456789abcdef0",
      instanceType: "t4g.small",
      subnetId: network.subnetIds[0] ?? "",
      vpcSecurityGroupIds: [serverGroup.id],
    });
    const balancer = new aws.elb.LoadBalancer("mail", {
      subnets: network.subnetIds,
      securityGroups: [group.id],
      listeners: [
        {
          lbPort: 443,
          lbProtocol: "https",
          instancePort: 8080,
          instanceProtocol: "http",
          sslCertificateId: validation.certificateArn,
        },
      ],
      instances: [server.id],
    });
    proxiedName(strictZone().id, "mail.example.com", balancer.dnsName);
  },
};
