import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Example } from "../../../policies/example";
import { graphOf, urnOf } from "../../../policies/example-graph";
import { policies } from "../../../policies/rules";
import { admit, ipv4RangesWithout, plainListener } from "../../../policies/sites";
import { snapshot } from "../../../src/cloudflare/ranges";
import type { ResourceNode } from "../../../src/graph/resource";
import { types } from "../../../src/graph/types";
import { notKnown } from "../../../src/graph/value";
import { type PackProcess, startPack } from "../pack-process";

const folder = resolve(__dirname, "../../../policies");

function resourcesOf(example: Omit<Example, "title">): readonly ResourceNode[] {
  return graphOf({ title: "", ...example }).nodes;
}

const closed: Omit<Example, "title"> = {
  set: { firewall: { ingress: [{ ...admit(443), cidrBlocks: ipv4RangesWithout("172.64.0.0/13") }] } },
};

const closedMessage = `Require every origin to admit all of Cloudflare's ranges on the ports that the edge dials.
Security group "firewall" has no rule for 172.64.0.0/13 on port 443.
  visitors of www.example.com see error 522
  evidence: balancer: load balancer "balancer" is guarded by this group
  fix: Allow 172.64.0.0/13 on TCP port 443.
  docs: https://github.com/no521/no521/blob/main/docs/policies/require-cloudflare-ranges.md`;

describe("the pack, run as the engine runs it", () => {
  let pack: PackProcess;

  beforeAll(async () => {
    pack = await startPack(folder);
  });
  afterAll(() => pack.stop());

  test("shows Pulumi all that a policy tells of itself", async () => {
    const { name, policiesList } = await pack.info();
    expect(name).toBe("no521");
    expect(policiesList.map((policy) => policy.name)).toEqual([
      ...policies.map(({ id }) => id),
      "require-known-outcome",
      "require-visible-waivers",
    ]);
    expect(policiesList.find((policy) => policy.name === "require-listener")).toMatchObject({
      description: "Require something to listen on the port that the SSL mode dials.",
      url: "https://github.com/no521/no521/blob/main/docs/policies/require-listener.md",
      tagsList: ["no521", "outage", "nothing-listens"],
    });
  });

  test("is silent on a good site, of which a preview does not know a single id", async () => {
    expect(await pack.preview(resourcesOf({}))).toEqual([]);
  });

  test("stops a deployment that closes a range, on the resource to mend", async () => {
    expect(await pack.preview(resourcesOf(closed))).toEqual([
      {
        policy: "require-cloudflare-ranges",
        level: "mandatory",
        urn: urnOf(types.securityGroup, "firewall"),
        message: closedMessage,
      },
    ]);
  });

  test("forgets one operation in the next", async () => {
    expect(await pack.preview(resourcesOf(closed))).toHaveLength(1);
    expect(await pack.preview(resourcesOf({}))).toEqual([]);
    expect(await pack.preview(resourcesOf({ add: { listener: plainListener } }))).toMatchObject([
      { policy: "require-listener" },
    ]);
  });

  test("says what cannot be judged, once for each hostname, and stops nothing", async () => {
    const resources = resourcesOf({}).map(
      (node): ResourceNode =>
        node.name === "firewall" ? { ...node, inputs: { ...node.inputs, ingress: notKnown } } : node,
    );
    expect(await pack.preview(resources)).toEqual([
      {
        policy: "require-known-outcome",
        level: "advisory",
        urn: urnOf(types.dnsRecord, "www"),
        message: `Require programs to tell enough to know what visitors will see.
www.example.com cannot be judged for https (IPv4 and IPv6) visitors.
  unknown: the rules of security group "firewall" are not known until deployment
  docs: https://github.com/no521/no521/blob/main/docs/policies/require-known-outcome.md`,
      },
    ]);
  });

  test("goes on to what is known where something else is not", async () => {
    const resources = resourcesOf({ add: { listener: plainListener } }).map(
      (node): ResourceNode => (node.name === "certificate" ? { ...node, inputs: { domainName: notKnown } } : node),
    );
    expect((await pack.preview(resources)).map(({ policy, level }) => [policy, level])).toEqual([
      ["require-listener", "mandatory"],
    ]);
  });

  test("takes a group whose inputs it is not shown for unknown, not for closed", async () => {
    const resources = resourcesOf({}).map(
      (node): ResourceNode => (node.name === "firewall" ? { ...node, kind: "read", inputs: {} } : node),
    );
    expect((await pack.preview(resources)).map(({ policy, level }) => [policy, level])).toEqual([
      ["require-known-outcome", "advisory"],
    ]);
  });

  test("tells once what one resource decides, and before the resource is made", async () => {
    const resources = resourcesOf({ site: "instance", set: { www: { content: "10.0.0.10" } } });
    const before = await pack.analyze(resources.filter(({ name }) => name === "www"));
    expect(before).toEqual([
      {
        policy: "no-prohibited-address",
        level: "mandatory",
        urn: urnOf(types.dnsRecord, "www"),
        message: `Disallow proxied records that point to an address which cannot be an origin.
Record "www" is proxied and points to 10.0.0.10, a private address (RFC 1918).
  visitors see error 1002 or no deployment, since the API refuses it
  evidence: www: content is 10.0.0.10
  fix: Point the record to the origin's public address, or publish the origin through a Cloudflare Tunnel.
  docs: https://github.com/no521/no521/blob/main/docs/policies/no-prohibited-address.md`,
      },
    ]);
    const said = await pack.preview(resources);
    expect(said.filter(({ policy }) => policy === "no-prohibited-address")).toEqual(before);
  });

  test("prints no property but those that a rule names", async () => {
    const secret = "correct-horse-battery-staple";
    const resources = resourcesOf(closed).map((node) => ({ ...node, inputs: { ...node.inputs, userData: secret } }));
    const said = await pack.preview(resources);
    expect(said).toHaveLength(1);
    expect(JSON.stringify(said)).not.toContain(secret);
  });
});

