import { copyFile, cp, link, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { delimiter, dirname, join, relative } from "node:path";
import { publint } from "publint";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { graphOf } from "../../policies/example-graph";
import requireCloudflareRanges from "../../policies/rules/require-cloudflare-ranges";
import { snapshot } from "../../src/cloudflare/ranges";
import { packageRoot } from "../../src/engine/package-root";
import { type ProcessResult, runProcess } from "../../src/engine/run-process";
import { ensureStack, exportState, runCli, runStack, type StackRun, type StackTarget } from "../../src/engine/stack";
import { startPack } from "../policies/pack-process";
import { type EngineFixture, engineTest } from "./engine";
import { expectSuccess, type Installed, installPackage, useInstalledPlugins } from "./installed";

let installed: Installed;

beforeAll(async () => {
  installed = await installPackage();
});

afterAll(() => rm(installed.folder, { recursive: true, force: true }));

const tool = (name: string) => join(packageRoot(), "node_modules", ".bin", name);

async function readPacked(path: string): Promise<string> {
  return readFile(join(installed.package, path), "utf8");
}

/** Paths of the package's files, relative to it. */
async function packedFiles(): Promise<readonly string[]> {
  const entries = await readdir(installed.package, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(installed.package, join(entry.parentPath, entry.name)))
    .toSorted();
}

/** What `no521 explain` prints. */
const isPage = (path: string) => /^docs\/policies\/[a-z0-9-]+\.md$/i.test(path);
const isDeclaration = (path: string) => path.endsWith(".d.ts");

describe("the tarball", () => {
  test("holds what was compiled, and of the source only what builds an engine", async () => {
    expect((await packedFiles()).filter((path) => !isDeclaration(path) && !isPage(path))).toEqual([
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "dist/THIRD-PARTY-NOTICES.txt",
      "dist/cli.js",
      "dist/infra/entry.js",
      "dist/infra/pulumi-cloud.js",
      "dist/language-host.cjs",
      "dist/policies/LICENSE",
      "dist/policies/PulumiPolicy.yaml",
      "dist/policies/THIRD-PARTY-NOTICES.txt",
      "dist/policies/main.js",
      "dist/policies/package.json",
      "dist/recorder.js",
      "dist/sandbox/main.js",
      "package.json",
      "tools/engine/go.mod",
      "tools/engine/go.sum",
    ]);
  });

  test("names no folder of the machine that built it", async () => {
    for (const path of await packedFiles()) {
      expect((await readPacked(path)).includes(installed.copy), path).toBe(false);
    }
  });

  test("carries the licence of every package that is inside a bundle", async () => {
    const titles = async (path: string) =>
      [...(await readPacked(path)).matchAll(/^(\S+) v?\d+\.\d+\.\d+ \(.*\)\n-+\n(?=.)/gm)].map(([, name]) => name);
    expect(await titles("dist/policies/THIRD-PARTY-NOTICES.txt")).toEqual(
      expect.arrayContaining(["@grpc/grpc-js", "@pulumi/policy", "@pulumi/pulumi", "google-protobuf", "zod"]),
    );
    expect(await titles("dist/THIRD-PARTY-NOTICES.txt")).toEqual(
      expect.arrayContaining(["@grpc/grpc-js", "@pulumi/pulumi", "commander", "google-protobuf", "zod"]),
    );
  });

  test("holds every declaration that another one mentions, since a missing one would be taken for any", async () => {
    const packed = await packedFiles();
    const mentioned = packed.filter(isDeclaration).map(async (path) => {
      const imports = (await readPacked(path)).matchAll(/(?:from|import\() ?"(\.[^"]+)"/g);
      return [...imports].map(([, module = ""]) => `${join(dirname(path), module)}.d.ts`);
    });
    const names = [...new Set((await Promise.all(mentioned)).flat())];
    expect(names).toContain("dist/infra/components/protected-site.d.ts");
    expect(names.filter((name) => !packed.includes(name))).toEqual([]);
  });

  test("has nothing that publint would warn of", async () => {
    const tarball = await readFile(installed.tarball);
    const { messages } = await publint({ pack: { tarball: new Uint8Array(tarball).buffer } });
    expect(messages.filter(({ type }) => type !== "suggestion")).toEqual([]);
  });

  test("has types for every way in which a program resolves them", async () => {
    const { stdout } = await expectSuccess(
      tool("attw"),
      [installed.tarball, "--no-definitely-typed", "--format", "json"],
      installed.project,
    );
    expect(JSON.parse(stdout).problems).toEqual({});
  });
});

describe("a program that imports the components", () => {
  test.each([
    { module: "nodenext", moduleResolution: "nodenext" },
    { module: "esnext", moduleResolution: "bundler" },
  ])("type-checks with %j", async (options) => {
    const folder = join(installed.project, options.moduleResolution);
    await mkdir(folder);
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions: { ...strict, ...options } }));
    await writeFile(
      join(folder, "index.ts"),
      `import type { Output } from "@pulumi/pulumi";
      import { type DesiredRanges, desiredRanges, ProtectedSite, type ProtectedSiteArgs } from "no521";
      export const site = (args: ProtectedSiteArgs) => new ProtectedSite("shop", args);
      export const zoneId = (args: ProtectedSiteArgs): Output<string> => site(args).zoneId;
      export const ranges: Promise<DesiredRanges> = desiredRanges({ now: new Date(), projectFolder: "." });
      // @ts-expect-error Types that are not found would be "any", which takes everything.
      export const wrong = (args: ProtectedSiteArgs) => new ProtectedSite("shop", { ...args, hostnames: [521] });
      // @ts-expect-error
      export const wrongOutput = (args: ProtectedSiteArgs): number => site(args).zoneId;`,
    );
    expect((await expectSuccess(tool("tsc"), ["--noEmit", "-p", "."], folder)).stdout).toBe("");
  });

  engineTest("is judged by the pack in node_modules: passes as it is, and not without a range", async ({ engine }) => {
    const target = await siteIn(engine);
    const packs = { policyPacks: [join(installed.package, "dist", "policies")] };
    const good = await runStack(target, "preview", packs);
    expect([good.exitCode, policyEvents(good)], good.stdout + good.stderr).toEqual([0, [noAlarm]]);

    const bad = await runStack(target, "preview", { ...packs, arguments: ["--config", "leftOut=1"] });
    expect([bad.exitCode, policyEvents(bad)]).toEqual([1, ["require-cloudflare-ranges mandatory", noAlarm]]);
    expect(bad.stdout).toContain(
      `Security group "shop-https" has no rule for ${snapshot.ranges[0]?.cidr} on port 443.`,
    );
  });
});

