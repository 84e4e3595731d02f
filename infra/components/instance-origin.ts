import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { tags } from "../../src/tags";
import type { OriginFirewall } from "./origin-firewall";
import type { Endpoint } from "./plan/endpoint";
import { refuse } from "./plan/name";
import type { OriginTarget } from "./proxied-hostname";
import type { SiteNetwork } from "./public-network";

export interface InstanceOriginArgs {
  readonly network: SiteNetwork;
  /** Groups that the instance wears; one of them has egress. */
  readonly firewalls: readonly OriginFirewall[];
  /** Image such as `ami-0a1b`; another one replaces the instance, and visitors see 521 until its server listens. */
  readonly ami: string;
  readonly instanceType: string;
  /** Script of the first start, which makes a server listen on `listens`. A change stops the instance. */
  readonly userData: pulumi.Input<string>;
  /** What listens on the instance; no property of AWS's tells it, so the checks read it from a tag. */
  readonly listens: readonly Endpoint[];
  /** What must hold at the edge before the instance changes, such as a redirect that makes port 80 superfluous. */
  readonly edgeReady?: readonly pulumi.Resource[];
  /** Whether address and instance are protected from deletion. @default true */
  readonly protect?: boolean;
}

/**
 * One instance with an elastic address, which the edge dials. The address that AWS gives an instance by itself changes
 * at each stop, and a record that holds it points at a stranger.
 *
 * Children: `aws.ec2.Instance`, `aws.ec2.Eip`, `aws.ec2.EipAssociation` `<name>`.
 */
export class InstanceOrigin extends pulumi.ComponentResource {
  readonly target: OriginTarget;
  readonly publicIp: pulumi.Output<string>;
  /** What must stand before the edge may dial. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: InstanceOriginArgs, opts?: pulumi.ComponentResourceOptions) {
    const [subnet] = args.network.subnets;
    if (subnet === undefined) throw refuse("network.subnets", "it is empty, and an instance needs one");
    if (args.firewalls.length === 0)
      throw refuse("firewalls", "it is empty, and an instance needs a group that admits the edge");
    super("no521:index:InstanceOrigin", name, {}, opts);
    const protect = args.protect ?? true;
    const instance = new aws.ec2.Instance(
      name,
      {
        ami: args.ami,
        instanceType: args.instanceType,
        subnetId: subnet.id,
        vpcSecurityGroupIds: args.firewalls.map((firewall) => firewall.securityGroupId),
        // associatePublicIpAddress stays unset: with an elastic address it makes the provider replace the instance.
        // @see https://github.com/hashicorp/terraform-provider-aws/issues/37318
        metadataOptions: { httpTokens: "required" },
        userData: args.userData,
        tags: { Name: name, [tags.listens]: args.listens.map(({ port, scheme }) => `${port}/${scheme}`).join(" ") },
      },
      {
        parent: this,
        protect,
        dependsOn: [...args.firewalls.flatMap(({ rules }) => rules), ...args.network.ready, ...(args.edgeReady ?? [])],
      },
    );
    const address = new aws.ec2.Eip(
      name,
      { domain: "vpc", tags: { Name: name } },
      { parent: this, protect, dependsOn: [...args.network.ready] },
    );
    const association = new aws.ec2.EipAssociation(
      name,
      { allocationId: address.allocationId, instanceId: instance.id },
      { parent: this },
    );
    this.target = { type: "A", content: address.publicIp };
    this.publicIp = address.publicIp;
    this.ready = [association];
    this.registerOutputs({ publicIp: this.publicIp });
  }
}
