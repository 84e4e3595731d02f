import { randomInt } from "node:crypto";
import { list as listOf, maps, type Properties, text as textOf, texts } from "../provider/property";
import { bag, type Cloud, flag, map, number, type ResourceType, text } from "../provider/resource-type";
import { refuse } from "../refusals";
import { arn, awsType, newHex } from "./aws-type";
import { DEFAULT_SECURITY_GROUP, EIP, INTERNET_GATEWAY, LOAD_BALANCER, SECURITY_GROUP, SUBNET } from "./names";

/**
 * The hosted zone of load balancers in us-east-1, which the sandbox gives for every region.
 * @see https://docs.aws.amazon.com/general/latest/gr/elb.html
 */
const HOSTED_ZONE = "Z35SXDOTRQ7X7K";

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html */
export const loadBalancer: ResourceType = awsType({
  ...LOAD_BALANCER,
  aliases: [
    "aws:alb/loadBalancer:LoadBalancer",
    "aws:elasticloadbalancingv2/loadBalancer:LoadBalancer",
    "aws:applicationloadbalancing/loadBalancer:LoadBalancer",
  ],
  inputs: {
    name: text({ cloudFills: true, replaces: true }),
    namePrefix: text({ cloudFills: true, replaces: true }),
    loadBalancerType: text({ default: "application", replaces: true, oneOf: ["application", "network", "gateway"] }),
    internal: flag({ cloudFills: true, replaces: true }),
    ipAddressType: text({ cloudFills: true }),
    securityGroups: bag({ cloudFills: true }),
    subnets: bag({ cloudFills: true }),
    subnetMappings: bag({ cloudFills: true }),
    accessLogs: map(),
    clientKeepAlive: number({ default: 3600 }),
    connectionLogs: map(),
    customerOwnedIpv4Pool: text({ replaces: true }),
    desyncMitigationMode: text({ default: "defensive", oneOf: ["monitor", "defensive", "strictest"] }),
    dnsRecordClientRoutingPolicy: text({ default: "any_availability_zone" }),
    dropInvalidHeaderFields: flag({ default: false }),
    enableCrossZoneLoadBalancing: flag(),
    enableDeletionProtection: flag({ default: false }),
    enableHttp2: flag({ default: true }),
    enablePrefixForIpv6SourceNat: text({ cloudFills: true }),
    enableTlsVersionAndCipherSuiteHeaders: flag({ default: false }),
    enableWafFailOpen: flag({ default: false }),
    enableXffClientPort: flag({ default: false }),
    enableZonalShift: flag({ default: false }),
    enforceSecurityGroupInboundRulesOnPrivateLinkTraffic: text({ cloudFills: true }),
    healthCheckLogs: map(),
    idleTimeout: number({ default: 60 }),
    ipamPools: map(),
    minimumLoadBalancerCapacity: map(),
    preserveHostHeader: flag({ default: false }),
    secondaryIpsAutoAssignedPerSubnet: number({ cloudFills: true }),
    xffHeaderProcessingMode: text({ default: "append", oneOf: ["append", "preserve", "remove"] }),
  },
  outputs: ["arn", "arnSuffix", "dnsName", "vpcId", "zoneId"],
  autoname: { unless: ["namePrefix"], maxLength: 32 },
  references: [
    { path: "subnets[]", to: [SUBNET], absent: "noSuchSubnet", holds: true },
    { path: "subnetMappings[].subnetId", to: [SUBNET], absent: "noSuchSubnet", holds: true },
    { path: "subnetMappings[].allocationId", to: [EIP], absent: "noSuchAllocation", holds: true },
    { path: "securityGroups[]", to: [SECURITY_GROUP, DEFAULT_SECURITY_GROUP], absent: "noSuchGroup", holds: true },
  ],
  create({ cloud, inputs }) {
    const place = requirePlace(cloud, inputs);
    const name = textOf(inputs.name) ?? `${textOf(inputs.namePrefix) ?? "tf-lb-"}${newHex(4)}`;
    const here = cloud.all(LOAD_BALANCER).filter((other) => other.properties.region === cloud.region);
    if (here.some((other) => other.properties.name === name)) refuse("duplicateBalancer", { name });
    const type = inputs.loadBalancerType === "network" ? "net" : "app";
    const suffix = `${type}/${name}/${newHex()}`;
    const id = arn(cloud, "elasticloadbalancing", `loadbalancer/${suffix}`);
    const internal = inputs.internal === true;
    return {
      id,
      outputs: {
        arn: id,
        arnSuffix: suffix,
        name,
        internal,
        dnsName:
          `${internal ? "internal-" : ""}${name}-${randomInt(1e9, 2e9)}.${cloud.region}.elb.amazonaws.com`.toLowerCase(),
        ipAddressType: inputs.ipAddressType ?? "ipv4",
        securityGroups: place.groups,
        subnets: place.subnets,
        subnetMappings: listOf(inputs.subnetMappings).length > 0 ? listOf(inputs.subnetMappings) : place.mappings,
        vpcId: place.vpc,
        zoneId: HOSTED_ZONE,
      },
    };
  },
  update({ cloud, inputs }) {
    const place = requirePlace(cloud, inputs);
    return { subnets: place.subnets, subnetMappings: place.mappings };
  },
  remove({ id, before }) {
    if (before.enableDeletionProtection === true) refuse("deletionProtected", { id });
    return undefined;
  },
});