/** The trial program tells nobody of an outage, which the pack remarks. */
const noAlarm = "require-outage-alarm advisory";

const strict = {
  ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: true },
  ...{ target: "es2024", lib: ["es2024"], types: [], rootDir: "." },
};

/** A project of a stranger's, in the sandbox that is installed with the package. */
async function siteIn({ sandbox, cli }: EngineFixture): Promise<StackTarget> {
  const { project } = installed;
  await useInstalledPlugins(sandbox, installed);
  await writeFile(join(project, "Pulumi.yaml"), stringify({ name: "trial", runtime: "nodejs" }));
  await writeFile(
    join(project, "tsconfig.json"),
    JSON.stringify({ compilerOptions: { ...strict, module: "nodenext", moduleResolution: "nodenext" } }),
  );
  await writeFile(join(project, "Pulumi.test.yaml"), stringify({ config: sandboxCredentials }));
  await writeFile(join(project, "index.ts"), program);
  const target = { projectFolder: project, stack: "test", command: cli.command, environment: sandbox.environment };
  await ensureStack(target);
  return target;
}

const sandboxCredentials = {
  "aws:region": "us-east-1",
  "aws:accessKey": "sandbox",
  "aws:secretKey": "sandbox",
  "aws:allowedAccountIds": ["000000000000"],
  "cloudflare:apiToken": "sandbox-sandbox-sandbox-sandbox-sandbox",
};

const program = `
import * as pulumi from "@pulumi/pulumi";
import { desiredRanges, ProtectedSite, PublicNetwork } from "no521";

async function declare() {
  const { allowed } = await desiredRanges({ now: new Date(), projectFolder: ".", live: null });
  const edgeRanges = allowed.slice(new pulumi.Config().getNumber("leftOut") ?? 0);
  const zones = ["us-east-1a", "us-east-1b"];
  const network = new PublicNetwork("net", { cidrBlock: "10.20.0.0/16", zones, ipv6: false, edgeRanges });
  const site = new ProtectedSite("shop", {
    zone: { kind: "new", name: "example.com", accountId: "023e105f4ecef8ad9ca31a8372d0c353" },
    hostnames: ["www.example.com"],
    network,
    edgeRanges,
    origin: {
      kind: "alb",
      certificate: { kind: "acm" },
      backend: { kind: "servers", ami: "ami-0123456789abcdef0", instanceType: "t4g.small" },
    },
    protect: false,
  });
  return site.hostnames;
}

export const hostnames = declare();
`;

