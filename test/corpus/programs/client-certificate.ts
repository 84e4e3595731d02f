import * as aws from "@pulumi/aws";
import type { Archetype } from "../archetype";
import { cloudflareIpv4, proxiedName, setting, strictZone } from "./edge";
import { everywhere, publicNetwork, servers } from "./network";

/** A balancer that lets in nobody without Cloudflare's client certificate. */
export const clientCertificate: Archetype = {
  id: "client-certificate",
  title: "a balancer that demands Cloudflare's client certificate",
  hostnames: ["bank.example.com"],
  families: [4],
  traits: ["inline-rules", "balancer", "acm", "network", "strict", "edge-redirects", "named-record"],
  program() {
    const network = publicNetwork("bank");
    const group = new aws.ec2.SecurityGroup("bank", {
      vpcId: network.vpc.id,
      ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: cloudflareIpv4 }],
      egress: [everywhere],
    });
    const balancer = new aws.lb.LoadBalancer("bank", { securityGroups: [group.id], subnets: network.subnetIds });
    const certificate = new aws.acm.Certificate("bank", { domainName: "bank.example.com", validationMethod: "DNS" });
    const validation = new aws.acm.CertificateValidation("bank", { certificateArn: certificate.arn });
    const store = new aws.lb.TrustStore("bank", {
      caCertificatesBundleS3Bucket: "bank-authorities",
      caCertificatesBundleS3Key: "cloudflare-origin-pull.pem",
    });
    const zone = strictZone();
    const pulls = setting(zone.id, "tls_client_auth", "on");
    new aws.lb.Listener(
      "bank",
      {
        loadBalancerArn: balancer.arn,
        port: 443,
        protocol: "HTTPS",
        certificateArn: validation.certificateArn,
        mutualAuthentication: { mode: "verify", trustStoreArn: store.arn },
        defaultActions: [{ type: "forward", targetGroupArn: servers("bank", network, group).arn }],
      },
      { dependsOn: [pulls] },
    );
    proxiedName(zone.id, "bank.example.com", balancer.dnsName);
  },
};
