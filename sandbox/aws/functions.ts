import { createHash } from "node:crypto";
import { UserError } from "../../src/user-error";
import { map, maps, type Properties, text, texts } from "../provider/property";
import type { Cloud } from "../provider/resource-type";
import type { Invoke } from "../provider/service";
import type { Stored } from "../store/store";
import { arn } from "./aws-type";
import { managedLists } from "./managed-lists";
import { EGRESS_RULE, INGRESS_RULE, PREFIX_LIST, SECURITY_GROUP_RULE, SUBNET, VPC } from "./names";
import { zonesOf } from "./subnet";

/** The functions of the AWS provider that the sandbox answers. */
export const awsFunctions: Readonly<Record<string, Invoke>> = {
  "aws:index/getAvailabilityZones:getAvailabilityZones": (args, cloud) => {
    const excluded = texts(args.excludeNames);
    const names = zonesOf(cloud.region).filter((name) => !excluded.includes(name));
    const zoneIds = names.map((name) => `${cloud.region}-az-${name.slice(-1)}`);
    return { ...args, id: cloud.region, region: cloud.region, names, zoneIds, groupNames: [cloud.region] };
  },
  "aws:index/getRegion:getRegion": (_args, cloud) => ({
    id: cloud.region,
    name: cloud.region,
    region: cloud.region,
    description: "Sandbox",
    endpoint: `ec2.${cloud.region}.amazonaws.com`,
  }),
  "aws:index/getCallerIdentity:getCallerIdentity": (_args, cloud) => ({
    id: cloud.account,
    accountId: cloud.account,
    arn: `arn:aws:iam::${cloud.account}:user/sandbox`,
    userId: "AIDASANDBOX",
  }),
  "aws:index/getPartition:getPartition": () => ({
    id: "aws",
    partition: "aws",
    dnsSuffix: "amazonaws.com",
    reverseDnsPrefix: "com.amazonaws",
  }),
  "aws:ec2/getAmi:getAmi": image,
  "aws:ec2/getVpc:getVpc": (args, cloud) => {
    const vpc = one("getVpc", args, matching(cloud.all(VPC), args, { id: text(args.id) }));
    return { ...vpc.properties, id: vpc.id, default: false, state: "available", region: cloud.region };
  },
  "aws:ec2/getSubnets:getSubnets": (args, cloud) => ({
    ...args,
    id: cloud.region,
    region: cloud.region,
    tags: map(args.tags),
    ids: matching(cloud.all(SUBNET), args, {}).map((subnet) => subnet.id),
  }),
  "aws:ec2/getManagedPrefixList:getManagedPrefixList": prefixList,
  "aws:vpc/getSecurityGroupRules:getSecurityGroupRules": (args, cloud) => ({
    ...args,
    id: cloud.region,
    region: cloud.region,
    ids: matching(groupRules(cloud), args, {}).map(ruleId),
  }),
  "aws:vpc/getSecurityGroupRule:getSecurityGroupRule": securityGroupRule,
  "aws:ssm/getParameter:getParameter": (args, cloud) => {
    const name = text(args.name) ?? "";
    if (!name.startsWith("/aws/service/ami-")) {
      throw new UserError(
        `The sandbox has no parameter "${name}".`,
        "Use one of AWS's public image parameters, such as /aws/service/ami-amazon-linux-latest/….",
      );
    }
    const value = amiId(name);
    const parameter = arn(cloud, "ssm", `parameter${name}`);
    return {
      ...args,
      id: name,
      arn: parameter,
      type: "String",
      value,
      insecureValue: value,
      version: 1,
      region: cloud.region,
    };
  },
};

/**
 * Rules that are resources of their own, in either style; an inline rule has an id at AWS, and none in the sandbox.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroupRules.html
 */
function groupRules(cloud: Cloud): readonly Stored[] {
  const older = cloud.all(SECURITY_GROUP_RULE).filter(({ properties }) => text(properties.securityGroupRuleId));
  return [...cloud.all(INGRESS_RULE), ...cloud.all(EGRESS_RULE), ...older];
}

function ruleId({ id, properties }: Stored): string {
  return text(properties.securityGroupRuleId) ?? id;
}

