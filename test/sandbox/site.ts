import { engineFor, type Made, type Surroundings, type TestEngine } from "./client";

/** An AWS network that a load balancer or an instance can stand in. */
export interface Network {
  readonly vpc: Made;
  readonly subnets: readonly [Made, Made];
  readonly gateway: Made;
  readonly group: Made;
}

/** Makes a VPC with two public subnets, a gateway and an empty security group. */
export async function network(aws: TestEngine): Promise<Network> {
  const vpc = await aws.create("aws:ec2/vpc:Vpc", "site", { cidrBlock: "10.0.0.0/16" });
  const gateway = await aws.create("aws:ec2/internetGateway:InternetGateway", "site", { vpcId: vpc.id });
  const subnet = (zone: string, third: number) =>
    aws.create("aws:ec2/subnet:Subnet", zone, {
      vpcId: vpc.id,
      cidrBlock: `10.0.${third}.0/24`,
      availabilityZone: `us-east-1${zone}`,
    });
  const subnets = [await subnet("a", 1), await subnet("b", 2)] as const;
  const group = await aws.create("aws:ec2/securityGroup:SecurityGroup", "alb", { vpcId: vpc.id });
  return { vpc, subnets, gateway, group };
}

/** Makes an application load balancer in a network. */
export function balancer(aws: TestEngine, net: Network, inputs: Record<string, unknown> = {}): Promise<Made> {
  return aws.create("aws:lb/loadBalancer:LoadBalancer", "alb", {
    subnets: net.subnets.map((subnet) => subnet.id),
    securityGroups: [net.group.id],
    ...inputs,
  });
}

/** Makes a target group in a network. */
export function targets(aws: TestEngine, net: Network, inputs: Record<string, unknown> = {}): Promise<Made> {
  return aws.create("aws:lb/targetGroup:TargetGroup", "web", {
    port: 8080,
    protocol: "HTTP",
    vpcId: net.vpc.id,
    ...inputs,
  });
}

/** Serves both providers on one cloud. */
export async function bothProviders(around: Surroundings = {}): Promise<{ aws: TestEngine; cloudflare: TestEngine }> {
  const aws = await engineFor("aws", around);
  return { aws, cloudflare: await engineFor("cloudflare", { ...around, folder: aws.folder }) };
}
