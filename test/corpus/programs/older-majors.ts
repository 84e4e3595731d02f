import * as aws from "aws6";
import * as cloudflare from "cloudflare5";
import type { Archetype } from "../archetype";
import { account, cloudflareIpv4 } from "./edge";

/** `@pulumi/aws` 6 and `@pulumi/cloudflare` 5, as many stacks still run them. */
export const olderMajors: Archetype = {
  id: "older-majors",
  title: "the majors before the current ones",
  hostnames: ["five.example.com"],
  families: [4],
  traits: ["inline-rules", "balancer", "acm", "network", "strict", "edge-redirects", "named-record"],
  // Its targets are addresses of servers that another program owns.
  unknown: ["five.example.com https 4"],
  program() {
    const vpc = new aws.ec2.Vpc("five", { cidrBlock: "10.50.0.0/16" });
    const gateway = new aws.ec2.InternetGateway("five", { vpcId: vpc.id });
    const routes = new aws.ec2.RouteTable("five", {
      vpcId: vpc.id,
      routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: gateway.id }],
    });
    const subnets = ["a", "b"].map((letter, index) => {
      const subnet = new aws.ec2.Subnet(letter, {
        vpcId: vpc.id,
        availabilityZone: `us-east-1${letter}`,
        cidrBlock: `10.50.${index}.0/24`,
      });
      new aws.ec2.RouteTableAssociation(letter, { subnetId: subnet.id, routeTableId: routes.id });
      return subnet.id;
    });
    const group = new aws.ec2.SecurityGroup("five", {
      vpcId: vpc.id,
      ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: cloudflareIpv4 }],
      egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
    });
    const balancer = new aws.lb.LoadBalancer("five", { securityGroups: [group.id], subnets });
    const certificate = new aws.acm.Certificate("five", { domainName: "five.example.com", validationMethod: "DNS" });
    const validation = new aws.acm.CertificateValidation("five", { certificateArn: certificate.arn });
    const targets = new aws.lb.TargetGroup("five", { vpcId: vpc.id, port: 8080, protocol: "HTTP", targetType: "ip" });
    new aws.lb.TargetGroupAttachment("five", { targetGroupArn: targets.arn, targetId: "10.50.0.10" });
    new aws.lb.Listener("five", {
      loadBalancerArn: balancer.arn,
      port: 443,
      protocol: "HTTPS",
      certificateArn: validation.certificateArn,
      defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
    });
    const zone = new cloudflare.Zone("zone", { accountId: account.id, zone: "example.com" });
    new cloudflare.ZoneSettingsOverride("zone", {
      zoneId: zone.id,
      settings: { ssl: "strict", alwaysUseHttps: "on", minTlsVersion: "1.2" },
    });
    new cloudflare.Record("five", {
      zoneId: zone.id,
      name: "five",
      type: "CNAME",
      value: balancer.dnsName,
      proxied: true,
    });
  },
};
