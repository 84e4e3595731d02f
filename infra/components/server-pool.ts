import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { SiteNetwork } from "./public-network";

export interface ServerPoolArgs {
  readonly network: SiteNetwork;
  /** Group that the balancer wears. */
  readonly balancerGroupId: pulumi.Input<string>;
  /** TCP port on which the servers speak plain HTTP, 1–65535. */
  readonly port: number;
  /** Image such as `ami-0a1b`; another one replaces the servers. */
  readonly ami: string;
  readonly instanceType: string;
  /** Script of the first start. */
  readonly userData?: pulumi.Input<string>;
}

/** What a load balancer sends requests to. */
export interface Target {
  /** Ends the attachment's name. */
  readonly key: string;
  /** Id of an instance. */
  readonly id: pulumi.Input<string>;
}

/**
 * Servers behind a load balancer, one in each subnet. They have public addresses of the ephemeral kind for their own
 * downloads, which nothing points at, and admit the balancer alone.
 *
 * Children: `aws.ec2.SecurityGroup` `<name>`; `aws.vpc.SecurityGroupIngressRule` `<name>-balancer`;
 * `aws.vpc.SecurityGroupEgressRule` `<name>-out`; for each subnet `aws.ec2.Instance` `<name>-<key>`.
 */
export class ServerPool extends pulumi.ComponentResource {
  readonly targets: readonly Target[];

  constructor(name: string, args: ServerPoolArgs, opts?: pulumi.ComponentResourceOptions) {
    super("no521:index:ServerPool", name, {}, opts);
    const group = new aws.ec2.SecurityGroup(
      name,
      { vpcId: args.network.vpcId, description: "Admits the load balancer to the servers.", tags: { Name: name } },
      { parent: this, deleteBeforeReplace: false },
    );
    const rules = this.#makeRules(name, group, args);
    const servers = args.network.subnets.map(({ key, id }) => ({
      key,
      server: new aws.ec2.Instance(
        `${name}-${key}`,
        {
          ami: args.ami,
          instanceType: args.instanceType,
          subnetId: id,
          vpcSecurityGroupIds: [group.id],
          associatePublicIpAddress: true,
          metadataOptions: { httpTokens: "required" },
          ...(args.userData !== undefined && { userData: args.userData }),
          tags: { Name: `${name}-${key}` },
        },
        { parent: this, dependsOn: [...rules, ...args.network.ready] },
      ),
    }));
    this.targets = servers.map(({ key, server }) => ({ key, id: server.id }));
    this.registerOutputs({ instanceIds: servers.map(({ server }) => server.id) });
  }

  #makeRules(name: string, group: aws.ec2.SecurityGroup, args: ServerPoolArgs): readonly pulumi.Resource[] {
    const fromBalancer = new aws.vpc.SecurityGroupIngressRule(
      `${name}-balancer`,
      {
        securityGroupId: group.id,
        ipProtocol: "tcp",
        fromPort: args.port,
        toPort: args.port,
        referencedSecurityGroupId: args.balancerGroupId,
      },
      { parent: this },
    );
    const out = new aws.vpc.SecurityGroupEgressRule(
      `${name}-out`,
      { securityGroupId: group.id, ipProtocol: "-1", cidrIpv4: "0.0.0.0/0" },
      { parent: this },
    );
    return [fromBalancer, out];
  }
}
