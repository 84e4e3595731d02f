import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { packageRoot } from "../../src/engine/package-root";
import { runStack, type StackRun, type StackTarget } from "../../src/engine/stack";
import { type EngineFixture, engineTest } from "./engine";
import { pack, readTree, violations } from "./site";

const example = join(packageRoot(), "examples/by-hand");

/** Makes a project of the example's program, changed where `change` says so. */
async function projectOf(engine: EngineFixture, change: Readonly<Record<string, string>> = {}): Promise<StackTarget> {
  const program = Object.entries(change).reduce(
    (text, [from, to]) => {
      expect(text).toContain(from);
      return text.replace(from, to);
    },
    await readFile(join(example, "index.ts"), "utf8"),
  );
  const config = await readFile(join(example, "Pulumi.sandbox.yaml"), "utf8");
  return engine.project(
    { "index.ts": program, "Pulumi.test.yaml": config, "tsconfig.json": '{"compilerOptions":{"noCheck":true}}' },
    { runtimeOptions: { tsconfig: "tsconfig.json" } },
  );
}

/**
 * What happened in which order: `made` for resources made one after the other, and who spoke of an outage or of what is
 * not known. What the example risks beside its defects is not counted.
 */
function course({ events }: StackRun): readonly string[] {
  const all = events.flatMap(({ resOutputsEvent, policyEvent }) => {
    if (policyEvent !== undefined) {
      const { enforcementLevel, policyName } = policyEvent;
      const counts = enforcementLevel === "mandatory" || policyName === "require-known-outcome";
      return counts ? [`${enforcementLevel} ${policyName}`] : [];
    }
    const isMade = resOutputsEvent?.planning !== true && resOutputsEvent?.metadata.op === "create";
    return isMade ? ["made"] : [];
  });
  return all.filter((what, index) => what !== all[index - 1]);
}

engineTest("comes after the deployment where the preview is skipped, as the README says", async ({ engine }) => {
  const target = await projectOf(engine);
  const run = await runStack(target, "up", { policyPacks: [pack], arguments: ["--skip-preview"] });
  expect(run.exitCode).toBe(1);
  expect(course(run)).toEqual(["made", "mandatory require-cloudflare-ranges", "mandatory require-listener"]);
  const made = Object.keys(await readTree(engine.sandbox.cloud)).map((path) => path.split("/")[1]);
  expect(made).toEqual(expect.arrayContaining(["dns-record", "listener", "load-balancer", "security-group"]));
});

engineTest("stops before a resource that decides it alone, even where the preview is skipped", async ({ engine }) => {
  const target = await engine.project({
    "index.js": `const cloudflare = require("@pulumi/cloudflare");
      const zone = new cloudflare.Zone("zone", { account: { id: "0123456789abcdef0123456789abcdef" }, name: "example.com" });
      new cloudflare.DnsRecord("www",
        { zoneId: zone.id, name: "www.example.com", type: "A", content: "10.0.0.10", proxied: true, ttl: 1 });`,
  });
  const preview = await runStack(target, "preview", { policyPacks: [pack] });
  expect([preview.exitCode, course(preview)]).toEqual([1, ["mandatory no-prohibited-address"]]);
  const run = await runStack(target, "up", { policyPacks: [pack], arguments: ["--skip-preview"] });
  expect([run.exitCode, course(run).filter((what) => what !== "made")]).toEqual([
    1,
    ["mandatory no-prohibited-address"],
  ]);
  const made = Object.keys(await readTree(engine.sandbox.cloud)).map((path) => path.split("/")[1]);
  expect([made.includes("zone"), made.includes("dns-record")]).toEqual([true, false]);
});

engineTest("of a part of an update says only what that part shows", async ({ engine }) => {
  const target = await engine.project({
    "index.js": `const cloudflare = require("@pulumi/cloudflare");
      const zone = new cloudflare.Zone("zone", { account: { id: "0123456789abcdef0123456789abcdef" }, name: "example.com" });
      new cloudflare.DnsRecord("www",
        { zoneId: zone.id, name: "www.example.com", type: "A", content: "10.0.0.10", proxied: true, ttl: 1 });`,
  });
  const zone = "urn:pulumi:test::*::cloudflare:index/zone:Zone::zone";
  const part = await runStack(target, "up", { policyPacks: [pack], arguments: ["--target", zone] });
  expect([part.exitCode, course(part)]).toEqual([0, ["made"]]);
  const whole = await runStack(target, "preview", { policyPacks: [pack] });
  expect([whole.exitCode, course(whole)]).toEqual([1, ["mandatory no-prohibited-address"]]);
});

engineTest("says what it cannot know before the deployment, and judges it when it can", async ({ engine }) => {
  const target = await projectOf(engine, {
    '"104.16.0.0/13",': '"104.16.0.0/12",',
    "  port: 80,\n": "  port: vpc.id.apply(() => 80),\n",
  });
  const preview = await runStack(target, "preview", { policyPacks: [pack] });
  expect([preview.exitCode, course(preview)]).toEqual([0, ["advisory require-known-outcome"]]);
  const said = new Map(violations(preview.events, "advisory")).get("require-known-outcome");
  expect(said?.split("\n")).toEqual([
    "Require programs to tell enough to know what visitors will see.",
    "shop.example.com cannot be judged for https (IPv4) visitors.",
    '  unknown: the port of a listener of load balancer "shop" is not known until deployment',
    "  docs: https://github.com/no521/no521/blob/main/docs/policies/require-known-outcome.md",
  ]);
  const up = await runStack(target, "up", { policyPacks: [pack], arguments: ["--skip-preview"] });
  expect([up.exitCode, course(up)]).toEqual([1, ["made", "mandatory require-listener"]]);
});
