import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, vi } from "vitest";
import { packageRoot } from "../../src/engine/package-root";
import { type EngineFixture, engineTest } from "./engine";

/** Starts what `npm run pulumi` starts, in a sandbox of the test's own. */
function startPulumi(engine: EngineFixture, args: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, ["--import", "tsx", join(packageRoot(), "tools", "pulumi.ts"), ...args], {
    cwd: packageRoot(),
    env: { ...process.env, NO521_SANDBOX_ROOT: join(engine.folder, "sandbox"), ...environment },
    stdio: "pipe",
  });
  return { child, stdout: text(child.stdout), stderr: text(child.stderr) };
}

async function exitStatus(child: ChildProcess): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  return child.exitCode;
}

engineTest(
  "works on the stack sandbox, makes it if need be, and lets no credential but its own in",
  async ({ engine }) => {
    const { projectFolder } = await engine.project({
      "index.js": `
      exports.stack = require("@pulumi/pulumi").getStack();
      exports.leaked = Object.entries(process.env).flatMap(([name, value]) => (value === "real" ? [name] : []));`,
    });
    const credentials = { AWS_ACCESS_KEY_ID: "real", CLOUDFLARE_API_TOKEN: "real", PULUMI_ACCESS_TOKEN: "real" };
    const up = startPulumi(engine, ["-C", projectFolder, "up", "--yes", "--skip-preview"], credentials);
    expect([await exitStatus(up.child), await up.stderr]).toEqual([0, ""]);
    const output = startPulumi(engine, ["-C", projectFolder, "stack", "output", "--json"]);
    expect(JSON.parse(await output.stdout)).toEqual({ stack: "sandbox", leaked: [] });
  },
);

engineTest("passes standard input on", async ({ engine }) => {
  const { projectFolder } = await engine.project({ "index.js": "" });
  const set = startPulumi(engine, ["-C", projectFolder, "config", "set", "word"]);
  set.child.stdin.end("from standard input");
  expect(await exitStatus(set.child)).toBe(0);
  const get = startPulumi(engine, ["-C", projectFolder, "config", "get", "word"]);
  expect((await get.stdout).trim()).toBe("from standard input");
});

engineTest("passes the exit status on", async ({ engine }) => {
  const { projectFolder } = await engine.project({ "index.js": `throw new Error("the pipes are frozen");` });
  const preview = startPulumi(engine, ["-C", projectFolder, "preview"]);
  expect(await exitStatus(preview.child)).toBe(1);
  expect(await preview.stdout).toContain("the pipes are frozen");
});

engineTest("passes a termination on, so that Pulumi cancels in good order", async ({ engine }) => {
  const started = join(engine.folder, "started");
  const { projectFolder } = await engine.project({
    "index.js": `require("node:fs").writeFileSync(${JSON.stringify(started)}, ""); setInterval(() => {}, 1e9);`,
  });
  const preview = startPulumi(engine, ["-C", projectFolder, "preview"]);
  await vi.waitFor(() => expect(existsSync(started)).toBe(true), 60_000);
  preview.child.kill("SIGTERM");
  expect(await exitStatus(preview.child)).toBe(1);
  expect(`${await preview.stdout}${await preview.stderr}`).toContain("preview canceled");
});

engineTest("says in two lines what is wrong with PULUMI_CLI", async ({ engine }) => {
  const version = startPulumi(engine, ["version"], { PULUMI_CLI: "/nowhere/pulumi" });
  expect(await exitStatus(version.child)).toBe(2);
  expect(await version.stderr).toBe(
    'error: PULUMI_CLI is "/nowhere/pulumi", which is no executable file.\n' +
      "  fix: Set PULUMI_CLI to the path of a Pulumi CLI of version 3.229.0 or newer, or unset it.\n",
  );
});
