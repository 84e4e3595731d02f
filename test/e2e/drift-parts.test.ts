import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "vitest";
import { packageRoot } from "../../src/engine/package-root";
import { ensureStack, runStack, type StackTarget } from "../../src/engine/stack";
import { driftOf, handAt, runDrift } from "./drift";
import { type EngineFixture, engineTest } from "./engine";
import { findFile, readTree } from "./site";

const program = `
const fs = require("node:fs");
const aws = require("@pulumi/aws");
const cloudflare = require("@pulumi/cloudflare");
const pulumi = require("@pulumi/pulumi");
const wanted = JSON.parse(fs.readFileSync(__dirname + "/wanted.json", "utf8"));
const until = async (file) => {
  fs.writeFileSync(wanted.mark, "");
  while (!fs.existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 50));
};
module.exports = async () => {
  if (wanted.waitsFor && wanted.inPreview === pulumi.runtime.isDryRun()) await until(wanted.waitsFor);
  const vpc = new aws.ec2.Vpc("net", { cidrBlock: "10.0.0.0/16" });
  const acl = new aws.ec2.NetworkAcl("acl", { vpcId: vpc.id });
  const ports = { protocol: "tcp", cidrBlock: "0.0.0.0/0", fromPort: 443, toPort: 443 };
  new aws.ec2.NetworkAclRule("in", { networkAclId: acl.id, ruleNumber: 100, ruleAction: "allow", ...ports });
  new aws.ec2.ManagedPrefixList("edge", {
    name: "edge", addressFamily: "IPv4", maxEntries: 5, entries: [{ cidr: "104.16.0.0/13" }, { cidr: "172.64.0.0/13" }],
  });
  new aws.ec2.Eip("address", { domain: "vpc" });
  const credentials = { accessKey: pulumi.secret("sandbox"), secretKey: pulumi.secret("sandbox") };
  const other = new aws.Provider("other", { region: "us-east-1", ...credentials });
  new aws.ec2.SecurityGroup("group", { vpcId: vpc.id, description: "of another provider" }, { provider: other });
  const record = { zoneId: "05210521052105210521052105210521", name: "txt.example.com", type: "TXT", content: "a" };
  new cloudflare.DnsRecord("text", { ...record, ttl: wanted.ttl ?? 300 }, { ignoreChanges: ["content"] });
  const kept = pulumi.secret("kept from readers");
  new cloudflare.DnsRecord("hidden", { ...record, name: "hidden.example.com", ttl: 300, content: kept });
  if (wanted.second) new cloudflare.DnsRecord("second", { ...record, name: "txt2.example.com", ttl: 300 });
};
`;

const plain = JSON.stringify({});

async function deployed(engine: EngineFixture): Promise<StackTarget> {
  const target = await engine.project({ "index.js": program, "wanted.json": plain });
  const up = await runStack(target, "up", { arguments: ["--skip-preview"] });
  expect(up.exitCode, up.stderr || up.stdout).toBe(0);
  return target;
}

engineTest(
  "tells that the program drops what is protected, which was read all the same",
  async ({ engine }) => {
    const record = '{ zoneId: "05210521052105210521052105210521", type: "TXT", content: "a", ttl: 300 }';
    const head = `const { DnsRecord } = require("@pulumi/cloudflare");\nconst record = ${record};`;
    const kept = 'new DnsRecord("kept", { ...record, name: "kept.example.com" });';
    const dropped = 'new DnsRecord("dropped", { ...record, name: "dropped.example.com" }, { protect: true });';
    const target = await engine.project({ "index.js": [head, kept, dropped].join("\n") });
    expect((await runStack(target, "up", { arguments: ["--skip-preview"] })).exitCode).toBe(0);
    await writeFile(join(target.projectFolder, "index.js"), [head, kept].join("\n"));
    const { status, changes, report } = await driftOf(engine, target.projectFolder, ["--stack", "test"]);
    expect([status, changes]).toEqual([1, ["rest program-ahead dropped"]]);
    expect(report.drift?.changes.at(0)?.what).toMatch(/It is protected, so that every "pulumi up" fails\.$/);
  },
  120_000,
);

