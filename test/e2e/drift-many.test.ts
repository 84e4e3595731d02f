import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { expect, onTestFinished } from "vitest";
import { packageRoot } from "../../src/engine/package-root";
import { ensureStack, runStack, type StackTarget } from "../../src/engine/stack";
import { startGitHub, token } from "../notify/github-server";
import { runDrift } from "./drift";
import { type EngineFixture, engineTest } from "./engine";
import { readTree } from "./site";

/** Notes how many of its kind run while it does. */
const program = `
const fs = require("node:fs");
const cloudflare = require("@pulumi/cloudflare");
const here = __dirname + "/running/" + process.pid;
fs.writeFileSync(here, "");
fs.appendFileSync(__dirname + "/together", fs.readdirSync(__dirname + "/running").length + "\\n");
process.on("exit", () => fs.rmSync(here));
const record = { zoneId: "05210521052105210521052105210521", ttl: 300, content: "a" };
for (let i = 0; i < 5; i++) new cloudflare.DnsRecord("text" + i, { ...record, name: "t" + i + ".example.com", type: "TXT" });
`;

const names = Array.from({ length: 19 }, (_, index) => `s${String(index + 1).padStart(2, "0")}`);
/** Stacks whose state says of a record what its cloud does not. */
const drifted = ["s05", "s13"];

/** Deploys one stack, and gives its state, in which only names differ, to nineteen others. */
async function deployTwenty(engine: EngineFixture): Promise<StackTarget> {
  const target = await engine.project({ "index.js": program, "running/.keep": "" });
  const up = await runStack(target, "up", { arguments: ["--skip-preview"] });
  expect(up.exitCode, up.stderr || up.stdout).toBe(0);
  const stacks = join(engine.sandbox.state, ".pulumi", "stacks", "trial");
  const state = await readFile(join(stacks, "test.json"), "utf8");
  const configuration = await readFile(join(target.projectFolder, "Pulumi.test.yaml"), "utf8").catch(() => null);
  for (const name of names) {
    const own = state.replaceAll("urn:pulumi:test::", `urn:pulumi:${name}::`).replaceAll("trial-test", `trial-${name}`);
    const edited = own.replaceAll(/("content": ?)"a"/g, '$1"b"');
    await writeFile(join(stacks, `${name}.json`), drifted.includes(name) ? edited : own);
    if (configuration !== null) await writeFile(join(target.projectFolder, `Pulumi.${name}.yaml`), configuration);
  }
  await writeFile(join(target.projectFolder, "together"), "");
  return target;
}

engineTest(
  "looks at twenty deployed stacks in one command: some together, each told of, none written",
  async ({ engine }) => {
    const { projectFolder } = await deployTwenty(engine);
    const before = await readTree(engine.sandbox.state);
    const github = await startGitHub({ labels: ["no521-drift"] });
    onTestFinished(() => github.close());
    const metrics = join(engine.folder, "no521.prom");
    const env = {
      ...engine.sandbox.environment,
      ...{ GITHUB_API_URL: github.url, GITHUB_REPOSITORY: "acme/site", GITHUB_TOKEN: token },
    };
    const line = ["--all-stacks", "--parallel", "3", "--github-issue", "--metrics", metrics];
    const { status, out, err } = await runDrift(engine, projectFolder, line, { env });
    expect([status, out.split("\n").at(-1)]).toEqual([
      1,
      "20 stacks: 18 in sync, 2 drifted (s05, s13), 0 could not be read.",
    ]);
    const titles = out.match(/^== stack (.+) ==$/gm)?.map((each) => each.slice(9, -3));
    expect(titles).toEqual([...names, "test"]);

    const together = (await readFile(join(projectFolder, "together"), "utf8")).trim().split("\n").map(Number);
    expect(together).toHaveLength(20);
    // The file that keeps the folder counts as well.
    expect(Math.max(...together) - 1).toBeLessThanOrEqual(3);
    expect(Math.max(...together) - 1).toBeGreaterThan(1);

    expect(err.split("\n").toSorted()).toEqual(["Issue acme/site#1 is opened.", "Issue acme/site#2 is opened."]);
    expect(github.issues.map(({ title }) => title).toSorted()).toEqual(["Drift in trial/s05", "Drift in trial/s13"]);
    const told = await readFile(metrics, "utf8");
    expect(told.match(/^no521_last_success_timestamp_seconds/gm)).toHaveLength(20);
    expect(told.match(/^no521_drift_since_timestamp_seconds\{.*\}/gm)).toEqual([
      'no521_drift_since_timestamp_seconds{project="trial",stack="s05"}',
      'no521_drift_since_timestamp_seconds{project="trial",stack="s13"}',
    ]);
    expect(await readTree(engine.sandbox.state)).toEqual(before);
  },
  300_000,
);

const hanging = `
require("node:fs").writeFileSync(__dirname + "/running/" + process.pid, "");
setInterval(() => {}, 1_000);
`;

engineTest(
  "ends all that runs together when it is told to, and begins with no further stack",
  async ({ engine }) => {
    const target = await engine.project({ "index.js": hanging, "running/.keep": "" });
    for (const stack of ["a", "b", "c", "d", "e"]) await ensureStack({ ...target, stack });
    const running = join(target.projectFolder, "running");
    const tsx = createRequire(join(packageRoot(), "package.json")).resolve("tsx/cjs");
    const command = ["--require", tsx, join(packageRoot(), "src/cli/main.ts"), "drift", "--offline"];
    const child = spawn(process.execPath, [...command, "--all-stacks", "--parallel", "2"], {
      cwd: target.projectFolder,
      env: engine.sandbox.environment,
      stdio: "ignore",
    });
    const programs = async () => (await readdir(running)).filter((name) => name !== ".keep");
    await expect.poll(programs, { timeout: 60_000, interval: 50 }).toHaveLength(2);
    child.kill("SIGTERM");
    const [code, signal] = await once(child, "exit");
    expect([code, signal]).toEqual([null, "SIGTERM"]);
    const started = await programs();
    expect(started).toHaveLength(2);
    const isGone = () => started.filter((pid) => existsSync(`/proc/${pid}`));
    await expect.poll(isGone, { timeout: 20_000, interval: 100 }).toEqual([]);
  },
  300_000,
);
