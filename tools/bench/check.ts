import { join } from "node:path";
import { findCli } from "../../src/engine/cli";
import { progressFor } from "../../src/engine/progress";
import { runProcess } from "../../src/engine/run-process";
import { prepareSandbox } from "../../src/engine/sandbox";
import { ensureStack, runStack } from "../../src/engine/stack";
import { UserError } from "../../src/user-error";
import { buildPackage } from "../build/package";
import type { Bench } from "./bench";
import { interleave, type Summary, summarise } from "./statistics";
import { renderTable } from "./table";

/**
 * Measures `no521 check` of this repository's program, as it is installed, against what it stands in for, a preview with
 * the pack, and against what no check can be quicker than: loading the SDKs that the program imports.
 */
export async function benchCheck({ repository, folder, rounds, packs }: Bench): Promise<string> {
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
  const variants: readonly { readonly name: string; run(): Promise<unknown> }[] = [
    { name: "no521 check", run: () => node(repository, [join(compiled, "cli.js"), "check", "--stack", "sandbox"]) },
    { name: "importing the two SDKs", run: () => node(repository, ["-e", imports]) },
    { name: "pulumi preview with the pack", run: () => runStack(target, "preview", { policyPacks }) },
  ];
  for (const { run } of variants) await run();
  const measured = await interleave(
    rounds,
    variants.map(
      ({ run }) =>
        () =>
          seconds(run),
    ),
  );
  const [check = []] = measured;
  const rows = variants.map(({ name }, index) => {
    const taken = measured[index] ?? [];
    const ratios = summarise(taken.map((value, round) => value / (check[round] ?? Number.NaN)));
    return [name, ...written(summarise(taken)), ...(index === 0 ? [] : written(ratios))];
  });
  return [
    `no521 check of infra/, ${rounds} rounds, everything warm`,
    renderTable([["", "seconds", "least–most", "of a check", "least–most"], ...rows]),
  ].join("\n");
}

const imports = 'require("@pulumi/aws"); require("@pulumi/cloudflare");';

async function node(cwd: string, args: readonly string[]): Promise<void> {
  const run = await runProcess(process.execPath, args, { cwd, environment: process.env, timeoutMilliseconds: 120_000 });
  if (run.exitCode !== 0) {
    throw new UserError(`\`node ${args.join(" ")}\` failed:\n${run.stderr}`, "Mend it; a failure is no measurement.");
  }
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1_000;
}

function written({ median, least, most }: Summary): readonly string[] {
  return [median.toFixed(2), `${least.toFixed(2)}–${most.toFixed(2)}`];
}