engineTest(
  "tells an edit from a change of the program, and leaves the state as it is",
  async ({ engine }) => {
    const target = await deployed(engine);
    const { projectFolder } = target;
    const state = await readTree(engine.sandbox.state);
    const hand = await handAt(engine.sandbox.cloud);
    const look = () => driftOf(engine, projectFolder, ["--stack", "test"]);
    const want = (wanted: unknown) => writeFile(join(projectFolder, "wanted.json"), JSON.stringify(wanted));

    const group = JSON.parse(await readFile(await findFile(engine.sandbox.cloud, "security-group", "another"), "utf8"));
    await hand.edit("network-acl-rule", "443", (old) => ({ ...old, ruleAction: "deny" }));
    await hand.edit("managed-prefix-list", "172.64", (old) => ({ ...old, entries: [{ cidr: "104.16.0.0/13" }] }));
    await hand.edit("eip", "publicIp", (old) => ({ ...old, publicIp: "203.0.113.77" }));
    await hand.edit("dns-record", "txt.example.com", (old) => ({ ...old, content: "b" }));
    await hand.add("aws/security-group-ingress-rule", {
      type: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
      id: "sgr-0byhand",
      properties: { securityGroupId: group.id, ipProtocol: "-1", cidrIpv6: "::/0" },
    });
    await hand.edit("network-acl", '"ingress"', (old) => ({
      ...old,
      ingress: [{ ruleNo: 50, action: "deny", protocol: "6", fromPort: 443, toPort: 443, cidrBlock: "104.16.0.0/13" }],
    }));
    await hand.edit("dns-record", "hidden.example.com", (old) => ({ ...old, content: "nobody may read this" }));
    await want({ ttl: 600, second: true });
    const all = await look();
    expect([all.status, all.changes]).toEqual([
      1,
      [
        "protection added-outside sgr-0byhand",
        "rest edited-in-cloudflare hidden",
        "rest edited-in-cloudflare text",
        "rest edited-in-aws address",
        "rest edited-in-aws edge",
        "rest edited-in-aws in",
        "rest added-outside acl ingress 50",
        "rest program-ahead second",
        "rest program-ahead text",
      ],
    ]);
    expect(JSON.stringify(all.report)).not.toMatch(/nobody may read this|kept from readers/);
    const said = new Map(all.report.drift?.changes.map(({ id, what, fix }) => [id.split(":", 1)[0], [what, fix]]));
    expect(said.get("cloudflare-differs")).toEqual([
      'Record "text" was changed in Cloudflare: content a → b.',
      'Undo it in Cloudflare: "pulumi up" leaves it, since the program ignores changes of content.',
    ]);
    expect(said.get("undeclared-rule")).toEqual([
      'Security group "group" has a rule that the program of this stack does not declare: everything from ::/0.',
      'Delete the rule sgr-0byhand in AWS unless another program has made it, or declare it: "pulumi up" does not see it.',
    ]);
    await hand.restore();

    await writeFile(join(projectFolder, "wanted.json"), "no JSON");
    const broken = await look();
    expect([broken.status, broken.changes, broken.report.drift?.method]).toEqual([0, [], "refresh"]);
    expect(broken.report.notes[0]).toMatch(/^The program was not compared with what is deployed: .*not valid JSON/);
    await rename(join(projectFolder, "index.js"), join(projectFolder, "kept.js"));
    const missing = await runDrift(engine, projectFolder, ["--stack", "test"]);
    expect([missing.status, missing.out.split("\n").at(-1)]).toEqual([0, "The state and the clouds agree."]);
    expect(missing.out).toMatch(
      /^note: The program was not compared with what is deployed: We failed to locate the entry point for your program/m,
    );
    await rename(join(projectFolder, "kept.js"), join(projectFolder, "index.js"));
    await want({});

    const log = join(engine.folder, "events.jsonl");
    const arguments_ = ["--refresh", "--event-log", log];
    await hand.edit("dns-record", "txt.example.com", (old) => ({ ...old, content: "b" }));
    await runStack(target, "preview", { arguments: arguments_, environment: { PULUMI_DEBUG_COMMANDS: "true" } });
    const recorded = await driftOf(engine, projectFolder, ["--json-events", log]);
    expect([recorded.status, recorded.changes, recorded.report.drift?.method]).toEqual([
      1,
      ["rest edited-in-cloudflare text"],
      "recorded",
    ]);

    const waiver = {
      policy: "drift/edited-in-cloudflare",
      resource: "*::text",
      reason: "A trial.",
      until: "9999-12-31",
    };
    await writeFile(join(projectFolder, "no521.yaml"), JSON.stringify({ waivers: [waiver] }));
    const waived = await look();
    expect([waived.status, waived.report.waivers.map(({ policy, state: is }) => [policy, is])]).toEqual([
      0,
      [["drift/edited-in-cloudflare", "used"]],
    ]);
    expect(await readTree(engine.sandbox.state)).toEqual(state);
  },
  300_000,
);

