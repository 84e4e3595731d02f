import { contains, parseCidr } from "../../src/net/cidr";
import { map as mapOf, number as numberOf, type Properties, text as textOf } from "../provider/property";
import { bag, type Cloud, type Flaw, flag, map, number, type ResourceType, text } from "../provider/resource-type";
import { refusalText, refuse } from "../refusals";
import { arn, awsType, newHex } from "./aws-type";
import { INSTANCE, SUBNET, TARGET_GROUP, TARGET_GROUP_ATTACHMENT, VPC } from "./names";

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html */
export const targetGroup: ResourceType = awsType({
  ...TARGET_GROUP,
  aliases: [
    "aws:alb/targetGroup:TargetGroup",
    "aws:elasticloadbalancingv2/targetGroup:TargetGroup",
    "aws:applicationloadbalancing/targetGroup:TargetGroup",
  ],
  inputs: {
    name: text({ cloudFills: true, replaces: true }),
    namePrefix: text({ cloudFills: true, replaces: true }),
    port: number({ replaces: true }),
    protocol: text({
      replaces: true,
      oneOf: ["HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC", "GENEVE"],
    }),
    protocolVersion: text({ cloudFills: true, replaces: true }),
    targetType: text({ default: "instance", replaces: true, oneOf: ["instance", "ip", "lambda", "alb"] }),
    vpcId: text({ replaces: true }),
    connectionTermination: flag({ cloudFills: true }),
    deregistrationDelay: number({ default: 300 }),
    healthCheck: map({ cloudFills: true }),
    ipAddressType: text({ cloudFills: true, replaces: true }),
    lambdaMultiValueHeadersEnabled: flag({ default: false }),
    loadBalancingAlgorithmType: text({ cloudFills: true }),
    loadBalancingAnomalyMitigation: text({ cloudFills: true }),
    loadBalancingCrossZoneEnabled: text({ cloudFills: true }),
    preserveClientIp: text({ cloudFills: true }),
    proxyProtocolV2: flag({ default: false }),
    slowStart: number({ default: 0 }),
    stickiness: map({ cloudFills: true }),
    targetFailovers: bag({ cloudFills: true }),
    targetGroupHealth: map({ cloudFills: true }),
    targetHealthStates: bag({ cloudFills: true }),
  },
  outputs: ["arn", "arnSuffix", "loadBalancerArns"],
  autoname: { unless: ["namePrefix"], maxLength: 32 },
  references: [{ path: "vpcId", to: [VPC], absent: "noSuchVpc" }],
  inUse: "targetGroupInUse",
  validate: missing,
  create({ cloud, inputs }) {
    const name = textOf(inputs.name) ?? `${textOf(inputs.namePrefix) ?? "tf-"}${newHex(4)}`;
    const here = cloud.all(TARGET_GROUP).filter((other) => other.properties.region === cloud.region);
    if (here.some((other) => other.properties.name === name)) refuse("duplicateTargetGroup", { name });
    const suffix = `targetgroup/${name}/${newHex()}`;
    const id = arn(cloud, "elasticloadbalancing", suffix);
    return {
      id,
      outputs: {
        arn: id,
        arnSuffix: suffix,
        name,
        healthCheck: healthCheck(inputs),
        ipAddressType: inputs.ipAddressType ?? "ipv4",
        loadBalancerArns: [],
        ...(inputs.protocol === "HTTP" || inputs.protocol === "HTTPS"
          ? {
              protocolVersion: inputs.protocolVersion ?? "HTTP1",
              loadBalancingAlgorithmType: inputs.loadBalancingAlgorithmType ?? "round_robin",
            }
          : {}),
      },
    };
  },
  update: ({ inputs }) => ({ healthCheck: healthCheck(inputs) }),
});

function missing(inputs: Properties): readonly Flaw[] {
  const type = textOf(inputs.targetType) ?? "instance";
  if (type === "lambda") return [];
  return ["port", "protocol", "vpcId"].flatMap((property) =>
    inputs[property] === undefined ? [{ property, reason: refusalText("targetGroupNeeds", { property, type }) }] : [],
  );
}

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html */
function healthCheck(inputs: Properties): Properties {
  const web = inputs.protocol === "HTTP" || inputs.protocol === "HTTPS";
  const own = web ? { path: "/", matcher: "200", timeout: 5, healthyThreshold: 5, unhealthyThreshold: 2 } : {};
  const network = web ? {} : { timeout: 10, healthyThreshold: 3, unhealthyThreshold: 3 };
  const base = { enabled: true, interval: 30, port: "traffic-port", protocol: web ? "HTTP" : "TCP" };
  return { ...base, ...own, ...network, ...mapOf(inputs.healthCheck) };
}

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RegisterTargets.html */
export const targetGroupAttachment: ResourceType = awsType(
  {
    ...TARGET_GROUP_ATTACHMENT,
    aliases: [
      "aws:alb/targetGroupAttachment:TargetGroupAttachment",
      "aws:elasticloadbalancingv2/targetGroupAttachment:TargetGroupAttachment",
      "aws:applicationloadbalancing/targetGroupAttachment:TargetGroupAttachment",
    ],
    inputs: {
      targetGroupArn: text({ required: true, replaces: true }),
      targetId: text({ required: true, replaces: true }),
      availabilityZone: text({ replaces: true }),
      port: number({ replaces: true }),
      quicServerId: text({ replaces: true }),
    },
    outputs: [],
    references: [{ path: "targetGroupArn", to: [TARGET_GROUP], absent: "noSuchTargetGroup" }],
    create({ cloud, inputs }) {
      const group = textOf(inputs.targetGroupArn) ?? "";
      const properties = cloud.find(TARGET_GROUP, group)?.properties ?? {};
      const target = textOf(inputs.targetId) ?? "";
      if (!mayRegister(cloud, properties, target)) refuse("invalidTarget", { id: target });
      const port = numberOf(inputs.port);
      return {
        id: `${group}-${target}${port === undefined ? "" : `-${port}`}-${newHex(4)}`,
        partOf: group,
        outputs: {},
      };
    },
  },
  { tags: false },
);

/** Addresses that may be registered from outside the VPC's network. */
const privateRanges = ["10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16"].flatMap(
  (cidr) => parseCidr(cidr) ?? [],
);

function mayRegister(cloud: Cloud, group: Properties, target: string): boolean {
  const type = textOf(group.targetType);
  const vpc = textOf(group.vpcId);
  if (type === "instance") {
    const machine = cloud.find(INSTANCE, target);
    const home = cloud.find(SUBNET, textOf(machine?.properties.subnetId) ?? "")?.properties.vpcId;
    return machine !== undefined && (home === undefined || home === vpc);
  }
  if (type !== "ip") return true;
  const address = parseCidr(target);
  const own = parseCidr(textOf(cloud.find(VPC, vpc ?? "")?.properties.cidrBlock) ?? "");
  const allowed = own === undefined ? privateRanges : [own, ...privateRanges];
  return address !== undefined && (address.family === 6 || allowed.some((range) => contains(range, address)));
}
