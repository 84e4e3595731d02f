import { describe, expect, test } from "vitest";
import { engineFor } from "./client";
import { listening, listOf, record, ruleFrom, ZONE } from "./refusals/scenario";
import { network } from "./site";

const RECORD = "cloudflare:index/dnsRecord:DnsRecord";
const RULE = "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule";

describe("a change in place does not stand in its own way:", () => {
  test("a record gets another content, comment and proxy status", async () => {
    const cloudflare = await engineFor("cloudflare");
    const made = await cloudflare.create(RECORD, "www", record({}));
    const commented = await cloudflare.update(made, record({ comment: "origin" }));
    const proxied = await cloudflare.update(commented, record({ content: "203.0.113.10", proxied: true, ttl: 1 }));
    expect(proxied.properties).toMatchObject({ content: "203.0.113.10", proxied: true, ttl: 1 });
    expect(proxied.properties.comment).toBeUndefined();
  });

  test("a listener gets other actions on its port", async () => {
    const aws = await engineFor("aws");
    const inputs = await listening(aws, await network(aws));
    const made = await aws.create("aws:lb/listener:Listener", "http", inputs);
    const redirect = { type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } };
    const changed = await aws.update(made, { ...inputs, defaultActions: [redirect] });
    expect(changed.properties.defaultActions).toEqual([redirect]);
  });

  test("a rule gets another description, then another range", async () => {
    const aws = await engineFor("aws");
    const { group } = await network(aws);
    const made = await aws.create(RULE, "cf", ruleFrom(group.id, "192.0.2.0/24"));
    const described = await aws.update(made, { ...ruleFrom(group.id, "192.0.2.0/24"), description: "edge" });
    const moved = await aws.update(described, ruleFrom(group.id, "192.0.2.0/25"));
    expect(moved.id).toBe(made.id);
    expect(moved.properties).toMatchObject({ cidrIpv4: "192.0.2.0/25", securityGroupRuleId: made.id });
    await aws.create(RULE, "freed", ruleFrom(group.id, "192.0.2.0/24"));
  });

  test("a group gets one more inline range", async () => {
    const aws = await engineFor("aws");
    const { group, vpc } = await network(aws);
    const ingress = (...cidrBlocks: string[]) => [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks }];
    const one = await aws.update(group, { vpcId: vpc.id, ingress: ingress("192.0.2.0/24") });
    const two = await aws.update(one, { vpcId: vpc.id, ingress: ingress("192.0.2.0/24", "198.51.100.0/24") });
    expect(two.properties.ingress).toEqual(ingress("192.0.2.0/24", "198.51.100.0/24"));
  });

  test("a prefix list gets an entry and a version, then room without a version", async () => {
    const aws = await engineFor("aws");
    const made = await aws.create("aws:ec2/managedPrefixList:ManagedPrefixList", "edge", listOf(1, 5));
    const more = await aws.update(made, listOf(2, 5));
    expect(more.properties.version).toBe(2);
    expect((await aws.update(more, listOf(2, 10))).properties).toMatchObject({ version: 2, maxEntries: 10 });
  });

  test("a zone setting gets another value", async () => {
    const cloudflare = await engineFor("cloudflare");
    const inputs = { zoneId: ZONE, settingId: "ssl", value: "full" };
    const made = await cloudflare.create("cloudflare:index/zoneSetting:ZoneSetting", "ssl", inputs);
    expect((await cloudflare.update(made, { ...inputs, value: "strict" })).properties.value).toBe("strict");
  });
});

test("two zones may have the same record, and each its own setting", async () => {
  const cloudflare = await engineFor("cloudflare");
  const account = { id: "00000000000000000000000000000521" };
  const zone = await cloudflare.create("cloudflare:index/zone:Zone", "other", { account, name: "example.net" });
  for (const zoneId of [ZONE, zone.id]) {
    await cloudflare.create(RECORD, "at", record({ zoneId, name: "@" }));
    const setting = { zoneId, settingId: "ssl", value: zoneId === ZONE ? "strict" : "full" };
    const made = await cloudflare.create("cloudflare:index/zoneSetting:ZoneSetting", "ssl", setting);
    expect((await cloudflare.read(made)).properties.value).toBe(setting.value);
  }
});

test("a resource that is imported by its id comes with the inputs that would make it", async () => {
  const cloudflare = await engineFor("cloudflare");
  const made = await cloudflare.create(RECORD, "www", record({ comment: "origin" }));
  const read = await cloudflare.read({ id: `${ZONE}/${made.id}`, urn: made.urn, inputs: {}, properties: {} });
  expect(read.id).toBe(made.id);
  expect(read.inputs).toEqual(record({ comment: "origin", settings: {}, tags: [] }));
});

test("the older token of a type means the same resource", async () => {
  const aws = await engineFor("aws");
  const inputs = await listening(aws, await network(aws));
  const made = await aws.create("aws:alb/listener:Listener", "http", inputs);
  expect(made.id).toMatch(/^arn:aws:elasticloadbalancing:us-east-1:000000000000:listener\/app\//);
  await expect(aws.create("aws:lb/listener:Listener", "again", inputs)).rejects.toThrow("DuplicateListener");
});