function policyEvents({ events }: StackRun): readonly string[] {
  return events.flatMap(({ policyEvent }) =>
    policyEvent === undefined ? [] : [`${policyEvent.policyName} ${policyEvent.enforcementLevel}`],
  );
}

describe("the command", () => {
  test("is there as npx no521", async () => {
    const help = await expectSuccess("npx", ["--offline", "--no-install", "no521", "--help"], installed.project);
    expect(help.stdout).toContain("Usage: no521 [options] [command]");
    const { version } = JSON.parse(await readPacked("package.json"));
    const shown = await expectSuccess(process.execPath, [command(), "--version"], installed.project);
    expect(shown.stdout.trim()).toBe(version);
  });

  test("shows the ranges that the package carries", async () => {
    const { stdout } = await expectSuccess(process.execPath, [command(), "ranges", "show"], installed.project);
    expect(stdout).toContain("the list that no521 carries");
    for (const { cidr } of snapshot.ranges) expect(stdout).toContain(cidr);
  });

  engineTest("brings the language host to an engine without one, and reads what it deployed", async ({ engine }) => {
    const target = await siteIn(engine);
    const environment = await engineAlone(engine);
    const reach = () => runCommand(environment, ["reach", "--stack", "test"]);
    expect((await reach()).exitCode).toBe(0);
    const [hosted = "none"] = await readdir(join(engine.folder, "cache"));
    const own = { ...target, environment, command: join(engine.folder, "cache", hosted, "pulumi") };
    const up = await runStack(own, "up", { arguments: ["--skip-preview"] });
    expect(up.exitCode, up.stdout + up.stderr).toBe(0);
    const good = await reach();
    expect([good.exitCode, good.stdout.trimEnd().split("\n").at(-1)]).toEqual([
      0,
      "All visitors of 1 hostname reach the origin.",
    ]);

    const file = join(engine.folder, "state.json");
    await writeFile(file, JSON.stringify(withoutOneRule(await exportState(own))));
    const broken = await runCommand(environment, ["reach", "--state", file]);
    expect([broken.exitCode, broken.stdout]).toEqual([1, expect.stringContaining("522")]);

    const copied = await copyPack(join(engine.folder, "elsewhere"));
    const analysis = await runCli(own, ["policy", "analyze", "--file", file, "--policy-pack", copied]);
    expect([analysis.exitCode, analysis.stdout]).toEqual([
      1,
      expect.stringContaining('Security group "shop-https" has no rule for 172.64.0.0/13 on port 443.'),
    ]);
  });
});

function command(): string {
  return join(installed.package, "dist", "cli.js");
}

function runCommand(environment: NodeJS.ProcessEnv, args: readonly string[]): Promise<ProcessResult> {
  return runProcess(process.execPath, [command(), ...args], {
    cwd: installed.project,
    environment,
    timeoutMilliseconds: 60_000,
  });
}

/** The environment of a machine that has the engine's executable and no language host. */
async function engineAlone({ cli, sandbox, folder }: EngineFixture): Promise<NodeJS.ProcessEnv> {
  const alone = join(folder, "engine");
  await mkdir(alone);
  await link(cli.command, join(alone, "pulumi")).catch(() => copyFile(cli.command, join(alone, "pulumi")));
  const path = (sandbox.environment.PATH ?? "").split(delimiter).filter((entry) => !cli.pathFolders.includes(entry));
  const { NO521_SDK: _, ...environment } = sandbox.environment;
  return {
    ...environment,
    PATH: path.join(delimiter),
    PULUMI_CLI: join(alone, "pulumi"),
    NO521_CACHE: join(folder, "cache"),
  };
}

/** The state as it would be without the rule that admits 172.64.0.0/13. */
function withoutOneRule({ version, deployment }: Awaited<ReturnType<typeof exportState>>): unknown {
  const resources = deployment.resources.filter(({ urn }: { readonly urn: string }) => !urn.includes("172-64-0-0-13"));
  return { version, deployment: { ...deployment, resources } };
}

async function copyPack(folder: string): Promise<string> {
  await cp(join(installed.package, "dist", "policies"), folder, { recursive: true });
  return folder;
}

test("the pack runs where it was copied alone, without an installation", async () => {
  const pack = await startPack(await copyPack(join(installed.folder, "alone")));
  try {
    const { name, version } = await pack.info();
    const [bad] = requireCloudflareRanges.examples.bad;
    const said = await pack.preview(graphOf(bad).nodes);
    expect([name, version, said.map(({ policy, level }) => `${policy} ${level}`)]).toEqual([
      "no521",
      JSON.parse(await readPacked("package.json")).version,
      ["require-cloudflare-ranges mandatory"],
    ]);
  } finally {
    await pack.stop();
  }
});
