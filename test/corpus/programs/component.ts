import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Archetype } from "../archetype";
import { cloudflareIpv4, proxiedName, strictZone } from "./edge";
import { everywhere, publicNetwork, servers } from "./network";

interface WebServiceArgs {
  readonly network: ReturnType<typeof publicNetwork>;
  readonly hostname: string;
}

/** What platform teams hand out: a balancer with its group, certificate and listener as one resource. */
class WebService extends pulumi.ComponentResource {
  readonly address: pulumi.Output<string>;
  readonly group: aws.ec2.SecurityGroup;
  readonly listener: aws.lb.Listener;

  constructor(name: string, { network, hostname }: WebServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:web:Service", name, {}, opts);
    this.group = new aws.ec2.SecurityGroup(
      name,
      {
        vpcId: network.vpc.id,
        ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: cloudflareIpv4 }],
        egress: [everywhere],
      },
      { parent: this },
    );
    const balancer = new aws.lb.LoadBalancer(
      name,
      { securityGroups: [this.group.id], subnets: network.subnetIds },
      { parent: this },
    );
    const certificate = new aws.acm.Certificate(
      name,
      { domainName: hostname, validationMethod: "DNS" },
      { parent: this },
    );
    const validation = new aws.acm.CertificateValidation(name, { certificateArn: certificate.arn }, { parent: this });
    this.listener = new aws.lb.Listener(
      name,
      {
        loadBalancerArn: balancer.arn,
        port: 443,
        protocol: "HTTPS",
        certificateArn: validation.certificateArn,
        defaultActions: [{ type: "forward", targetGroupArn: servers(name, network, this.group).arn }],
      },
      { parent: this },
    );
    this.address = balancer.dnsName;
    this.registerOutputs({ address: this.address });
  }
}

/** A program that declares nothing by itself but the edge. */
export const component: Archetype = {
  id: "component",
  title: "its platform team's component",
  hostnames: ["team.example.com"],
  families: [4],
  traits: ["inline-rules", "balancer", "acm", "network", "strict", "edge-redirects", "named-record"],
  program() {
    const service = new WebService("team", { network: publicNetwork("team"), hostname: "team.example.com" });
    proxiedName(strictZone().id, "team.example.com", service.address);
  },
};
