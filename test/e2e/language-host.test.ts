import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, vi } from "vitest";
import { packageRoot } from "../../src/engine/package-root";
import { exportState, runCli, runStack, type StackRun } from "../../src/engine/stack";
import { engineTest } from "./engine";

const twoThings = `
const pulumi = require("@pulumi/pulumi");
class Thing extends pulumi.ComponentResource {
  constructor(name) { super("trial:index:Thing", name); this.registerOutputs(); }
}
new Thing("first");
new Thing("second");
`;

/** Steps of a run by kind, such as `{ create: 3 }`. */
function changes(run: StackRun): unknown {
  return run.events.findLast((event) => event.summaryEvent)?.summaryEvent?.resourceChanges;
}

/** Errors that the engine shows a person, colour marks and trailing lines cut. */
function errors(run: StackRun): readonly string[] {
  return run.events.flatMap(({ diagnosticEvent }) =>
    diagnosticEvent?.severity === "error" ? [diagnosticEvent.message.replace(/<\{%.*?%\}>/g, "").trim()] : [],
  );
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe("a program's life", () => {
  engineTest("runs preview, up, refresh and destroy without a warning", async ({ engine }) => {
    const target = await engine.project({ "index.js": twoThings });
    const seen: unknown[] = [];
    for (const operation of ["preview", "up", "up", "preview-refresh", "refresh", "destroy"] as const) {
      const run = await runStack(target, operation);
      seen.push([operation, run.exitCode, changes(run), run.stderr]);
    }
    expect(seen).toEqual([
      ["preview", 0, { create: 3 }, ""],
      ["up", 0, { create: 3 }, ""],
      ["up", 0, { same: 3 }, ""],
      ["preview-refresh", 0, { same: 3 }, ""],
      ["refresh", 0, { same: 3 }, ""],
      ["destroy", 0, { delete: 3 }, ""],
    ]);
  });

  engineTest("passes project, stack, configuration, secrets and arguments on", async ({ engine }) => {
    const target = await engine.project({
      "index.js": `
        const pulumi = require("@pulumi/pulumi");
        const config = new pulumi.Config();
        exports.seen = { project: pulumi.getProject(), stack: pulumi.getStack(), plain: config.require("plain"),
                         isSecret: process.env.PULUMI_CONFIG_SECRET_KEYS, cwd: process.cwd() };
        exports.hidden = config.requireSecret("hidden");`,
      "Pulumi.test.yaml": "config:\n  trial:plain: open\n",
    });
    await runCli(target, ["config", "set", "--stack", "test", "--secret", "hidden", "closed"]);
    await runStack(target, "up");
    const { stdout } = await runCli(target, ["stack", "output", "--stack", "test", "--json"]);
    expect(JSON.parse(stdout)).toEqual({
      seen: {
        project: "trial",
        stack: "test",
        plain: "open",
        isSecret: '["trial:hidden"]',
        cwd: target.projectFolder,
      },
      hidden: "[secret]",
    });
  });

  engineTest("tells `pulumi about` which Node it runs on and what is installed", async ({ engine }) => {
    const target = await engine.project({ "index.js": twoThings });
    const { exitCode, stdout } = await runCli(target, ["about", "--json", "--stack", "test"]);
    const about = JSON.parse(stdout);
    const sdk = JSON.parse(readFileSync(join(packageRoot(), "node_modules/@pulumi/pulumi/package.json"), "utf8"));
    expect(exitCode).toBe(0);
    expect(about.runtime).toEqual({ language: "nodejs", executable: process.execPath, version: process.version });
    expect(about.dependencies).toEqual([{ name: "@pulumi/pulumi", version: sdk.version }]);
  });
});

describe("a program that fails", () => {
  engineTest("shows a thrown error once and exits 1", async ({ engine }) => {
    const target = await engine.project({ "index.js": `throw new Error("the pipes are frozen");` });
    const run = await runStack(target, "preview");
    expect(run.exitCode).toBe(1);
    expect(errors(run).filter((message) => message.includes("the pipes are frozen"))).toHaveLength(1);
    expect(errors(run).filter((message) => !message.includes("the pipes are frozen"))).toEqual([]);
    expect(`${run.stdout}${run.stderr}`).not.toContain("unhandled error");
  });

  engineTest("shows a syntax error once, with its place", async ({ engine }) => {
    const target = await engine.project({ "index.js": "const = 1;" });
    const run = await runStack(target, "preview");
    expect(run.exitCode).toBe(1);
    expect(errors(run)).toHaveLength(1);
    expect(errors(run)[0]).toContain("SyntaxError: Unexpected token '='");
    expect(errors(run)[0]).toContain(join(target.projectFolder, "index.js"));
  });

  engineTest("says that an exit status other than 0 is an error", async ({ engine }) => {
    const target = await engine.project({ "index.js": "process.exit(3);" });
    const run = await runStack(target, "preview");
    expect([run.exitCode, errors(run)]).toEqual([
      1,
      ["an unhandled error occurred: Program exited with non-zero exit code: 3"],
    ]);
  });

  engineTest("names the folder that has no @pulumi/pulumi", async ({ engine }) => {
    const target = await engine.project({ "index.js": "" });
    const bare = await engine.write("bare", { "Pulumi.yaml": "name: trial\nruntime: nodejs\n", "index.js": "" });
    const run = await runStack({ ...target, projectFolder: bare }, "preview");
    expect([run.exitCode, errors(run)]).toEqual([
      1,
      [
        `an unhandled error occurred: Cannot find the package "@pulumi/pulumi" from "${bare}": run "npm install" there.`,
      ],
    ]);
  });

  engineTest.for(["preview", "up"] as const)(
    "is an error and plans no deletion when a signal kills it half-way through %s",
    async (operation, { engine }) => {
      const target = await engine.project({ "index.js": twoThings });
      await runStack(target, "up");
      const before = await exportState(target);
      await engine.write("project", {
        "index.js": `process.kill(process.pid, "SIGKILL"); setInterval(() => {}, 1e9);`,
      });
      const run = await runStack(target, operation);
      expect(run.exitCode).toBe(1);
      expect(errors(run)).toEqual([
        "an unhandled error occurred: Program was killed by signal SIGKILL before it had registered all its resources.",
      ]);
      expect(run.events.flatMap((event) => event.resourcePreEvent?.metadata.op ?? [])).not.toContain("delete");
      const after = await exportState(target);
      expect(urns(after.deployment)).toEqual(urns(before.deployment));
      expect(urns(after.deployment)).toHaveLength(3);
    },
  );
});

function urns(deployment: { readonly resources?: readonly { readonly urn: string }[] }): readonly string[] {
  return (deployment.resources ?? []).map((resource) => resource.urn);
}

describe("runtime options", () => {
  engineTest("puts nodeargs before the program and splits them as a shell", async ({ engine }) => {
    const target = await engine.project(
      { "index.js": "exports.limit = Error.stackTraceLimit; exports.title = process.title;" },
      { runtimeOptions: { typescript: false, nodeargs: `--stack-trace-limit=7 --title="two words"` } },
    );
    await runStack(target, "up");
    const { stdout } = await runCli(target, ["stack", "output", "--stack", "test", "--json"]);
    expect(JSON.parse(stdout)).toEqual({ limit: 7, title: "two words" });
  });

  engineTest("uses the tsconfig that is named relative to the program's folder", async ({ engine }) => {
    const program = { "site/index.ts": `const wrong: number = "text"; export const value = wrong;` };
    const strict = {
      compilerOptions: { strict: true, types: [], rootDir: ".", module: "nodenext", moduleResolution: "nodenext" },
    };
    const loose = { compilerOptions: { ...strict.compilerOptions, noCheck: true } };
    const target = await engine.project(
      { ...program, "tsconfig.json": JSON.stringify(strict), "tsconfig.loose.json": JSON.stringify(loose) },
      { runtimeOptions: { tsconfig: "../tsconfig.loose.json" }, project: { main: "site/index.ts" } },
    );
    const unchecked = await runStack(target, "preview");
    await engine.write("project", { "tsconfig.loose.json": JSON.stringify(strict) });
    const checked = await runStack(target, "preview");
    expect([errors(unchecked), unchecked.exitCode, checked.exitCode]).toEqual([[], 0, 1]);
    expect(errors(checked)[0]).toContain("Type 'string' is not assignable to type 'number'.");
  });

  engineTest("leaves ts-node out with typescript: false", async ({ engine }) => {
    const program = { "index.js": "exports.loaders = Object.keys(require.extensions);" };
    const target = await engine.project(program, { runtimeOptions: { typescript: false } });
    await runStack(target, "up");
    const { stdout } = await runCli(target, ["stack", "output", "--stack", "test", "--json"]);
    expect(JSON.parse(stdout).loaders).not.toContain(".tsx");
  });

  engineTest("says which option has the wrong type", async ({ engine }) => {
    const target = await engine.project({ "index.js": "" }, { runtimeOptions: { typescript: "yes" } });
    const run = await runStack(target, "preview");
    expect(run.exitCode).toBe(1);
    expect(`${run.stdout}${run.stderr}`).toContain(
      'Cannot read runtime option "typescript" of Pulumi.yaml: it is "yes", and must be true or false.',
    );
  });
});

const pack = {
  "PulumiPolicy.yaml": "runtime: nodejs\n",
  "package.json": JSON.stringify({ name: "pack", version: "1.2.3", main: "index.js" }),
  "index.js": `
    const { PolicyPack } = require(${JSON.stringify(join(packageRoot(), "node_modules/@pulumi/policy"))});
    require("node:fs").writeFileSync(__dirname + "/pid", String(process.pid));
    new PolicyPack("pack", { policies: [{
      name: "no-second", description: "Disallow the second", enforcementLevel: "mandatory",
      validateResource: (args, report) => { if (args.name === "second") report("there is a second"); },
    }] });`,
};

function violations(run: StackRun): readonly string[] {
  return run.events.flatMap(({ policyEvent }) => (policyEvent ? [policyEvent.message.trim()] : []));
}

describe("a policy pack", () => {
  engineTest("stops an up at its preview, also where the pack has no node_modules", async ({ engine }) => {
    const target = await engine.project({ "index.js": twoThings });
    const folder = await engine.write("pack", pack);
    const run = await runStack(target, "up", { policyPacks: [folder] });
    expect(run.exitCode).toBe(1);
    expect(violations(run)).toEqual(["Disallow the second\nthere is a second"]);
    expect(urns((await exportState(target)).deployment)).toEqual([]);
  });

  engineTest("judges an exported state without a program", async ({ engine }) => {
    const target = await engine.project({ "index.js": twoThings });
    await runStack(target, "up");
    const state = await engine.write("state", { "state.json": JSON.stringify(await exportState(target)) });
    const folder = await engine.write("pack", pack);
    const run = await runCli({ ...target, projectFolder: state }, [
      ...["policy", "analyze", "--file", "state.json", "--policy-pack", folder, "--json"],
    ]);
    expect(run.exitCode).toBe(1);
    const events = run.stdout.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line)] : []));
    expect(events.flatMap((event) => event.policyEvent?.message ?? [])).toEqual([
      "Disallow the second\nthere is a second",
    ]);
  });

  engineTest("shows why a pack does not load", async ({ engine }) => {
    const target = await engine.project({ "index.js": twoThings });
    const folder = await engine.write("pack", { ...pack, "index.js": `throw new Error("the pack is torn");` });
    const run = await runStack(target, "preview", { policyPacks: [folder] });
    expect(run.exitCode).not.toBe(0);
    expect(`${run.stdout}${run.stderr}`).toContain("the pack is torn");
  });
});

