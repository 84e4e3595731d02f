import * as aws from "@pulumi/aws";
import type { Archetype } from "../archetype";
import { cloudflareIpv4, cloudflareIpv6, proxiedName, strictZone } from "./edge";
import { servers } from "./network";

/** Both families, with route and ACL resources instead of inline blocks. */
export const dualstack: Archetype = {
  id: "dualstack",
  title: "a dualstack balancer",
  hostnames: ["six.example.com"],
  families: [4, 6],
  traits: ["inline-rules", "balancer", "dualstack", "acm", "network", "strict", "edge-redirects", "named-record"],
  program() {
    const network = dualstackNetwork();
    const group = new aws.ec2.SecurityGroup("six", {
      vpcId: network.vpc.id,
      ingress: [
        {
          ...{ protocol: "tcp", fromPort: 443, toPort: 443 },
          ...{ cidrBlocks: cloudflareIpv4, ipv6CidrBlocks: cloudflareIpv6 },
        },
      ],
      egress: [{ protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"], ipv6CidrBlocks: ["::/0"] }],
    });
    const balancer = new aws.lb.LoadBalancer("six", {
      ipAddressType: "dualstack",
      securityGroups: [group.id],
      subnets: network.subnetIds,
    });
    const certificate = new aws.acm.Certificate("six", { domainName: "six.example.com", validationMethod: "DNS" });
    const validation = new aws.acm.CertificateValidation("six", { certificateArn: certificate.arn });
    new aws.lb.Listener("six", {
      loadBalancerArn: balancer.arn,
      port: 443,
      protocol: "HTTPS",
      certificateArn: validation.certificateArn,
      defaultActions: [{ type: "forward", targetGroupArn: servers("six", network, group).arn }],
    });
    proxiedName(strictZone().id, "six.example.com", balancer.dnsName);
  },
};

function dualstackNetwork() {
  const vpc = new aws.ec2.Vpc("six", { cidrBlock: "10.60.0.0/16", assignGeneratedIpv6CidrBlock: true });
  const gateway = new aws.ec2.InternetGateway("six", { vpcId: vpc.id });
  const routes = new aws.ec2.RouteTable("six", { vpcId: vpc.id });
  new aws.ec2.Route("six-4", {
    routeTableId: routes.id,
    destinationCidrBlock: "0.0.0.0/0",
    gatewayId: gateway.id,
  });
  new aws.ec2.Route("six-6", {
    routeTableId: routes.id,
    destinationIpv6CidrBlock: "::/0",
    gatewayId: gateway.id,
  });
  const subnets = ["a", "b"].map((letter, index) => {
    const subnet = new aws.ec2.Subnet(`six-${letter}`, {
      vpcId: vpc.id,
      availabilityZone: `us-east-1${letter}`,
      cidrBlock: `10.60.${index}.0/24`,
      ipv6CidrBlock: vpc.ipv6CidrBlock.apply((block) => block.replace("00::/56", `0${index}::/64`)),
    });
    new aws.ec2.RouteTableAssociation(`six-${letter}`, { subnetId: subnet.id, routeTableId: routes.id });
    return subnet;
  });
  return { vpc, gateway, routes, subnets, subnetIds: subnets.map(({ id }) => id) };
}
