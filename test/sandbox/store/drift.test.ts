import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { engineFor, type TestEngine } from "../client";
import { network } from "../site";

const RECORD = "cloudflare:index/dnsRecord:DnsRecord";
const ZONE = "05210521052105210521052105210521";
const record = { zoneId: ZONE, name: "www.example.com", type: "A", content: "203.0.113.9", ttl: 60 };

/** What the file of a resource holds. */
interface File {
  properties: Record<string, unknown>;
}

function edit(path: string, change: (file: File) => void): void {
  const file = JSON.parse(readFileSync(path, "utf8"));
  change(file);
  writeFileSync(path, JSON.stringify(file));
}

function fileOf(engine: TestEngine, folder: string, id: string): string {
  return join(engine.folder, folder, `${id}.json`);
}

describe("a resource's file", () => {
  test("shows a person what the cloud has, and leaves no draft behind", async () => {
    const cloudflare = await engineFor("cloudflare");
    const made = await cloudflare.create(RECORD, "www", record);
    const path = fileOf(cloudflare, "cloudflare/dns-record", made.id);
    expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({
      type: RECORD,
      id: made.id,
      partOf: ZONE,
      properties: {
        ...record,
        proxied: false,
        createdOn: "2026-10-05T12:00:00.000Z",
        modifiedOn: "2026-10-05T12:00:00.000Z",
        meta: {},
        proxiable: true,
        settings: {},
        tags: [],
      },
    });
    expect(readdirSync(join(cloudflare.folder, "cloudflare/dns-record"))).toEqual([`${made.id}.json`]);
  });

  test("edited by hand is what the next reading gives, as inputs too", async () => {
    const cloudflare = await engineFor("cloudflare");
    const made = await cloudflare.create(RECORD, "www", record);
    edit(fileOf(cloudflare, "cloudflare/dns-record", made.id), (file) => {
      file.properties.content = "203.0.113.66";
      file.properties.comment = "by hand";
    });
    const reading = await cloudflare.read(made);
    expect(reading.inputs).toEqual({ ...record, content: "203.0.113.66", comment: "by hand" });
    expect(reading.properties.content).toBe("203.0.113.66");
  });

  test("untouched gives back exactly the inputs, with what the cloud filled in left out", async () => {
    const aws = await engineFor("aws");
    const net = await network(aws);
    const made = await aws.create("aws:lb/targetGroup:TargetGroup", "web", {
      port: 8080,
      protocol: "HTTP",
      vpcId: net.vpc.id,
      healthCheck: { path: "/up" },
    });
    expect((await aws.read(made)).inputs).toEqual(made.inputs);
    expect(made.properties.healthCheck).toMatchObject({ path: "/up", interval: 30, matcher: "200" });
    edit(fileOf(aws, "aws/target-group", made.id.split(":").at(-1)?.replaceAll("/", "_") ?? ""), (file) => {
      file.properties.healthCheck = { path: "/down", interval: 30 };
    });
    expect((await aws.read(made)).inputs.healthCheck).toEqual({ path: "/down" });
  });

  test("deleted by hand is a resource that is gone", async () => {
    const aws = await engineFor("aws");
    const { vpc } = await network(aws);
    const path = fileOf(aws, "aws/vpc", vpc.id);
    writeFileSync(path, "");
    await expect(aws.read(vpc)).rejects.toThrow();
    const { rmSync } = await import("node:fs");
    rmSync(path);
    expect(await aws.read(vpc)).toEqual({ id: "", inputs: {}, properties: {} });
    await aws.remove(vpc);
  });

  test("cut off in the middle is an error that names it, and never an empty cloud", async () => {
    const aws = await engineFor("aws");
    const { vpc } = await network(aws);
    const path = fileOf(aws, "aws/vpc", vpc.id);
    writeFileSync(path, readFileSync(path, "utf8").slice(0, 40));
    const error = await aws.read(vpc).then(
      () => "",
      (caught: Error) => caught.message,
    );
    expect(error).toMatch(`The sandbox's file "${path}" is not JSON: `);
    expect(error).toMatch(/\n {2}fix: Mend the file, or delete it to take the resource out of the sandbox's cloud\.$/);
    await expect(aws.create("aws:ec2/subnet:Subnet", "c", { vpcId: vpc.id, cidrBlock: "10.0.3.0/24" })).rejects.toThrow(
      path,
    );
  });

  test("that holds no resource is an error that says what is missing", async () => {
    const aws = await engineFor("aws");
    const { vpc } = await network(aws);
    writeFileSync(fileOf(aws, "aws/vpc", vpc.id), '{"id":"vpc-1"}');
    await expect(aws.read(vpc)).rejects.toThrow('does not hold a resource: it needs "type", "id" and "properties".');
  });
});

describe("deletion", () => {
  test("of a zone setting leaves the last value", async () => {
    const cloudflare = await engineFor("cloudflare");
    const inputs = { zoneId: ZONE, settingId: "ssl", value: "strict" };
    const made = await cloudflare.create("cloudflare:index/zoneSetting:ZoneSetting", "ssl", inputs);
    expect(made.id).toBe("ssl");
    await cloudflare.remove(made);
    expect((await cloudflare.read(made)).properties.value).toBe("strict");
  });

  test("of zone-level origin pulls leaves them on", async () => {
    const cloudflare = await engineFor("cloudflare");
    const made = await cloudflare.create(
      "cloudflare:index/authenticatedOriginPullsSettings:AuthenticatedOriginPullsSettings",
      "aop",
      { zoneId: ZONE, enabled: true },
    );
    await cloudflare.remove(made);
    expect((await cloudflare.read(made)).properties).toEqual({ zoneId: ZONE, enabled: true });
  });

  test("of an Origin CA certificate revokes it: it is gone for the provider, and its file says since when", async () => {
    const cloudflare = await engineFor("cloudflare");
    const made = await cloudflare.create("cloudflare:index/originCaCertificate:OriginCaCertificate", "origin", {
      csr: "none",
      hostnames: ["www.example.com"],
      requestType: "origin-ecc",
      requestedValidity: 90,
    });
    await cloudflare.remove(made);
    expect((await cloudflare.read(made)).id).toBe("");
    const path = fileOf(cloudflare, "cloudflare/origin-ca-certificate", made.id);
    expect(JSON.parse(readFileSync(path, "utf8")).properties.revokedAt).toBe("2026-10-05T12:00:00.000Z");
  });

  test("of a security group takes its rules along", async () => {
    const aws = await engineFor("aws");
    const { group } = await network(aws);
    const rule = await aws.create("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "cf", {
      securityGroupId: group.id,
      ipProtocol: "-1",
      referencedSecurityGroupId: group.id,
    });
    await aws.remove(group);
    expect(existsSync(fileOf(aws, "aws/security-group-ingress-rule", rule.id))).toBe(false);
  });

  test("waits for what is still in the way, as the real provider does", async () => {
    const aws = await engineFor("aws", { patienceMs: 5000 });
    const { vpc, subnets, gateway, group } = await network(aws);
    await Promise.all([vpc, ...subnets, gateway, group].map((made) => aws.remove(made)));
    expect((await aws.read(vpc)).id).toBe("");
  });
});
