import * as aws from "@pulumi/aws";
import * as cloudflare from "@pulumi/cloudflare";
import type { Archetype } from "../archetype";
import { account, proxiedName, setting } from "./edge";
import { publicNetwork, servers } from "./network";

/** A balancer with one rule resource for each range that the provider's function lists, and a validated certificate. */
export const separateRules: Archetype = {
  id: "separate-rules",
  title: "a balancer with separate rules and a validated certificate",
  hostnames: ["api.example.com", "www.example.com"],
  families: [4],
  traits: ["separate-rules", "balancer", "acm", "network", "strict", "port-80", "named-record"],
  // The http listener leaves its protocol to the provider.
  unknown: ["api.example.com http 4", "www.example.com http 4"],
  async program() {
    const { ipv4Cidrs } = await cloudflare.getIpRanges();
    const network = publicNetwork("web");
    const group = new aws.ec2.SecurityGroup("web", { vpcId: network.vpc.id });
    const rules = [80, 443].flatMap((port) =>
      ipv4Cidrs.map(
        (cidrIpv4) =>
          new aws.vpc.SecurityGroupIngressRule(`web-${port}-${cidrIpv4}`, {
            securityGroupId: group.id,
            ...{ ipProtocol: "tcp", fromPort: port, toPort: port, cidrIpv4 },
          }),
      ),
    );
    new aws.vpc.SecurityGroupEgressRule("web", {
      securityGroupId: group.id,
      ipProtocol: "-1",
      cidrIpv4: "0.0.0.0/0",
    });
    const balancer = new aws.lb.LoadBalancer(
      "web",
      { securityGroups: [group.id], subnets: network.subnetIds, idleTimeout: 960 },
      { dependsOn: rules },
    );
    const zone = new cloudflare.Zone("zone", { account, name: "example.com" });
    setting(zone.id, "ssl", "strict");
    const certificate = new aws.acm.Certificate("web", {
      domainName: "www.example.com",
      subjectAlternativeNames: ["api.example.com"],
      validationMethod: "DNS",
    });
    const options = certificate.domainValidationOptions;
    const proofs = [0, 1].map(
      (index) =>
        new cloudflare.DnsRecord(`proof-${index}`, {
          zoneId: zone.id,
          name: options.apply((all) => all[index]?.resourceRecordName ?? ""),
          type: options.apply((all) => all[index]?.resourceRecordType ?? ""),
          content: options.apply((all) => all[index]?.resourceRecordValue ?? ""),
          proxied: false,
          ttl: 60,
        }),
    );
    const validation = new aws.acm.CertificateValidation("web", {
      certificateArn: certificate.arn,
      validationRecordFqdns: proofs.map(({ name }) => name),
    });
    const targets = servers("web", network, group);
    new aws.lb.Listener("web-http", {
      loadBalancerArn: balancer.arn,
      port: 80,
      defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
    });
    new aws.lb.Listener("web-https", {
      loadBalancerArn: balancer.arn,
      port: 443,
      protocol: "HTTPS",
      sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      certificateArn: validation.certificateArn,
      defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
    });
    proxiedName(zone.id, "www.example.com", balancer.dnsName);
    proxiedName(zone.id, "api.example.com", balancer.dnsName);
  },
};
