import { list as listOf, text as textOf, texts } from "../provider/property";
import { any, bag, type Cloud, flag, map, number, type ResourceType, text } from "../provider/resource-type";
import { refusalText, refuse } from "../refusals";
import { privateAddress, publicAddress } from "./addresses";
import { arn, awsType, newId } from "./aws-type";
import { DEFAULT_SECURITY_GROUP, INSTANCE, SECURITY_GROUP, SUBNET } from "./names";

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RunInstances.html */
export const instance: ResourceType = awsType({
  ...INSTANCE,
  inputs: {
    ami: text({ cloudFills: true, replaces: true }),
    instanceType: text({ cloudFills: true }),
    subnetId: text({ cloudFills: true, replaces: true }),
    vpcSecurityGroupIds: bag({ cloudFills: true }),
    associatePublicIpAddress: flag({ cloudFills: true, replaces: true }),
    availabilityZone: text({ cloudFills: true, replaces: true }),
    disableApiStop: flag({ cloudFills: true }),
    disableApiTermination: flag({ cloudFills: true }),
    ebsOptimized: flag({ cloudFills: true }),
    getPasswordData: flag({ default: false }),
    iamInstanceProfile: any({ cloudFills: true }),
    ipv6AddressCount: number({ cloudFills: true }),
    ipv6Addresses: bag({ cloudFills: true }),
    keyName: text({ cloudFills: true, replaces: true }),
    launchTemplate: map(),
    metadataOptions: map({ cloudFills: true }),
    monitoring: flag({ cloudFills: true }),
    privateIp: text({ cloudFills: true, replaces: true }),
    rootBlockDevice: map({ cloudFills: true }),
    securityGroups: bag({ cloudFills: true, replaces: true }),
    sourceDestCheck: flag({ default: true }),
    tenancy: text({ cloudFills: true, replaces: true }),
    userData: text({ cloudFills: true }),
    userDataBase64: text({ cloudFills: true }),
    userDataReplaceOnChange: flag({ default: false }),
  },
  outputs: [
    "arn",
    "instanceLifecycle",
    "instanceState",
    "outpostArn",
    "passwordData",
    "primaryNetworkInterfaceId",
    "privateDns",
    "publicDns",
    "publicIp",
    "spotInstanceRequestId",
  ],
  references: [
    { path: "subnetId", to: [SUBNET], absent: "noSuchSubnet", holds: true },
    {
      path: "vpcSecurityGroupIds[]",
      to: [SECURITY_GROUP, DEFAULT_SECURITY_GROUP],
      absent: "noSuchGroup",
      holds: true,
    },
  ],
  validate: (inputs) =>
    inputs.ami === undefined && inputs.launchTemplate === undefined
      ? [{ property: "ami", reason: refusalText("missingAmi", {}) }]
      : [],
  create({ cloud, inputs }) {
    const ami = textOf(inputs.ami);
    if (ami !== undefined && !/^ami-[0-9a-f]{8,17}$/.test(ami)) refuse("malformedAmi", { id: ami });
    const subnet = cloud.find(SUBNET, textOf(inputs.subnetId) ?? "");
    const groups = texts(inputs.vpcSecurityGroupIds);
    requireSameVpc(cloud, groups, subnet?.id, textOf(subnet?.properties.vpcId));
    const id = newId("i");
    const privateIp = textOf(inputs.privateIp) ?? privateAddress(cloud, textOf(subnet?.properties.cidrBlock));
    const wantsPublic = inputs.associatePublicIpAddress ?? subnet?.properties.mapPublicIpOnLaunch;
    const publicIp = wantsPublic === true ? publicAddress(cloud, "ephemeral") : undefined;
    return {
      id,
      outputs: {
        arn: arn(cloud, "ec2", `instance/${id}`),
        instanceState: "running",
        primaryNetworkInterfaceId: newId("eni"),
        associatePublicIpAddress: publicIp !== undefined,
        availabilityZone: inputs.availabilityZone ?? subnet?.properties.availabilityZone ?? `${cloud.region}a`,
        disableApiStop: inputs.disableApiStop ?? false,
        disableApiTermination: inputs.disableApiTermination ?? false,
        ebsOptimized: inputs.ebsOptimized ?? false,
        instanceType: inputs.instanceType ?? "t3.micro",
        ipv6Addresses: listOf(inputs.ipv6Addresses),
        monitoring: inputs.monitoring ?? false,
        privateIp,
        privateDns: `ip-${privateIp.replaceAll(".", "-")}.ec2.internal`,
        ...(publicIp === undefined ? {} : { publicIp, publicDns: publicName(publicIp) }),
        tenancy: inputs.tenancy ?? "default",
        vpcSecurityGroupIds: groups.length > 0 ? groups : defaultGroup(cloud, textOf(subnet?.properties.vpcId)),
      },
    };
  },
  update({ cloud, inputs }) {
    const subnet = cloud.find(SUBNET, textOf(inputs.subnetId) ?? "");
    requireSameVpc(cloud, texts(inputs.vpcSecurityGroupIds), subnet?.id, textOf(subnet?.properties.vpcId));
    return {};
  },
  remove({ id, before }) {
    if (before.disableApiTermination === true) refuse("terminationProtected", { id });
    return undefined;
  },
});

/** Gives the public DNS name of an address. */
export function publicName(address: string): string {
  return `ec2-${address.replaceAll(".", "-")}.compute-1.amazonaws.com`;
}

function requireSameVpc(
  cloud: Cloud,
  groups: readonly string[],
  subnet: string | undefined,
  vpc: string | undefined,
): void {
  if (subnet === undefined || vpc === undefined) return;
  for (const group of groups) {
    const found = cloud.find(SECURITY_GROUP, group) ?? cloud.find(DEFAULT_SECURITY_GROUP, group);
    const own = textOf(found?.properties.vpcId);
    if (own !== undefined && own !== vpc) refuse("foreignGroup", { group, subnet });
  }
}

function defaultGroup(cloud: Cloud, vpc: string | undefined): readonly string[] {
  return cloud
    .all(DEFAULT_SECURITY_GROUP)
    .filter((group) => group.properties.vpcId === vpc)
    .map((group) => group.id);
}
