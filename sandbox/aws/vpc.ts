import { parseCidr } from "../../src/net/cidr";
import { text as textOf } from "../provider/property";
import { type Cloud, flag, number, type ResourceType, text } from "../provider/resource-type";
import { refuse } from "../refusals";
import { arn, awsType, newHex, newId, ownership } from "./aws-type";
import { DEFAULT_NETWORK_ACL, DEFAULT_SECURITY_GROUP, ROUTE_TABLE, VPC } from "./names";

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpc.html */
export const vpc: ResourceType = awsType({
  ...VPC,
  inputs: {
    cidrBlock: text({ cloudFills: true, replaces: true }),
    assignGeneratedIpv6CidrBlock: flag(),
    enableDnsHostnames: flag({ cloudFills: true }),
    enableDnsSupport: flag({ default: true }),
    enableNetworkAddressUsageMetrics: flag({ cloudFills: true }),
    instanceTenancy: text({ default: "default", oneOf: ["default", "dedicated"] }),
    ipv4IpamPoolId: text({ replaces: true }),
    ipv4NetmaskLength: number({ replaces: true }),
    ipv6CidrBlock: text({ cloudFills: true }),
    ipv6CidrBlockNetworkBorderGroup: text({ cloudFills: true }),
    ipv6IpamPoolId: text(),
    ipv6NetmaskLength: number(),
  },
  outputs: [
    "arn",
    "defaultNetworkAclId",
    "defaultRouteTableId",
    "defaultSecurityGroupId",
    "dhcpOptionsId",
    "ipv6AssociationId",
    "mainRouteTableId",
    "ownerId",
  ],
  inUse: "dependencyViolation",
  create({ cloud, inputs }) {
    const cidr = textOf(inputs.cidrBlock) ?? "";
    const network = parseCidr(cidr);
    if (network?.family !== 4 || network.prefixBits < 16 || network.prefixBits > 28) refuse("vpcSize", { cidr });
    const id = newId("vpc");
    const acl = newId("acl");
    const group = newId("sg");
    const table = newId("rtb");
    putDefaults(cloud, id, { acl, group, table });
    return {
      id,
      outputs: {
        ...ownership(cloud, `vpc/${id}`),
        defaultNetworkAclId: acl,
        defaultSecurityGroupId: group,
        defaultRouteTableId: table,
        mainRouteTableId: table,
        dhcpOptionsId: "dopt-0521052105210521a",
        enableDnsHostnames: inputs.enableDnsHostnames ?? false,
        enableNetworkAddressUsageMetrics: inputs.enableNetworkAddressUsageMetrics ?? false,
        ...ipv6(inputs.assignGeneratedIpv6CidrBlock === true),
      },
    };
  },
  update: ({ before, inputs }) =>
    textOf(before.ipv6CidrBlock) === undefined ? ipv6(inputs.assignGeneratedIpv6CidrBlock === true) : {},
});

/** A VPC brings a network ACL that allows all, a group whose members may talk, and a local route table. */
function putDefaults(cloud: Cloud, vpcId: string, ids: { acl: string; group: string; table: string }): void {
  const all = { protocol: "-1", fromPort: 0, toPort: 0 };
  cloud.put(DEFAULT_NETWORK_ACL, ids.acl, {
    type: DEFAULT_NETWORK_ACL.type,
    id: ids.acl,
    partOf: vpcId,
    properties: {
      ...ownership(cloud, `network-acl/${ids.acl}`),
      vpcId,
      ingress: [{ ...all, action: "allow", ruleNo: 100, cidrBlock: "0.0.0.0/0" }],
      egress: [{ ...all, action: "allow", ruleNo: 100, cidrBlock: "0.0.0.0/0" }],
      subnetIds: [],
    },
  });
  cloud.put(DEFAULT_SECURITY_GROUP, ids.group, {
    type: DEFAULT_SECURITY_GROUP.type,
    id: ids.group,
    partOf: vpcId,
    properties: {
      arn: arn(cloud, "ec2", `security-group/${ids.group}`),
      ownerId: cloud.account,
      vpcId,
      name: "default",
      description: "default VPC security group",
      ingress: [{ ...all, self: true }],
      egress: [{ ...all, cidrBlocks: ["0.0.0.0/0"] }],
    },
  });
  cloud.put(ROUTE_TABLE, ids.table, {
    type: ROUTE_TABLE.type,
    id: ids.table,
    partOf: vpcId,
    properties: { ...ownership(cloud, `route-table/${ids.table}`), vpcId, routes: [] },
  });
}

/** Amazon gives a /56; the sandbox takes it from the documentation's range. */
function ipv6(wanted: boolean) {
  return wanted
    ? {
        ipv6AssociationId: newId("vpc-cidr-assoc"),
        ipv6CidrBlock: `2001:db8:${Number.parseInt(newHex(2), 16).toString(16)}:${newHex(1).replace(/^0/, "")}00::/56`,
      }
    : {};
}
