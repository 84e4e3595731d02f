import * as aws from "@pulumi/aws";

/** A VPC with two public subnets, one table and one gateway, as most tutorials write it. */
export function publicNetwork(name: string) {
  const vpc = new aws.ec2.Vpc(name, { cidrBlock: "10.30.0.0/16", enableDnsHostnames: true });
  const gateway = new aws.ec2.InternetGateway(name, { vpcId: vpc.id });
  const routes = new aws.ec2.RouteTable(name, {
    vpcId: vpc.id,
    routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: gateway.id }],
  });
  const subnets = ["us-east-1a", "us-east-1b"].map((availabilityZone, index) => {
    const subnet = new aws.ec2.Subnet(`${name}-${availabilityZone}`, {
      vpcId: vpc.id,
      availabilityZone,
      cidrBlock: `10.30.${index}.0/24`,
      mapPublicIpOnLaunch: true,
    });
    new aws.ec2.RouteTableAssociation(`${name}-${availabilityZone}`, { subnetId: subnet.id, routeTableId: routes.id });
    return subnet;
  });
  return { vpc, gateway, routes, subnets, subnetIds: subnets.map(({ id }) => id) };
}

/** Two instances behind a target group. */
export function servers(name: string, network: ReturnType<typeof publicNetwork>, front: aws.ec2.SecurityGroup) {
  const group = new aws.ec2.SecurityGroup(`${name}-server`, {
    vpcId: network.vpc.id,
    ingress: [{ protocol: "tcp", fromPort: 8080, toPort: 8080, securityGroups: [front.id] }],
    egress: [everywhere],
  });
  const targets = new aws.lb.TargetGroup(name, {
    vpcId: network.vpc.id,
    port: 8080,
    protocol: "HTTP",
    targetType: "instance",
    healthCheck: { path: "/health" },
  });
  network.subnets.forEach((subnet, index) => {
    const server = new aws.ec2.Instance(`${name}-${index}`, {
      ami: "ami-0123456789abcdef0",
      instanceType: "t4g.small",
      subnetId: subnet.id,
      vpcSecurityGroupIds: [group.id],
    });
    new aws.lb.TargetGroupAttachment(`${name}-${index}`, {
      targetGroupArn: targets.arn,
      targetId: server.id,
      port: 8080,
    });
  });
  return targets;
}

export const everywhere = { protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] };
