import { contains, overlaps, parseCidr } from "../../src/net/cidr";
import { text as textOf } from "../provider/property";
import { type Cloud, flag, number, type ResourceType, text } from "../provider/resource-type";
import { refuse } from "../refusals";
import { awsType, newId, ownership } from "./aws-type";
import { SUBNET, VPC } from "./names";

/** The zones of a region that the sandbox has. */
export function zonesOf(region: string): readonly string[] {
  return ["a", "b", "c"].map((letter) => `${region}${letter}`);
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSubnet.html */
export const subnet: ResourceType = awsType({
  ...SUBNET,
  inputs: {
    vpcId: text({ required: true, replaces: true }),
    cidrBlock: text({ cloudFills: true, replaces: true }),
    availabilityZone: text({ cloudFills: true, replaces: true }),
    availabilityZoneId: text({ cloudFills: true, replaces: true }),
    ipv6CidrBlock: text({ cloudFills: true }),
    assignIpv6AddressOnCreation: flag({ default: false }),
    customerOwnedIpv4Pool: text(),
    enableDns64: flag({ default: false }),
    enableLniAtDeviceIndex: number(),
    enableResourceNameDnsARecordOnLaunch: flag({ default: false }),
    enableResourceNameDnsAaaaRecordOnLaunch: flag({ default: false }),
    ipv6Native: flag({ default: false, replaces: true }),
    mapCustomerOwnedIpOnLaunch: flag(),
    mapPublicIpOnLaunch: flag({ default: false }),
    outpostArn: text({ replaces: true }),
    privateDnsHostnameTypeOnLaunch: text({ cloudFills: true }),
  },
  outputs: ["arn", "ipv6CidrBlockAssociationId", "ownerId"],
  references: [{ path: "vpcId", to: [VPC], absent: "noSuchVpc", holds: true }],
  inUse: "dependencyViolation",
  create({ cloud, inputs }) {
    const vpcId = textOf(inputs.vpcId) ?? "";
    const cidr = textOf(inputs.cidrBlock);
    if (cidr !== undefined) requireRoom(cloud, vpcId, cidr);
    const id = newId("subnet");
    const zone = textOf(inputs.availabilityZone) ?? nextZone(cloud);
    const letter = zone.slice(-1);
    return {
      id,
      outputs: {
        ...ownership(cloud, `subnet/${id}`),
        availabilityZone: zone,
        availabilityZoneId: `${zoneIdPrefix(cloud.region)}-az${"abcdef".indexOf(letter) + 1}`,
        privateDnsHostnameTypeOnLaunch: inputs.privateDnsHostnameTypeOnLaunch ?? "ip-name",
        ...(inputs.ipv6CidrBlock === undefined ? {} : { ipv6CidrBlockAssociationId: newId("subnet-cidr-assoc") }),
      },
    };
  },
});

function requireRoom(cloud: Cloud, vpcId: string, cidr: string): void {
  const network = parseCidr(cidr);
  const outer = parseCidr(textOf(cloud.find(VPC, vpcId)?.properties.cidrBlock) ?? "");
  if (network === undefined || outer === undefined || !contains(outer, network)) refuse("subnetOutside", { cidr });
  const taken = cloud
    .all(SUBNET)
    .filter((other) => other.properties.vpcId === vpcId)
    .flatMap((other) => parseCidr(textOf(other.properties.cidrBlock) ?? "") ?? []);
  if (taken.some((other) => overlaps(other, network))) refuse("subnetOverlaps", { cidr });
}

function nextZone(cloud: Cloud): string {
  const zones = zonesOf(cloud.region);
  return zones[cloud.all(SUBNET).length % zones.length] ?? `${cloud.region}a`;
}

/** `us-east-1` is `use1` in zone ids. */
function zoneIdPrefix(region: string): string {
  const [area = "", side = "", number = ""] = region.split("-");
  return `${area}${side.slice(0, 1)}${number}`;
}
