import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { snapshot } from "../../src/cloudflare/ranges";
import { engineFor } from "./client";
import { bothProviders, network } from "./site";

const IP_RANGES = "cloudflare:index/getIpRanges:getIpRanges";
const ZONE = "cloudflare:index/getZone:getZone";

test("Cloudflare's ranges are those of the package, until a file of the sandbox takes their place", async () => {
  const cloudflare = await engineFor("cloudflare");
  const published = await cloudflare.invoke(IP_RANGES, {});
  const all = [...(published.ipv4Cidrs as string[]), ...(published.ipv6Cidrs as string[])];
  expect(all.sort()).toEqual(snapshot.ranges.map((range) => range.cidr).sort());
  mkdirSync(join(cloudflare.folder, "cloudflare"), { recursive: true });
  const file = join(cloudflare.folder, "cloudflare", "ip-ranges.json");
  writeFileSync(file, '{"etag":"new","ipv4Cidrs":["192.0.2.0/24"],"ipv6Cidrs":[]}');
  expect(await cloudflare.invoke(IP_RANGES, {})).toEqual({
    etag: "new",
    ipv4Cidrs: ["192.0.2.0/24"],
    ipv6Cidrs: [],
    jdcloudCidrs: [],
  });
  writeFileSync(file, "{");
  await expect(cloudflare.invoke(IP_RANGES, {})).rejects.toThrow(`The sandbox's file "${file}" is not JSON`);
});

test("the zone example.com is there, unless a program has made it itself", async () => {
  const cloudflare = await engineFor("cloudflare");
  const account = { id: "00000000000000000000000000000521" };
  const made = await cloudflare.create("cloudflare:index/zone:Zone", "site", { account, name: "example.com" });
  expect(await cloudflare.invoke(ZONE, { filter: { name: "example.com" } })).toMatchObject({ zoneId: made.id });
  const other = await engineFor("cloudflare");
  expect(await other.invoke(ZONE, { zoneId: "05210521052105210521052105210521" })).toMatchObject({
    name: "example.com",
    plan: { legacyId: "free" },
  });
  await expect(other.invoke(ZONE, { filter: { name: "example.net" } })).rejects.toThrow(
    "The sandbox has 0 zones where getZone asks for example.net.",
  );
});

test("AWS's own prefix lists are found by name, and a program's by name or id", async () => {
  const aws = await engineFor("aws");
  const token = "aws:ec2/getManagedPrefixList:getManagedPrefixList";
  const checkers = await aws.invoke(token, { name: "com.amazonaws.us-east-1.route53-healthchecks" });
  expect(checkers).toMatchObject({ id: "pl-0521000000000002", addressFamily: "IPv4", ownerId: "AWS" });
  const own = await aws.create("aws:ec2/managedPrefixList:ManagedPrefixList", "edge", {
    addressFamily: "IPv4",
    maxEntries: 5,
    name: "edge",
  });
  expect(await aws.invoke(token, { name: "edge" })).toMatchObject({ id: own.id, maxEntries: 5 });
  await expect(aws.invoke(token, { name: "none" })).rejects.toThrow(
    "The sandbox has 0 resources where getManagedPrefixList asks for",
  );
});

test("the same question for an image has the same answer", async () => {
  const aws = await engineFor("aws");
  const question = {
    mostRecent: true,
    owners: ["amazon"],
    filters: [{ name: "name", values: ["al2023-ami-*-arm64"] }],
  };
  const image = await aws.invoke("aws:ec2/getAmi:getAmi", question);
  expect(image).toMatchObject({ name: "al2023-ami-sandbox-arm64", architecture: "arm64" });
  expect(image.id).toMatch(/^ami-0[0-9a-f]{16}$/);
  expect(await aws.invoke("aws:ec2/getAmi:getAmi", question)).toEqual(image);
});

test("networks and rules are found by filter, and an unknown filter is an error", async () => {
  const aws = await engineFor("aws");
  const { vpc, subnets } = await network(aws);
  const filters = [{ name: "vpc-id", values: [vpc.id] }];
  const found = await aws.invoke("aws:ec2/getSubnets:getSubnets", { filters });
  expect(found.ids).toEqual(subnets.map((subnet) => subnet.id).sort());
  await expect(
    aws.invoke("aws:ec2/getSubnets:getSubnets", { filters: [{ name: "owner-id", values: ["1"] }] }),
  ).rejects.toThrow('The sandbox does not know the filter "owner-id".');
});

