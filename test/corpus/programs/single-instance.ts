import * as aws from "@pulumi/aws";
import * as cloudflare from "@pulumi/cloudflare";
import type { Archetype } from "../archetype";
import { cloudflareIpv4, strictZone } from "./edge";
import { everywhere, publicNetwork } from "./network";

/** One instance with an elastic address, nginx and an Origin CA certificate installed by its user data. */
export const singleInstance: Archetype = {
  id: "single-instance",
  title: "one instance with an elastic address",
  hostnames: ["blog.example.com"],
  families: [4],
  traits: ["inline-rules", "instance", "network", "strict", "edge-redirects", "named-record"],
  unknown: ["blog.example.com https 4"],
  program() {
    const network = publicNetwork("blog");
    const group = new aws.ec2.SecurityGroup("blog", {
      vpcId: network.vpc.id,
      ingress: [
        { protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: cloudflareIpv4 },
        { protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["203.0.113.0/24"] },
      ],
      egress: [everywhere],
    });
    const issued = new cloudflare.OriginCaCertificate("blog", {
      csr: "-----BEGIN CERTIFICATE REQUEST-----\n-----END CERTIFICATE REQUEST-----",
      hostnames: ["blog.example.com"],
      requestType: "origin-ecc",
      requestedValidity: 5475,
    });
    const server = new aws.ec2.Instance("blog", {
      ami: "ami-0123456789abcdef0",
      instanceType: "t4g.small",
      subnetId: network.subnetIds[0] ?? "",
      vpcSecurityGroupIds: [group.id],
      userData: issued.certificate.apply((pem) => `#!/bin/sh\ncat > /etc/nginx/origin.pem <<END\n${pem}\nEND\n`),
    });
    const address = new aws.ec2.Eip("blog", { domain: "vpc", instance: server.id }, { dependsOn: [network.gateway] });
    new cloudflare.DnsRecord("blog", {
      zoneId: strictZone().id,
      name: "blog.example.com",
      type: "A",
      content: address.publicIp,
      proxied: true,
      ttl: 1,
    });
  },
};
