import * as aws from "@pulumi/aws";
import * as awsx from "@pulumi/awsx";
import * as eks from "@pulumi/eks";
import type { Archetype } from "../archetype";
import { cloudflareIpv4, proxiedName, strictZone } from "./edge";

/**
 * Pulumi's own awsx: network, balancer and service are components that a provider makes, whose children a recording does
 * not see.
 */
export const crosswalk: Archetype = {
  id: "crosswalk",
  title: "awsx, whose components a recording cannot look into",
  hostnames: [],
  families: [],
  traits: [],
  unknown: ["cart.example.com https 4"],
  program() {
    const network = new awsx.ec2.Vpc("cart", { natGateways: { strategy: "None" } });
    const group = new aws.ec2.SecurityGroup("cart", {
      vpcId: network.vpcId,
      ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: cloudflareIpv4 }],
      egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] }],
    });
    const certificate = new aws.acm.Certificate("cart", { domainName: "cart.example.com", validationMethod: "DNS" });
    const validation = new aws.acm.CertificateValidation("cart", { certificateArn: certificate.arn });
    const balancer = new awsx.lb.ApplicationLoadBalancer("cart", {
      subnetIds: network.publicSubnetIds,
      securityGroups: [group.id],
      listener: { port: 443, protocol: "HTTPS", certificateArn: validation.certificateArn },
    });
    new awsx.ecs.FargateService("cart", {
      cluster: new aws.ecs.Cluster("cart").arn,
      networkConfiguration: { subnets: network.publicSubnetIds, securityGroups: [group.id], assignPublicIp: true },
      taskDefinitionArgs: {
        container: {
          name: "cart",
          image: "public.ecr.aws/nginx/nginx:stable",
          cpu: 256,
          memory: 512,
          portMappings: [{ targetGroup: balancer.defaultTargetGroup }],
        },
      },
    });
    proxiedName(
      strictZone().id,
      "cart.example.com",
      balancer.loadBalancer.apply(({ dnsName }) => dnsName),
    );
  },
};

/** Pulumi's own eks: the ingress that makes the balancer runs in the cluster, and another program's hands tell its name. */
export const cluster: Archetype = {
  id: "cluster",
  title: "eks, and a balancer that a controller in the cluster makes",
  hostnames: [],
  families: [],
  traits: [],
  unknown: ["pods.example.com https 4"],
  program() {
    const network = new awsx.ec2.Vpc("pods", { natGateways: { strategy: "Single" } });
    new eks.Cluster("pods", {
      vpcId: network.vpcId,
      publicSubnetIds: network.publicSubnetIds,
      privateSubnetIds: network.privateSubnetIds,
      nodeAssociatePublicIpAddress: false,
    });
    proxiedName(
      strictZone().id,
      "pods.example.com",
      "k8s-pods-ingress-0a1b2c3d4e-1234567890.us-east-1.elb.amazonaws.com",
    );
  },
};