test("at a preview, what one resource decides is told at the end, with its hostnames", async () => {
  const pack = await startPack(folder, { PULUMI_DRY_RUN: "true" });
  const resources = resourcesOf({ site: "instance", set: { www: { content: "10.0.0.10" } } });
  const before = await pack.analyze(resources.filter(({ name }) => name === "www"));
  const said = await pack.preview(resources).finally(() => pack.stop());
  expect(before).toEqual([]);
  const [address, ...others] = said.filter(({ policy }) => policy === "no-prohibited-address");
  expect([address?.message.split("\n")[2], others]).toEqual([
    "  visitors of www.example.com see error 1002 or no deployment, since the API refuses it",
    [],
  ]);
});

describe("a pack that is configured", () => {
  test("does not pass for clean where what it sees through is disabled", async () => {
    const pack = await startPack(folder);
    await pack.disable(
      "require-known-outcome",
      ...policies.map(({ id }) => id).filter((id) => id !== "require-listener"),
    );
    const said = await pack.preview(resourcesOf({}));
    await pack.stop();
    expect(said).toEqual([
      {
        policy: "require-listener",
        level: "mandatory",
        urn: "",
        message: `Require something to listen on the port that the SSL mode dials.
This policy was not run: "require-known-outcome" is disabled, through which it sees what the program declares.
  fix: Enable "require-known-outcome"; it is advisory and stops nothing.`,
      },
    ]);
  });
});

describe("the ranges of a project", () => {
  const project = mkdtempSync(join(tmpdir(), "no521-pack-"));
  afterAll(() => rmSync(project, { recursive: true }));

  function projectWith(ranges: string): Readonly<Record<string, string>> {
    writeFileSync(join(project, "no521.yaml"), "");
    writeFileSync(join(project, "no521.ranges.json"), ranges);
    return { NO521_CONFIG: join(project, "no521.yaml") };
  }

  async function said(ranges: string, resources: readonly ResourceNode[]) {
    const pack = await startPack(folder, projectWith(ranges));
    const diagnostics = await pack.preview(resources).finally(() => pack.stop());
    return { diagnostics, remarks: pack.remarks() };
  }

  test("are those that the pack carries where the project has none, which it says", async () => {
    const elsewhere = join(project, "elsewhere");
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, "no521.yaml"), "");
    const pack = await startPack(folder, { NO521_CONFIG: join(elsewhere, "no521.yaml") });
    await pack.preview(resourcesOf({})).finally(() => pack.stop());
    const date = snapshot.fetchedAt.slice(0, 10);
    expect(pack.remarks().split("\n")).toEqual([
      `no521: The settings are those of ${join(elsewhere, "no521.yaml")}; Cloudflare's ranges are those of ${date} that no521 carries, since ${elsewhere} has no no521.ranges.json.`,
      "",
    ]);
  });

  test("replace those that the pack carries", async () => {
    const ranges = snapshot.ranges.filter(({ cidr }) => cidr !== "172.64.0.0/13");
    const list = JSON.stringify({ ...snapshot, ranges });
    expect(await said(list, resourcesOf(closed))).toEqual({
      diagnostics: [],
      remarks: [
        `no521: The settings are those of ${join(project, "no521.yaml")}; Cloudflare's ranges are those of ${snapshot.fetchedAt.slice(0, 10)} in ${join(project, "no521.ranges.json")}.`,
        "",
      ].join("\n"),
    });
  });

  test("fail the operation where they cannot be read, and say which file", async () => {
    await expect(said("{", resourcesOf({}))).rejects.toThrow(
      `Error validating resource with policy '${policies[0]?.id}' from policy pack 'no521@v0.1.0':
${join(project, "no521.ranges.json")} is not JSON: it starts with "{".
  fix: Restore the committed file, or delete it to use the list that no521 carries.`,
    );
  });
});
