import { describe, expect, test } from "vitest";
import { answerFrom, type OfflineFacts } from "../../src/engine/offline-answers";
import type { Properties } from "../../src/graph/value";
import { notKnown } from "../../src/graph/value";

/** Answers as a recording does that was told nothing but the change. */
function ask(token: string, args: Properties = {}, change: Partial<OfflineFacts> = {}) {
  return answerFrom({ ranges: [], fixtures: { calls: [], stacks: {} }, config: {}, ...change })(token, args);
}

function idOf(zone: ReturnType<typeof ask>): unknown {
  return zone !== undefined && "zoneId" in zone ? zone.zoneId : undefined;
}

function told(...calls: OfflineFacts["fixtures"]["calls"]): Partial<OfflineFacts> {
  return { fixtures: { calls, stacks: {} } };
}

const vpc = "aws:ec2/getVpc:getVpc";

describe("what a program asks of the world", () => {
  test("is not answered where nobody has said anything", () => {
    expect(ask(vpc)).toBeUndefined();
  });

  test.each([
    ["us-east-1", ["use1-az1", "use1-az2", "use1-az3"]],
    ["ap-southeast-2", ["apse2-az1", "apse2-az2", "apse2-az3"]],
    ["eu-central-1", ["euc1-az1", "euc1-az2", "euc1-az3"]],
    ["us-gov-west-1", ["usgw1-az1", "usgw1-az2", "usgw1-az3"]],
  ])("is answered for the region of the stack's configuration: %s", (region, zoneIds) => {
    const config = { config: { "aws:region": region } };
    expect(ask("aws:index/getAvailabilityZones:getAvailabilityZones", {}, config)).toEqual({
      id: region,
      names: ["a", "b", "c"].map((letter) => `${region}${letter}`),
      zoneIds,
    });
    expect(ask("aws:index/getRegion:getRegion", {}, config)).toMatchObject({ region });
  });

  test("is answered for the region that the call names", () => {
    expect(ask("aws:index/getRegion:getRegion", { region: "eu-west-1" })).toMatchObject({ name: "eu-west-1" });
  });

  test.each([
    ['["123456789012"]', "123456789012"],
    ['["123456789012","210987654321"]', "000000000000"],
    [undefined, "000000000000"],
  ])("is answered for the only account that the stack allows: %s", (allowed, accountId) => {
    const config: Record<string, string> = allowed === undefined ? {} : { "aws:allowedAccountIds": allowed };
    expect(ask("aws:index/getCallerIdentity:getCallerIdentity", {}, { config })).toMatchObject({
      accountId,
      arn: `arn:aws:iam::${accountId}:root`,
    });
  });

  test("is answered with the range list, by the names of both majors", () => {
    const ranges = ["198.51.100.0/24", "2001:db8::/32"];
    expect(ask("cloudflare:index/getIpRanges:getIpRanges", {}, { ranges })).toMatchObject({
      ipv4Cidrs: ["198.51.100.0/24"],
      ipv6Cidrs: ["2001:db8::/32"],
      ipv4CidrBlocks: ["198.51.100.0/24"],
      cidrBlocks: ranges,
    });
    expect(ask("cloudflare:index/getIpRanges:getIpRanges")).toBeUndefined();
  });

  const zone = "cloudflare:index/getZone:getZone";

  test("is answered with an id for each zone that is asked for by name, under both majors' arguments", () => {
    const one = ask(zone, { filter: { name: "example.com", status: "active" } });
    expect(one).toMatchObject({ name: "example.com", zoneId: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(ask(zone, { filter: { name: "example.com" } })).toEqual(one);
    expect(ask(zone, { name: "example.com" })).toEqual(one);
    expect(ask(zone, { filter: { name: "example.net" } })).not.toMatchObject({ zoneId: idOf(one) });
  });

  test("leaves the name of a zone open that is asked for by its id, and a zone whose name is open", () => {
    expect(ask(zone, { zoneId: "0123" })).toMatchObject({ id: "0123", zoneId: "0123", name: notKnown });
    expect(ask(zone, { filter: { name: notKnown } })).toBeUndefined();
    expect(ask(zone, { filter: { account: { id: "1" } } })).toBeUndefined();
  });

  test("leaves open what stands in a prefix list", () => {
    expect(ask("aws:ec2/getManagedPrefixList:getManagedPrefixList", { name: "edge" })).toMatchObject({
      entries: notKnown,
    });
  });
});

describe("a fixture", () => {
  const main = { call: vpc, args: { filters: [{ name: "tag:Name", values: ["main"] }] }, returns: { id: "vpc-1" } };
  const any = { call: vpc, args: {}, returns: { id: "vpc-2" } };

  test("answers a call that has its arguments and more", () => {
    const args = { filters: [{ name: "tag:Name", values: ["main"], more: true }], region: "eu-west-1" };
    expect(ask(vpc, args, told(main))).toEqual({ id: "vpc-1" });
  });

  const others: readonly (readonly [string, Properties])[] = [
    ["another value", { filters: [{ name: "tag:Name", values: ["other"] }] }],
    ["a longer list", { filters: [{ name: "tag:Name", values: ["main", "other"] }] }],
    ["a text for a list", { filters: "main" }],
    ["a value that is not known", { filters: notKnown }],
    ["no argument", {}],
  ];

  test.each(others)("does not answer a call with %s", (_, args) => {
    expect(ask(vpc, args, told(main))).toBeUndefined();
  });

  test("is passed over for the first that fits", () => {
    expect(ask(vpc, {}, told(main, any))).toEqual({ id: "vpc-2" });
  });

  test("comes before what is answered by itself", () => {
    const ami = { call: "aws:ec2/getAmi:getAmi", args: {}, returns: { id: "ami-1" } };
    expect(ask("aws:ec2/getAmi:getAmi", {}, told(ami))).toEqual({ id: "ami-1" });
  });

  test("is of one function alone", () => {
    expect(ask("aws:ec2/getSubnet:getSubnet", {}, told(any))).toBeUndefined();
  });
});

test("another stack has the outputs that were told of it, and none that an object has by itself", () => {
  const stacks = { "acme/net/prod": { vpcId: "vpc-1" } };
  const reference = (name: string) =>
    ask("pulumi:pulumi:StackReference", { name }, { fixtures: { calls: [], stacks } });
  expect(reference("acme/net/prod")).toEqual({ outputs: { vpcId: "vpc-1" }, secretOutputNames: [] });
  expect([reference("acme/net/dev"), reference("constructor")]).toEqual([undefined, undefined]);
});
