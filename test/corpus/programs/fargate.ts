import * as aws from "@pulumi/aws";
import type { Archetype } from "../archetype";
import { cloudflareIpv4, proxiedName, strictZone } from "./edge";
import { everywhere, publicNetwork } from "./network";

/** Containers on Fargate behind a balancer. */
export const fargate: Archetype = {
  id: "fargate",
  title: "containers on Fargate behind a balancer",
  hostnames: ["app.example.com"],
  families: [4],
  traits: ["inline-rules", "balancer", "acm", "network", "strict", "edge-redirects", "named-record"],
  program() {
    const network = publicNetwork("app");
    const front = new aws.ec2.SecurityGroup("app", {
      vpcId: network.vpc.id,
      ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: cloudflareIpv4 }],
      egress: [everywhere],
    });
    const back = new aws.ec2.SecurityGroup("app-task", {
      vpcId: network.vpc.id,
      ingress: [{ protocol: "tcp", fromPort: 3000, toPort: 3000, securityGroups: [front.id] }],
      egress: [everywhere],
    });
    const balancer = new aws.lb.LoadBalancer("app", { securityGroups: [front.id], subnets: network.subnetIds });
    const targets = new aws.lb.TargetGroup("app", {
      vpcId: network.vpc.id,
      port: 3000,
      protocol: "HTTP",
      targetType: "ip",
    });
    const certificate = new aws.acm.Certificate("app", {
      domainName: "example.com",
      subjectAlternativeNames: ["*.example.com"],
      validationMethod: "DNS",
    });
    const validation = new aws.acm.CertificateValidation("app", { certificateArn: certificate.arn });
    const listener = new aws.lb.Listener("app", {
      loadBalancerArn: balancer.arn,
      port: 443,
      protocol: "HTTPS",
      certificateArn: validation.certificateArn,
      defaultActions: [{ type: "forward", targetGroupArn: targets.arn }],
    });
    const cluster = new aws.ecs.Cluster("app");
    const task = new aws.ecs.TaskDefinition("app", {
      family: "app",
      ...{ cpu: "256", memory: "512", networkMode: "awsvpc", requiresCompatibilities: ["FARGATE"] },
      containerDefinitions: JSON.stringify([
        { name: "app", image: "public.ecr.aws/nginx/nginx:stable", portMappings: [{ containerPort: 3000 }] },
      ]),
    });
    new aws.ecs.Service(
      "app",
      {
        cluster: cluster.arn,
        taskDefinition: task.arn,
        launchType: "FARGATE",
        desiredCount: 2,
        loadBalancers: [{ targetGroupArn: targets.arn, containerName: "app", containerPort: 3000 }],
        networkConfiguration: { subnets: network.subnetIds, securityGroups: [back.id], assignPublicIp: true },
      },
      { dependsOn: [listener] },
    );
    proxiedName(strictZone().id, "app.example.com", balancer.dnsName);
  },
};
