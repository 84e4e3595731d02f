import { describe, expect, test } from "vitest";
import { UNKNOWN } from "../../../sandbox/provider/property";
import { engineFor } from "../client";
import { network } from "../site";

const VPC = "aws:ec2/vpc:Vpc";
const GROUP = "aws:ec2/securityGroup:SecurityGroup";
const RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";
const RECORD = "cloudflare:index/dnsRecord:DnsRecord";
const ZONE = "05210521052105210521052105210521";

describe("check", () => {
  test("fills in the defaults of an SDKv2 type and says which", async () => {
    const aws = await engineFor("aws");
    expect(await aws.check(VPC, "site", { cidrBlock: "10.0.0.0/16" })).toEqual({
      inputs: {
        cidrBlock: "10.0.0.0/16",
        enableDnsSupport: true,
        instanceTenancy: "default",
        __defaults: ["enableDnsSupport", "instanceTenancy"],
      },
      failures: [],
    });
  });

  test("leaves the inputs of a framework type as they are", async () => {
    const cloudflare = await engineFor("cloudflare");
    const inputs = { zoneId: ZONE, name: "www.example.com", type: "A", content: "203.0.113.9", ttl: 60 };
    expect((await cloudflare.check(RECORD, "www", inputs)).inputs).toEqual(inputs);
  });

  test("names a group after its resource, and keeps the name that it gave before", async () => {
    const aws = await engineFor("aws");
    const first = await aws.check(GROUP, "alb", { vpcId: "vpc-1" });
    expect(first.inputs.name).toMatch(/^alb-[0-9a-f]{7}$/);
    const again = await aws.check(GROUP, "alb", { vpcId: "vpc-1" }, { ...first.inputs, name: "alb-0000000" });
    expect(again.inputs.name).toBe("alb-0000000");
    const prefixed = await aws.check(GROUP, "alb", { vpcId: "vpc-1", namePrefix: "alb-" });
    expect(prefixed.inputs.name).toBeUndefined();
  });

  test("says which property is missing, of another kind, or of no allowed value", async () => {
    const aws = await engineFor("aws");
    const { failures } = await aws.check("aws:ec2/networkAclRule:NetworkAclRule", "in", {
      networkAclId: "acl-1",
      ruleAction: "permit",
      ruleNumber: ["100"],
    });
    expect(failures).toEqual([
      { property: "protocol", reason: 'Missing required property "protocol".' },
      { property: "ruleAction", reason: 'Property "ruleAction" must be one of "allow", "deny", and is "permit".' },
      { property: "ruleNumber", reason: 'Property "ruleNumber" must be a number, and is a list.' },
    ]);
  });

  test("does not judge what is not known yet", async () => {
    const aws = await engineFor("aws");
    const rule = { securityGroupId: UNKNOWN, ipProtocol: "tcp", fromPort: UNKNOWN, cidrIpv4: UNKNOWN };
    expect((await aws.check(RULE, "cf", rule)).failures).toEqual([]);
    const entry = { networkAclId: UNKNOWN, protocol: "tcp", ruleNumber: UNKNOWN, ruleAction: UNKNOWN };
    expect((await aws.check("aws:ec2/networkAclRule:NetworkAclRule", "in", entry)).failures).toEqual([]);
  });
});

describe("preview", () => {
  test("gives unknown for what the cloud will say, and what is known already as it is", async () => {
    const aws = await engineFor("aws");
    const outputs = await aws.preview(GROUP, "alb", { vpcId: UNKNOWN, tags: { a: "b" } });
    expect(outputs).toMatchObject({
      arn: UNKNOWN,
      ownerId: UNKNOWN,
      ingress: UNKNOWN,
      vpcId: UNKNOWN,
      region: "us-east-1",
      tagsAll: { a: "b" },
      description: "Managed by Pulumi",
    });
  });

  test("makes nothing", async () => {
    const aws = await engineFor("aws");
    await aws.preview(VPC, "site", { cidrBlock: "10.0.0.0/16" });
    const found = await aws.invoke("aws:ec2/getSubnets:getSubnets", {});
    expect(found.ids).toEqual([]);
    await expect(aws.invoke("aws:ec2/getVpc:getVpc", {})).rejects.toThrow("The sandbox has 0 resources");
  });

  test("of a change keeps what stays, and gives unknown for what moves", async () => {
    const cloudflare = await engineFor("cloudflare");
    const inputs = { zoneId: ZONE, name: "www.example.com", type: "A", content: "203.0.113.9", ttl: 60 };
    const record = await cloudflare.create(RECORD, "www", inputs);
    expect(await cloudflare.previewUpdate(record, { ...inputs, content: "203.0.113.10" })).toMatchObject({
      content: "203.0.113.10",
      createdOn: "2026-10-05T12:00:00.000Z",
      modifiedOn: UNKNOWN,
      proxied: false,
    });
  });
});