describe("a provider plugin of Node", () => {
  engineTest("is run from its PulumiPlugin.yaml", async ({ engine }) => {
    const plugin = await engine.write(
      "plugin",
      {
        "PulumiPlugin.yaml": "runtime: nodejs\n",
        "package.json": JSON.stringify({ name: "plugin", version: "0.0.1", main: "index.js" }),
        "tsconfig.json": "{}",
        "index.js": `
          const provider = require("@pulumi/pulumi/provider");
          provider.main({
            version: "0.0.1",
            schema: "{}",
            check: async (urn, olds, news) => ({ inputs: news }),
            create: async (urn, inputs) => ({ id: "id-1", outs: { ...inputs, echoed: inputs.word } }),
          }, process.argv.slice(2));`,
      },
      true,
    );
    const target = await engine.project(
      {
        "index.js": `
          const pulumi = require("@pulumi/pulumi");
          class Echo extends pulumi.CustomResource {
            constructor(name, word) { super("echo:index:Echo", name, { word, echoed: undefined }); }
          }
          exports.echoed = new Echo("echo", "hallo").echoed;`,
      },
      { project: { plugins: { providers: [{ name: "echo", path: plugin }] } } },
    );
    const run = await runStack(target, "up");
    const { stdout } = await runCli(target, ["stack", "output", "--stack", "test", "--json"]);
    expect([run.exitCode, errors(run), JSON.parse(stdout)]).toEqual([0, [], { echoed: "hallo" }]);
  });
});

