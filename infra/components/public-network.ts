import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type PlannedSubnet, planSubnets, subnetIpv6 } from "./plan/network";

/** A network in which an origin with a public address can stand. */
export interface SiteNetwork {
  readonly vpcId: pulumi.Input<string>;
  /** Public subnets, each in an availability zone of its own; a load balancer needs two. */
  readonly subnets: readonly SiteSubnet[];
  /** What must stand before an address in it is reachable: the routes and their associations. */
  readonly ready: readonly pulumi.Resource[];
}

/** One public subnet. */
export interface SiteSubnet {
  /** Ends the name of what stands in it, such as `us-east-1a`. */
  readonly key: string;
  readonly id: pulumi.Input<string>;
}

export interface PublicNetworkArgs {
  /** IPv4 network from /16 to /22, such as `10.20.0.0/16`. */
  readonly cidrBlock: string;
  /** Availability zones, such as `us-east-1a`; a subnet each, two at least. */
  readonly zones: readonly string[];
  /** Whether the network has IPv6 too. */
  readonly ipv6: boolean;
  /** CIDRs of the edge, which the network must not overlap. */
  readonly edgeRanges: readonly string[];
}

/**
 * A VPC whose subnets reach the internet, in IPv4 and, if asked, in IPv6. Its network ACL stays as AWS makes it: open,
 * since the quota of 20 entries cannot hold Cloudflare's ranges for two ports.
 *
 * Children: `aws.ec2.Vpc` `<name>`, `aws.ec2.InternetGateway` `<name>-gateway`, `aws.ec2.RouteTable` `<name>-public`,
 * `aws.ec2.Route` `<name>-ipv4` and `<name>-ipv6`; for each zone `aws.ec2.Subnet` and `aws.ec2.RouteTableAssociation`
 * `<name>-<zone>`.
 */
export class PublicNetwork extends pulumi.ComponentResource implements SiteNetwork {
  readonly vpcId: pulumi.Output<string>;
  readonly subnets: readonly SiteSubnet[];
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: PublicNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    const planned = planSubnets(args.cidrBlock, args.zones, args.edgeRanges);
    super("no521:index:PublicNetwork", name, {}, opts);
    const vpc = new aws.ec2.Vpc(
      name,
      {
        cidrBlock: args.cidrBlock,
        enableDnsSupport: true,
        enableDnsHostnames: true,
        ...(args.ipv6 && { assignGeneratedIpv6CidrBlock: true }),
        tags: { Name: name },
      },
      { parent: this },
    );
    const subnets = planned.map((subnet) => ({ subnet, made: this.#makeSubnet(name, vpc, subnet, args.ipv6) }));
    const table = new aws.ec2.RouteTable(
      `${name}-public`,
      { vpcId: vpc.id, tags: { Name: `${name}-public` } },
      { parent: this },
    );
    const associations = subnets.map(
      ({ subnet, made }) =>
        new aws.ec2.RouteTableAssociation(
          `${name}-${subnet.zone}`,
          { routeTableId: table.id, subnetId: made.id },
          { parent: this },
        ),
    );
    this.vpcId = vpc.id;
    this.subnets = subnets.map(({ subnet, made }) => ({ key: subnet.zone, id: made.id }));
    this.ready = [...this.#makeRoutes(name, vpc, table, args.ipv6), ...associations];
    this.registerOutputs({ vpcId: this.vpcId, subnetIds: subnets.map(({ made }) => made.id) });
  }

  #makeSubnet(name: string, vpc: aws.ec2.Vpc, { zone, cidr, ipv6Index }: PlannedSubnet, ipv6: boolean): aws.ec2.Subnet {
    return new aws.ec2.Subnet(
      `${name}-${zone}`,
      {
        vpcId: vpc.id,
        availabilityZone: zone,
        cidrBlock: cidr,
        ...(ipv6 && { ipv6CidrBlock: vpc.ipv6CidrBlock.apply((block) => subnetIpv6(block, ipv6Index)) }),
        tags: { Name: `${name}-${zone}` },
      },
      { parent: this },
    );
  }

  #makeRoutes(name: string, vpc: aws.ec2.Vpc, table: aws.ec2.RouteTable, ipv6: boolean): readonly aws.ec2.Route[] {
    const gateway = new aws.ec2.InternetGateway(
      `${name}-gateway`,
      { vpcId: vpc.id, tags: { Name: `${name}-gateway` } },
      { parent: this },
    );
    const way = { routeTableId: table.id, gatewayId: gateway.id };
    const ipv4Route = new aws.ec2.Route(
      `${name}-ipv4`,
      { ...way, destinationCidrBlock: "0.0.0.0/0" },
      { parent: this },
    );
    if (!ipv6) return [ipv4Route];
    return [
      ipv4Route,
      new aws.ec2.Route(`${name}-ipv6`, { ...way, destinationIpv6CidrBlock: "::/0" }, { parent: this }),
    ];
  }
}