describe("diff", () => {
  test("sees nothing where nothing changed", async () => {
    const aws = await engineFor("aws");
    const vpc = await aws.create(VPC, "site", { cidrBlock: "10.0.0.0/16" });
    expect(await aws.diff(vpc, { cidrBlock: "10.0.0.0/16" })).toEqual({
      changes: "none",
      replaces: [],
      deleteBeforeReplace: false,
      detail: {},
    });
  });

  test("names each changed property by its path", async () => {
    const aws = await engineFor("aws");
    const { group } = await network(aws);
    const block = (cidrBlocks: string[]) => ({ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks });
    const inputs = { vpcId: group.inputs.vpcId, tags: { env: "test", "a.b": "c" } };
    const before = await aws.update(group, { ...inputs, ingress: [block(["192.0.2.0/24", "198.51.100.0/24"])] });
    const after = { ...inputs, tags: { env: "live" }, ingress: [block(["192.0.2.0/24"])] };
    expect(await aws.diff(before, after)).toEqual({
      changes: "some",
      replaces: [],
      deleteBeforeReplace: false,
      detail: { "ingress[0].cidrBlocks[1]": "DELETE", "tags.env": "UPDATE", 'tags["a.b"]': "DELETE" },
    });
  });

  test("replaces a group whose description changes, and deletes it first only if the program named it", async () => {
    const aws = await engineFor("aws");
    const { group, vpc } = await network(aws);
    const auto = await aws.diff(group, { vpcId: vpc.id, description: "new" });
    expect(auto).toMatchObject({ replaces: ["description"], deleteBeforeReplace: false });
    expect(auto.detail).toEqual({ description: "UPDATE_REPLACE" });
    const named = await aws.create(GROUP, "named", { vpcId: vpc.id, name: "edge" });
    const inputs = { vpcId: vpc.id, name: "edge", description: "new" };
    expect(await aws.diff(named, inputs)).toMatchObject({ replaces: ["description"], deleteBeforeReplace: true });
  });

  test("deletes an older rule first for one more range, and changes a separate rule in place", async () => {
    const aws = await engineFor("aws");
    const { group } = await network(aws);
    const older = { type: "ingress", securityGroupId: group.id, protocol: "tcp", fromPort: 80, toPort: 80 };
    const rule = await aws.create("aws:ec2/securityGroupRule:SecurityGroupRule", "http", {
      ...older,
      cidrBlocks: ["192.0.2.0/24"],
    });
    const more = { ...older, cidrBlocks: ["192.0.2.0/24", "198.51.100.0/24"] };
    expect(await aws.diff(rule, more)).toMatchObject({ replaces: ["cidrBlocks"], deleteBeforeReplace: true });
    const separate = { securityGroupId: group.id, ipProtocol: "tcp", fromPort: 443, toPort: 443 };
    const single = await aws.create(RULE, "cf", { ...separate, cidrIpv4: "192.0.2.0/24" });
    expect(await aws.diff(single, { ...separate, cidrIpv4: "192.0.2.0/25" })).toMatchObject({ replaces: [] });
  });

  test("expects a replacement where the new value of such a property is not known", async () => {
    const aws = await engineFor("aws");
    const { group } = await network(aws);
    expect(await aws.diff(group, { vpcId: UNKNOWN })).toMatchObject({ replaces: ["vpcId"] });
  });

  test("takes no notice of what the program ignores, of order without meaning, and of a default written out", async () => {
    const aws = await engineFor("aws");
    const { subnets, group } = await network(aws);
    const ids = subnets.map((subnet) => subnet.id);
    const alb = await aws.create("aws:lb/loadBalancer:LoadBalancer", "alb", {
      subnets: ids,
      securityGroups: [group.id],
    });
    const other = { subnets: [...ids].reverse(), securityGroups: [group.id], idleTimeout: 60, tags: { a: "b" } };
    expect(await aws.diff(alb, other, ["tags"])).toMatchObject({ changes: "none" });
  });

  test("sees no change where the program drops a value that the cloud keeps", async () => {
    const aws = await engineFor("aws");
    const { vpc } = await network(aws);
    const ingress = [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["192.0.2.0/24"] }];
    const group = await aws.create(GROUP, "inline", { vpcId: vpc.id, ingress });
    expect(await aws.diff(group, { vpcId: vpc.id })).toMatchObject({ changes: "none" });
    const kept = await aws.update(group, { vpcId: vpc.id, tags: { a: "b" } });
    expect(kept.properties.ingress).toEqual(ingress);
  });
});

test("an update of what was deleted by hand says what to do", async () => {
  const aws = await engineFor("aws");
  const vpc = await aws.create(VPC, "site", { cidrBlock: "10.0.0.0/16" });
  await aws.remove(vpc);
  await expect(aws.update(vpc, { cidrBlock: "10.0.0.0/16", tags: { a: "b" } })).rejects.toThrow(
    `The resource "${vpc.id}" is not in the sandbox's cloud any more.\n` +
      "  fix: Run `pulumi refresh`, so that the next update creates it anew.",
  );
});

test("an unknown type is taken as it is, with a warning", async () => {
  const aws = await engineFor("aws");
  const made = await aws.create("aws:ec2/natGateway:NatGateway", "nat", { subnetId: "subnet-1", tags: {} });
  expect(made.properties).toEqual({ subnetId: "subnet-1", tags: {} });
  expect((await aws.read(made)).inputs).toEqual({ subnetId: "subnet-1", tags: {} });
  expect(aws.warnings).toEqual([
    "The sandbox does not model aws:ec2/natGateway:NatGateway: it accepts what the program gives and refuses nothing.",
  ]);
});

test("an unknown function is an error that names it", async () => {
  const aws = await engineFor("aws");
  await expect(aws.invoke("aws:s3/getBucket:getBucket", {})).rejects.toThrow(
    "The sandbox does not answer the function aws:s3/getBucket:getBucket.",
  );
});

test("creates that come at once all count against the quota", async () => {
  const aws = await engineFor("aws");
  const { group } = await network(aws);
  const rules = Array.from({ length: 65 }, (_, index) =>
    aws.create(RULE, `r${index}`, {
      securityGroupId: group.id,
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
      cidrIpv4: `203.0.113.${index}/32`,
    }),
  );
  const outcomes = await Promise.allSettled(rules);
  expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(60);
});
