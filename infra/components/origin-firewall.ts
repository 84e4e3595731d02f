import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Family } from "../../src/net/cidr";
import { tags } from "../../src/tags";
import { type Admission, checkAdmission, planRules } from "./plan/firewall";

export interface OriginFirewallArgs {
  readonly vpcId: pulumi.Input<string>;
  /** TCP port, 1–65535. A group holds the rules of one port, so that each keeps half of the quota free for changes. */
  readonly port: number;
  readonly admission: Admission;
  /**
   * Where what wears the group may connect to; of several groups on one origin one is enough. The provider takes away
   * the open egress that AWS gives a new group, and a balancer without egress answers 504. @default "nowhere"
   */
  readonly egress?: "everywhere" | "nowhere";
  /** Rules that AWS allows in a group, for each family, where the account's quota was raised. @default 60 */
  readonly rulesPerGroup?: number;
  /** Whether the group is protected from deletion. @default true */
  readonly protect?: boolean;
}

/**
 * A security group that admits the edge, or AWS's health checkers, on one port.
 *
 * The group has no name of its own and a description that never changes: both would replace it, and a name would make
 * the engine delete its rules before the new group has any. A consumer of `securityGroupId` must also depend on `rules`:
 * the id exists before the rules do.
 *
 * Children: `aws.ec2.SecurityGroup` `<name>`; for each range `aws.vpc.SecurityGroupIngressRule` `<name>-<cidr>`, such as
 * `<name>-103-21-244-0-22`; with prefix lists `aws.ec2.ManagedPrefixList` and the rule `<name>-ipv4`, `<name>-ipv6`; for
 * each list of AWS the rule `<name>-<key>`; `aws.vpc.SecurityGroupEgressRule` `<name>-out-ipv4`, `<name>-out-ipv6`.
 */
export class OriginFirewall extends pulumi.ComponentResource {
  readonly securityGroupId: pulumi.Output<string>;
  /** All that admits and lets out. */
  readonly rules: readonly pulumi.Resource[];

  constructor(name: string, args: OriginFirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    checkAdmission(args.admission, args.rulesPerGroup);
    super("no521:index:OriginFirewall", name, {}, opts);
    const protect = args.protect ?? true;
    const group = new aws.ec2.SecurityGroup(
      name,
      { vpcId: args.vpcId, description: "Admits to the origin on one port.", tags: { Name: name } },
      { parent: this, protect, deleteBeforeReplace: false },
    );
    const admitting = { securityGroupId: group.id, ipProtocol: "tcp", fromPort: args.port, toPort: args.port };
    this.securityGroupId = group.id;
    this.rules = [
      ...sourcesOf(name, args.admission, { parent: this, protect }).map(
        ({ key, source }) =>
          new aws.vpc.SecurityGroupIngressRule(`${name}-${key}`, { ...admitting, ...source }, { parent: this }),
      ),
      ...(args.egress === "everywhere" ? this.#openEgress(name, group) : []),
    ];
    this.registerOutputs({ securityGroupId: this.securityGroupId });
  }

  #openEgress(name: string, group: aws.ec2.SecurityGroup): readonly pulumi.Resource[] {
    const all = { securityGroupId: group.id, ipProtocol: "-1" };
    return [
      new aws.vpc.SecurityGroupEgressRule(`${name}-out-ipv4`, { ...all, cidrIpv4: "0.0.0.0/0" }, { parent: this }),
      new aws.vpc.SecurityGroupEgressRule(`${name}-out-ipv6`, { ...all, cidrIpv6: "::/0" }, { parent: this }),
    ];
  }
}

interface RuleSource {
  readonly key: string;
  readonly source:
    | { readonly cidrIpv4: string }
    | { readonly cidrIpv6: string }
    | { readonly prefixListId: pulumi.Input<string>; readonly tags?: Readonly<Record<string, string>> };
}

function sourcesOf(name: string, admission: Admission, opts: pulumi.CustomResourceOptions): readonly RuleSource[] {
  switch (admission.kind) {
    case "rules":
      return planRules(admission.ranges).map(({ key, family, cidr }) => ({
        key,
        source: family === 4 ? { cidrIpv4: cidr } : { cidrIpv6: cidr },
      }));
    case "prefix-lists":
      return ([4, 6] as const).map((family) => ({
        key: `ipv${family}`,
        source: { prefixListId: makeList(name, family, admission, opts).id },
      }));
    case "aws-lists":
      return admission.lists.map(({ key, name: list, id }) => ({
        key,
        source: { prefixListId: id, tags: { [tags.awsPrefixList]: list } },
      }));
  }
}

/**
 * Entries carry no description: to change one, the provider removes the entries and adds them again.
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/43528
 */
function makeList(
  name: string,
  family: Family,
  { ranges, maxEntries }: Extract<Admission, { kind: "prefix-lists" }>,
  opts: pulumi.CustomResourceOptions,
): aws.ec2.ManagedPrefixList {
  const entries = planRules(ranges).filter((rule) => rule.family === family);
  return new aws.ec2.ManagedPrefixList(
    `${name}-ipv${family}`,
    {
      addressFamily: `IPv${family}`,
      maxEntries: family === 4 ? maxEntries.ipv4 : maxEntries.ipv6,
      entries: entries.map(({ cidr }) => ({ cidr })),
    },
    opts,
  );
}