engineTest(
  "runs beside an update without waiting for it, and leaves no lock and no process when it is cancelled",
  async ({ engine }) => {
    const target = await deployed(engine);
    const { projectFolder } = target;
    const [mark, go] = [join(engine.folder, "mark"), join(engine.folder, "go")];
    const want = (inPreview: boolean) =>
      writeFile(join(projectFolder, "wanted.json"), JSON.stringify({ mark, waitsFor: go, inPreview }));

    await want(false);
    const up = runStack(target, "up", { arguments: ["--skip-preview"] });
    await appears(mark);
    expect(locks(engine)).toHaveLength(1);
    expect((await driftOf(engine, projectFolder, ["--stack", "test"])).status).toBe(0);
    await writeFile(go, "");
    expect((await up).exitCode).toBe(0);

    const [mark2, never] = [join(engine.folder, "mark2"), join(engine.folder, "never")];
    const hanging = JSON.stringify({ mark: mark2, waitsFor: never, inPreview: true });
    await writeFile(join(projectFolder, "wanted.json"), hanging);
    const tsx = pathToFileURL(createRequire(join(packageRoot(), "package.json")).resolve("tsx")).href;
    const command = ["--import", tsx, join(packageRoot(), "src/cli/main.ts"), "drift", "--offline", "--stack", "test"];
    const child = spawn(process.execPath, command, {
      cwd: projectFolder,
      env: engine.sandbox.environment,
      stdio: "ignore",
    });
    await appears(mark2);
    child.kill("SIGINT");
    const [code, signal] = await once(child, "exit");
    expect([code, signal]).toEqual([null, "SIGINT"]);
    expect(locks(engine)).toEqual([]);
    await gone(engine);
  },
  300_000,
);

engineTest(
  "looks at many stacks in one run, and at the others where one cannot be read",
  async ({ engine }) => {
    const thing =
      'const pulumi = require("@pulumi/pulumi"); new pulumi.ComponentResource("trial:index:Thing", "first");';
    const target = await engine.project({ "index.js": thing });
    const names = Array.from({ length: 20 }, (_, index) => `s${String(index).padStart(2, "0")}`);
    for (const stack of names) await ensureStack({ ...target, stack });
    await writeFile(join(target.projectFolder, "Pulumi.s07.yaml"), "config: [");
    const { status, out } = await runDrift(engine, target.projectFolder, ["--all-stacks"]);
    expect(status).toBe(2);
    expect(out.split("\n").at(-1)).toBe("21 stacks: 20 in sync, 0 drifted, 1 could not be read (s07).");
    expect(out.match(/^== stack /gm)).toHaveLength(21);
  },
  300_000,
);

function locks({ sandbox }: EngineFixture): readonly string[] {
  const folder = join(sandbox.state, ".pulumi", "locks");
  return existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".json"))
    : [];
}

async function appears(file: string): Promise<void> {
  await expect.poll(() => existsSync(file), { timeout: 60_000, interval: 50 }).toBe(true);
}

/** Every process of the run has the sandbox's folder in its environment. */
async function gone({ sandbox }: EngineFixture): Promise<void> {
  if (process.platform !== "linux") return;
  const running = () =>
    readdirSync("/proc").filter((entry) => {
      try {
        return (
          /^\d+$/.test(entry) &&
          readFileSync(`/proc/${entry}/environ`, "utf8").includes(`NO521_SANDBOX=${sandbox.cloud}\0`)
        );
      } catch {
        return false;
      }
    });
  await expect.poll(running, { timeout: 20_000, interval: 200 }).toEqual([]);
}
