import { execFileSync } from "node:child_process";
import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { parseConfig } from "../../../policies/config/read";
import { defaultSettings } from "../../../src/findings/settings";
import { temporaryFolder } from "../../temporary-folder";
import { type Ran, run } from "../run";

const repository = resolve(__dirname, "../../..");

const record = `import * as cloudflare from "@pulumi/cloudflare";
new cloudflare.DnsRecord("www", { zoneId: "023e105f4ecef8ad9ca31a8372d0c353", name: "www.example.com", type: "A",
  content: "10.0.0.5", proxied: true, ttl: 1 });\n`;

/** A project in a folder of a repository that is not ours. */
async function project(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder();
  execFileSync("git", ["init", "-q", folder]);
  await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
  const all = { "Pulumi.yaml": "name: shop\nruntime: nodejs\n", "Pulumi.prod.yaml": "config: {}\n", ...files };
  for (const [name, text] of Object.entries(all)) {
    await mkdir(dirname(join(folder, "sites/shop", name)), { recursive: true });
    await writeFile(join(folder, "sites/shop", name), text);
  }
  return folder;
}

function init(folder: string): Promise<Ran> {
  return run("init sites/shop", {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
    readText: (path) => readFile(path, "utf8"),
    writeText: (path, text) => writeFile(path, text),
  });
}

describe("no521 init", () => {
  test("writes its files, then overwrites none of them", async () => {
    const folder = await project({ "index.ts": record });
    const first = await init(folder);
    expect([first.status, first.err, first.out.split("\n").slice(0, 3)]).toEqual([
      0,
      "",
      [
        "wrote   sites/shop/no521.yaml",
        "wrote   .github/workflows/no521.yml",
        'wrote   sites/shop/no521.baseline.json, 2 findings that "no521 check --base no521.baseline.json --new-only" passes over',
      ],
    ]);
    expect(first.out).toMatch(
      /\n\nHave each deployment judged, in sites\/shop:\n {2}pulumi preview --policy-pack \S+policies$/,
    );
    await writeFile(join(folder, "sites/shop/no521.yaml"), "plan: pro\n");
    const second = await init(folder);
    expect(second.out.split("\n").slice(0, 3)).toEqual([
      "exists  sites/shop/no521.yaml",
      "exists  .github/workflows/no521.yml",
      "exists  sites/shop/no521.baseline.json",
    ]);
    expect(await readFile(join(folder, "sites/shop/no521.yaml"), "utf8")).toBe("plan: pro\n");
  });

  test("writes a configuration that changes nothing, and is right when its comments are taken away", async () => {
    const folder = await project({ "index.ts": "" });
    const { out } = await init(folder);
    expect(out).toContain("\nno baseline: nothing is found\n");
    const text = await readFile(join(folder, "sites/shop/no521.yaml"), "utf8");
    expect(parseConfig(text, "no521.yaml").settings).toEqual(defaultSettings);
    const uncommented = text
      .split("\n")
      .slice(2)
      .map((line) => line.replace(/^# /, ""))
      .join("\n");
    expect(parseConfig(uncommented, "no521.yaml")).toMatchObject({
      settings: { parameters: { plan: "pro" }, rules: { "no-ephemeral-address": { severity: "error" } } },
      waivers: [{ policy: "no-ephemeral-address" }],
      fixtures: { stacks: { "acme/network/production": { vpcId: "vpc-0a1b2c3d" } } },
    });
  });

  test("writes a workflow with a job for each stack, without secrets", async () => {
    const folder = await project({ "index.ts": "", "Pulumi.dev.yaml": "config: {}\n" });
    await init(folder);
    const workflow = parse(await readFile(join(folder, ".github/workflows/no521.yml"), "utf8"));
    expect([workflow.on, workflow.permissions, workflow.jobs.check.strategy.matrix.include]).toEqual([
      { pull_request: null },
      {},
      [
        { directory: "sites/shop", stack: "dev" },
        { directory: "sites/shop", stack: "prod" },
      ],
    ]);
  });

  test("says why a program has no baseline yet", async () => {
    const { status, out, err } = await init(await project({ "index.ts": 'throw new Error("no zone");' }));
    expect([status, out.includes("no baseline: the program cannot be judged yet")]).toEqual([0, true]);
    expect(err).toMatch(/warning: The program throws Error: no zone\.\n {2}fix: /);
  });

  test("refuses a folder that is no project, and writes nothing", async () => {
    const folder = await temporaryFolder();
    expect(await init(folder)).toEqual({
      status: 2,
      out: "",
      err: `error: There is no ${join(folder, "sites/shop/Pulumi.yaml")}.\n  fix: Name the folder of a Pulumi project and one of its stacks.`,
    });
  });
});
