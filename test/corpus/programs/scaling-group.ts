import * as aws from "@pulumi/aws";
import type { Archetype } from "../archetype";
import { cloudflareIpv4, proxiedName, strictZone } from "./edge";
import { everywhere, publicNetwork } from "./network";

/** Two hostnames told apart by listener rules, each with its own scaling group. */
export const scalingGroup: Archetype = {
  id: "scaling-group",
  title: "scaling groups behind listener rules",
  hostnames: ["app.example.com", "www.example.com"],
  families: [4],
  traits: ["inline-rules", "balancer", "acm", "network", "strict", "edge-redirects", "named-record"],
  unknown: ["app.example.com https 4", "www.example.com https 4"],
  program() {
    const network = publicNetwork("fleet");
    const group = new aws.ec2.SecurityGroup("fleet", {
      vpcId: network.vpc.id,
      ingress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: cloudflareIpv4 }],
      egress: [everywhere],
    });
    const balancer = new aws.lb.LoadBalancer("fleet", { securityGroups: [group.id], subnets: network.subnetIds });
    const certificate = new aws.acm.Certificate("fleet", { domainName: "*.example.com", validationMethod: "DNS" });
    const validation = new aws.acm.CertificateValidation("fleet", { certificateArn: certificate.arn });
    const listener = new aws.lb.Listener("fleet", {
      loadBalancerArn: balancer.arn,
      port: 443,
      protocol: "HTTPS",
      certificateArn: validation.certificateArn,
      defaultActions: [{ type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "404" } }],
    });
    const zone = strictZone();
    const serverGroup = new aws.ec2.SecurityGroup("fleet-server", {
      vpcId: network.vpc.id,
      ingress: [{ protocol: "tcp", fromPort: 8080, toPort: 8080, securityGroups: [group.id] }],
      egress: [everywhere],
    });
    const template = new aws.ec2.LaunchTemplate("fleet", {
      imageId: "ami-0123456789abcdef0",
      instanceType: "t4g.small",
      vpcSecurityGroupIds: [serverGroup.id],
    });
    ["app", "www"].forEach((name, index) => {
      const targets = new aws.lb.TargetGroup(name, { vpcId: network.vpc.id, port: 8080, protocol: "HTTP" });
      new aws.autoscaling.Group(name, {
        minSize: 2,
        maxSize: 6,
        vpcZoneIdentifiers: network.subnetIds,
        launchTemplate: { id: template.id, version: "$Latest" },
        targetGroupArns: [targets.arn],
        healthCheckType: "ELB",
      });
      new aws.lb.ListenerRule(name, {
        listenerArn: listener.arn,
        priority: index + 1,
        conditions: [{ hostHeader: { values: [`${name}.example.com`] } }],
        actions: [{ type: "forward", targetGroupArn: targets.arn }],
      });
      proxiedName(zone.id, `${name}.example.com`, balancer.dnsName);
    });
  },
};
