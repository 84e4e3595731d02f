import { readFile, writeFile } from "node:fs/promises";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";
import { findCli } from "../../src/engine/cli";
import { progressFor } from "../../src/engine/progress";
import { runProcess } from "../../src/engine/run-process";
import { prepareSandbox } from "../../src/engine/sandbox";
import { ensureStack, runStack, type StackTarget } from "../../src/engine/stack";
import { UserError } from "../../src/user-error";
import { buildPackage } from "../build/package";
import type { Bench } from "./bench";
import { type Metered, meter } from "./processor-time";
import { type Measurement, ratiosOf, type Speed, speedFile } from "./speed-results";
import { speedSection, withSpeedSection } from "./speed-section";
import { interleave, type Summary, summarise } from "./statistics";
import { renderTable } from "./table";

/**
 * Measures `no521 check` of this repository's program, as it is installed, against what it stands in for, a preview with
 * the pack, and against what no check can be quicker than: loading the SDKs that the program imports.
 */
export async function benchCheck(bench: Bench): Promise<string> {
  const speed = await measure(bench);
  if (bench.write) await keep(speed, bench.repository);
  return rendered(speed);
}

async function measure({ repository, folder, rounds, packs }: Bench): Promise<Speed> {
  // Inside the repository, so that the compiled commands find their packages as an installed package does.
  const compiled = join(repository, "dist");
  await buildPackage(compiled);
  const cli = await findCli({ environment: process.env, progress: progressFor(process.stderr, process.env) });
  const sandbox = await prepareSandbox({ root: join(folder, "sandbox-check"), cli, environment: process.env });
  const target = {
    projectFolder: repository,
    stack: "sandbox",
    command: cli.command,
    environment: sandbox.environment,
  };
  await ensureStack(target);
  const policyPacks = packs.filter(({ name }) => name === "compiled").map((pack) => pack.folder);
  const [node, pulumi] = await Promise.all([
    meter(process.execPath, join(folder, "node")),
    meter(cli.command, join(folder, "pulumi")),
  ]);
  const variants = [
    () => measured(node, () => run(node, repository, [join(compiled, "cli.js"), "check", "--stack", "sandbox"])),
    () => measured(node, () => run(node, repository, ["-e", imports])),
    () => measured(pulumi, () => preview({ ...target, command: pulumi.command }, policyPacks)),
  ];
  for (const variant of variants) await variant();
  const [load = 0] = loadavg();
  const [check = [], importing = [], previews = []] = await interleave(rounds, variants);
  return {
    machine: `Node ${process.version}, ${process.platform} ${process.arch}, ${availableParallelism()} processors`,
    date: new Date().toISOString().slice(0, 10),
    ...{ load, check: [...check], importing: [...importing], preview: [...previews] },
  };
}

const imports = 'require("@pulumi/aws"); require("@pulumi/cloudflare");';

async function run({ command }: Metered, cwd: string, args: readonly string[]): Promise<void> {
  const ended = await runProcess(command, args, { cwd, environment: process.env, timeoutMilliseconds: 120_000 });
  if (ended.exitCode !== 0) refuse(`node ${args.join(" ")}`, ended.stderr);
}

async function preview(target: StackTarget, policyPacks: readonly string[]): Promise<void> {
  const ended = await runStack(target, "preview", { policyPacks });
  if (ended.exitCode !== 0) refuse("pulumi preview", ended.stdout);
}

function refuse(command: string, printed: string): never {
  throw new UserError(`\`${command}\` failed:\n${printed}`, "Mend it; a failure is no measurement.");
}

async function measured(meter: Metered, work: () => Promise<void>): Promise<Measurement> {
  const begin = performance.now();
  await work();
  const seconds = (performance.now() - begin) / 1_000;
  return { seconds, processorSeconds: await meter.read() };
}

/** Keeps the numbers beside the bench, for whoever writes the page anew, and puts them into the page as it is. */
async function keep(speed: Speed, repository: string): Promise<void> {
  await writeFile(join(repository, speedFile), `${JSON.stringify(speed, null, 2)}\n`);
  const page = join(repository, "docs/benchmark.md");
  await writeFile(page, withSpeedSection(await readFile(page, "utf8"), speedSection(speed)));
}

function rendered(speed: Speed): string {
  const columns = [
    ["no521 check", speed.check],
    ["importing the two SDKs", speed.importing],
    ["pulumi preview with the pack", speed.preview],
  ] as const;
  const rows = columns.map(([name, rounds]) => [
    name,
    ...written(summarise(rounds.map(({ seconds }) => seconds))),
    ...written(summarise(rounds.map(({ processorSeconds }) => processorSeconds))),
  ]);
  const ratios = ratiosOf(speed).map(({ name, clock, processor }) => [name, ...written(clock), ...written(processor)]);
  return [
    `no521 check of infra/, ${speed.check.length} rounds, everything warm`,
    renderTable([["", "seconds", "least–most", "processor", "least–most"], ...rows, ...ratios]),
  ].join("\n");
}

function written({ median, least, most }: Summary): readonly string[] {
  return [median.toFixed(2), `${least.toFixed(2)}–${most.toFixed(2)}`];
}