function securityGroupRule(args: Properties, cloud: Cloud): Properties {
  const wanted = text(args.securityGroupRuleId);
  const found = groupRules(cloud).filter((rule) => wanted === undefined || ruleId(rule) === wanted);
  const rule = one("getSecurityGroupRule", args, matching(found, args, {}));
  const { type, properties } = rule;
  const isEgress = type === EGRESS_RULE.type || properties.type === "egress";
  const ports = { fromPort: properties.fromPort ?? -1, toPort: properties.toPort ?? -1 };
  const source = {
    cidrIpv4: properties.cidrIpv4 ?? texts(properties.cidrBlocks)[0] ?? "",
    cidrIpv6: properties.cidrIpv6 ?? texts(properties.ipv6CidrBlocks)[0] ?? "",
    prefixListId: properties.prefixListId ?? texts(properties.prefixListIds)[0] ?? "",
    referencedSecurityGroupId: properties.referencedSecurityGroupId ?? properties.sourceSecurityGroupId ?? "",
  };
  return {
    ...args,
    ...ports,
    ...source,
    id: ruleId(rule),
    arn: text(properties.arn) ?? arn(cloud, "ec2", `security-group-rule/${ruleId(rule)}`),
    description: properties.description ?? "",
    ipProtocol: properties.ipProtocol ?? properties.protocol ?? "-1",
    isEgress,
    region: cloud.region,
    securityGroupId: properties.securityGroupId ?? "",
    securityGroupRuleId: ruleId(rule),
    tags: properties.tags ?? {},
  };
}

/** The same question is answered with the same image. */
function image(args: Properties, cloud: Cloud): Properties {
  const names = maps(args.filters).filter((filter) => filter.name === "name");
  const name = texts(names[0]?.values)[0]?.replaceAll("*", "sandbox") ?? "sandbox-image";
  const id = amiId(JSON.stringify([args.filters ?? [], args.owners ?? [], args.nameRegex ?? ""]));
  return {
    ...args,
    id,
    imageId: id,
    name,
    architecture: name.includes("arm64") ? "arm64" : "x86_64",
    arn: `arn:aws:ec2:${cloud.region}::image/${id}`,
    creationDate: "2026-01-01T00:00:00.000Z",
    description: "Image of the sandbox",
    ownerId: "137112412989",
    public: true,
    region: cloud.region,
    rootDeviceName: "/dev/xvda",
    rootDeviceType: "ebs",
    state: "available",
    virtualizationType: "hvm",
    blockDeviceMappings: [],
    productCodes: [],
    stateReason: {},
    tags: {},
  };
}

function amiId(question: string): string {
  return `ami-0${createHash("sha256").update(question).digest("hex").slice(0, 16)}`;
}

function prefixList(args: Properties, cloud: Cloud): Properties {
  const id = text(args.id);
  const name =
    text(args.name) ?? texts(maps(args.filters).find((filter) => filter.name === "prefix-list-name")?.values)[0];
  const managed = managedLists(cloud.region).find((item) => (id === undefined ? item.name === name : item.id === id));
  if (managed !== undefined) {
    const own = { id: managed.id, name: managed.name, addressFamily: `IPv${managed.family}`, entries: [], tags: {} };
    const home = `arn:aws:ec2:${cloud.region}:aws:prefix-list/${managed.id}`;
    return { ...args, ...own, arn: home, ownerId: "AWS", version: 0, region: cloud.region };
  }
  const list = one("getManagedPrefixList", args, matching(cloud.all(PREFIX_LIST), {}, { id, name }));
  return { ...list.properties, id: list.id, region: cloud.region };
}

/** Filters that EC2's functions take, and the properties that they look at. */
const filterProperties: Readonly<Record<string, string>> = {
  "vpc-id": "vpcId",
  "group-id": "securityGroupId",
  "availability-zone": "availabilityZone",
  cidr: "cidrBlock",
  "cidr-block": "cidrBlock",
};

function matching(
  all: readonly Stored[],
  args: Properties,
  wanted: { readonly id?: string | undefined; readonly name?: string | undefined },
): readonly Stored[] {
  return all.filter(({ id, properties }) => {
    if (wanted.id !== undefined && wanted.id !== id) return false;
    if (wanted.name !== undefined && wanted.name !== properties.name) return false;
    const tags = Object.entries(map(args.tags));
    if (!tags.every(([key, value]) => map(properties.tags)[key] === value)) return false;
    return maps(args.filters).every((filter) => {
      const name = text(filter.name) ?? "";
      const actual = name.startsWith("tag:") ? map(properties.tags)[name.slice(4)] : properties[property(name)];
      return texts(filter.values).includes(text(actual) ?? "");
    });
  });
}

function property(filter: string): string {
  const known = filterProperties[filter];
  if (known !== undefined) return known;
  throw new UserError(
    `The sandbox does not know the filter "${filter}".`,
    `Use one of ${Object.keys(filterProperties).join(", ")}, or tag:<key>.`,
  );
}

function one(name: string, args: Properties, found: readonly Stored[]): Stored {
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new UserError(
    `The sandbox has ${found.length} resources where ${name} asks for ${JSON.stringify(args)}.`,
    "Ask for exactly one that the sandbox's cloud holds.",
  );
}