interface Place {
  readonly vpc: string;
  readonly subnets: readonly string[];
  readonly mappings: readonly Properties[];
  readonly groups: readonly string[];
}

/** Finds where a load balancer stands, or refuses what cannot hold one. */
function requirePlace(cloud: Cloud, inputs: Properties): Place {
  const mapped = maps(inputs.subnetMappings).flatMap((mapping) => textOf(mapping.subnetId) ?? []);
  const ids = texts(inputs.subnets).length > 0 ? texts(inputs.subnets) : mapped;
  const subnets = ids.flatMap((id) => cloud.find(SUBNET, id) ?? []);
  const zones = new Set(subnets.map((subnet) => subnet.properties.availabilityZone));
  if (inputs.loadBalancerType !== "network" && zones.size < 2) refuse("twoZones", {});
  if (zones.size < subnets.length) refuse("sameZone", {});
  const vpc = textOf(subnets[0]?.properties.vpcId) ?? "";
  const hasGateway = cloud.all(INTERNET_GATEWAY).some((gateway) => gateway.properties.vpcId === vpc);
  if (inputs.internal !== true && !hasGateway) refuse("noGatewayForBalancer", { vpc });
  const dualstack = textOf(inputs.ipAddressType)?.startsWith("dualstack") === true;
  if (dualstack && subnets.some((subnet) => textOf(subnet.properties.ipv6CidrBlock) === undefined)) {
    refuse("dualstackWithoutIpv6", {});
  }
  return { vpc, subnets: ids, mappings: ids.map((subnetId) => ({ subnetId })), groups: groupsOf(cloud, inputs, vpc) };
}

/** An application load balancer without a group gets its VPC's default one. */
function groupsOf(cloud: Cloud, inputs: Properties, vpc: string): readonly string[] {
  const given = texts(inputs.securityGroups);
  const found = given.flatMap((id) => cloud.find(SECURITY_GROUP, id) ?? cloud.find(DEFAULT_SECURITY_GROUP, id) ?? []);
  if (found.some((group) => group.properties.vpcId !== vpc)) refuse("balancerGroup", {});
  if (given.length > 0 || inputs.loadBalancerType === "network") return given;
  return cloud
    .all(DEFAULT_SECURITY_GROUP)
    .filter((group) => group.properties.vpcId === vpc)
    .map((group) => group.id);
}