test("an Elastic IP address takes the place of the ephemeral one, and leaves none behind", async () => {
  const { aws } = await bothProviders();
  const { subnets } = await network(aws);
  const ami = "ami-0123456789abcdef0";
  const inputs = { ami, subnetId: subnets[0].id, associatePublicIpAddress: true };
  const web = await aws.create("aws:ec2/instance:Instance", "web", inputs);
  expect(web.properties.publicIp).toMatch(/^198\.51\.100\.\d+$/);
  expect(web.properties.privateIp).toBe("10.0.1.4");
  const eip = await aws.create("aws:ec2/eip:Eip", "web", { domain: "vpc" });
  const association = await aws.create("aws:ec2/eipAssociation:EipAssociation", "web", {
    allocationId: eip.id,
    instanceId: web.id,
  });
  expect((await aws.read(web)).properties.publicIp).toBe(eip.properties.publicIp);
  expect((await aws.read(eip)).properties).toMatchObject({ instance: web.id, associationId: association.id });
  await aws.remove(association);
  expect((await aws.read(web)).properties.publicIp).toBeUndefined();
  expect((await aws.read(eip)).properties).toMatchObject({ instance: "", associationId: "" });
});

test("a health check of HTTPS without a port has port 80, as the provider's schema says", async () => {
  const cloudflare = await engineFor("cloudflare");
  const inputs = {
    zoneId: "05210521052105210521052105210521",
    name: "origin",
    address: "origin.example.com",
    type: "HTTPS",
    httpConfig: { path: "/up" },
  };
  const made = await cloudflare.create("cloudflare:index/healthcheck:Healthcheck", "origin", inputs);
  expect(made.properties.httpConfig).toMatchObject({ port: 80, path: "/up", method: "GET" });
  expect((await cloudflare.read(made)).inputs).toEqual(inputs);
  expect(await cloudflare.diff(made, { ...inputs, httpConfig: { path: "/up", port: 80 } })).toMatchObject({
    changes: "none",
  });
});

test("rules of a group are listed and told one by one, whatever style they were written in", async () => {
  const aws = await engineFor("aws");
  const { vpc } = await network(aws);
  const group = await aws.create("aws:ec2/securityGroup:SecurityGroup", "group", { vpcId: vpc.id });
  const ports = { fromPort: 443, toPort: 443 };
  const inputs = { securityGroupId: group.id, ipProtocol: "tcp", cidrIpv4: "203.0.113.0/24", ...ports };
  const rule = await aws.create("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "rule", inputs);
  const older = await aws.create("aws:ec2/securityGroupRule:SecurityGroupRule", "older", {
    ...{ type: "egress", securityGroupId: group.id, protocol: "tcp", cidrBlocks: ["198.51.100.0/24"], ...ports },
  });
  const filters = [{ name: "group-id", values: [group.id] }];
  const listed = await aws.invoke("aws:vpc/getSecurityGroupRules:getSecurityGroupRules", { filters });
  expect(listed.ids).toEqual([rule.id, older.properties.securityGroupRuleId]);
  const token = "aws:vpc/getSecurityGroupRule:getSecurityGroupRule";
  expect(await aws.invoke(token, { securityGroupRuleId: rule.id })).toMatchObject({
    ...{
      ipProtocol: "tcp",
      cidrIpv4: "203.0.113.0/24",
      cidrIpv6: "",
      isEgress: false,
      securityGroupId: group.id,
      ...ports,
    },
  });
  expect(await aws.invoke(token, { securityGroupRuleId: older.properties.securityGroupRuleId })).toMatchObject({
    ...{ ipProtocol: "tcp", cidrIpv4: "198.51.100.0/24", isEgress: true },
  });
  await expect(aws.invoke(token, { securityGroupRuleId: "sgr-0" })).rejects.toThrow("The sandbox has 0 resources");
});

test("records are listed by their exact name, and any other filter is an error", async () => {
  const { cloudflare } = await bothProviders();
  const zoneId = "05210521052105210521052105210521";
  const record = { zoneId, name: "www", type: "A", content: "203.0.113.7", ttl: 300 };
  const www = await cloudflare.create("cloudflare:index/dnsRecord:DnsRecord", "www", record);
  await cloudflare.create("cloudflare:index/dnsRecord:DnsRecord", "api", { ...record, name: "api.example.com" });
  const token = "cloudflare:index/getDnsRecords:getDnsRecords";
  const named = await cloudflare.invoke(token, { zoneId, name: { exact: "www.example.com" } });
  expect(named.results).toMatchObject([{ id: www.id, name: "www.example.com", content: "203.0.113.7" }]);
  expect((await cloudflare.invoke(token, { zoneId, type: "AAAA" })).results).toEqual([]);
  expect((await cloudflare.invoke(token, { zoneId })).results).not.toHaveLength(1);
  expect((await cloudflare.invoke(token, { zoneId, maxItems: 1 })).results).toHaveLength(1);
  await expect(cloudflare.invoke(token, { zoneId, name: { contains: "www" } })).rejects.toThrow(
    'The sandbox does not know the filter "contains" of getDnsRecords.',
  );
  await expect(cloudflare.invoke(token, { zoneId: "0" })).rejects.toThrow('The sandbox has no zone "0"');
});