describe("the end", () => {
  engineTest("leaves no host, program or pack behind when the CLI is killed", async ({ engine }) => {
    const target = await engine.project({
      "index.js": `
        require("node:fs").writeFileSync(__dirname + "/pids", process.pid + " " + process.ppid);
        setInterval(() => {}, 1e9);`,
    });
    const folder = await engine.write("pack", pack);
    const cli = spawn(target.command, ["preview", "--stack", "test", "--non-interactive", "--policy-pack", folder], {
      cwd: target.projectFolder,
      env: target.environment,
      stdio: "ignore",
    });
    const pids = await vi.waitFor(() => readPids([join(target.projectFolder, "pids"), join(folder, "pid")]), 60_000);
    expect(pids.map(isRunning)).toEqual([true, true, true]);
    cli.kill("SIGKILL");
    await vi.waitFor(() => expect(pids.map(isRunning)).toEqual([false, false, false]), 30_000);
  });

  engineTest("ends an aborted run with everything it started", async ({ engine }) => {
    const target = await engine.project({
      "index.js": `
        require("node:fs").writeFileSync(__dirname + "/pids", process.pid + " " + process.ppid);
        setInterval(() => {}, 1e9);`,
    });
    const abort = new AbortController();
    const running = runStack(target, "preview", { signal: abort.signal });
    const pids = await vi.waitFor(() => readPids([join(target.projectFolder, "pids")]), 60_000);
    abort.abort();
    const run = await running;
    expect([run.exitCode, run.stopped]).toEqual([1, "aborted"]);
    await vi.waitFor(() => expect(pids.map(isRunning)).toEqual([false, false]), 30_000);
  });
});

function readPids(files: readonly string[]): readonly number[] {
  return files.flatMap((file) => {
    const words = existsSync(file) ? readFileSync(file, "utf8").split(" ").filter(Boolean) : [];
    if (words.length === 0) throw new Error(`"${file}" is not written yet.`);
    return words.map(Number);
  });
}
