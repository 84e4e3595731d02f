import { join } from "node:path";
import { findCli } from "../../src/engine/cli";
import { progressFor } from "../../src/engine/progress";
import { runProcess } from "../../src/engine/run-process";
import { prepareSandbox } from "../../src/engine/sandbox";
import { ensureStack, runStack, type StackOperation, type StackTarget } from "../../src/engine/stack";
import { UserError } from "../../src/user-error";
import { buildPackage } from "../build/package";
import type { Bench } from "./bench";
import { interleave, type Summary, summarise } from "./statistics";
import { renderTable } from "./table";

/**
 * Measures `no521 drift` of this repository's program, as it is installed and deployed in a sandbox, against the run of
 * Pulumi in it. What it asks beside that run it asks at the same time.
 */
export async function benchDrift({ repository, folder, rounds }: Bench): Promise<string> {
  // Inside the repository, so that the compiled commands find their packages as an installed package does.
  const compiled = join(repository, "dist");
  await buildPackage(compiled);
  const cli = await findCli({ environment: process.env, progress: progressFor(process.stderr, process.env) });
  const { environment } = await prepareSandbox({
    root: join(folder, "sandbox-drift"),
    cli,
    environment: process.env,
  });
  const target = { projectFolder: repository, stack: "sandbox", command: cli.command, environment };
  await ensureStack(target);
  await succeed(target, "up", "--skip-preview");
  const variants: readonly { readonly name: string; run(): Promise<unknown> }[] = [
    { name: "pulumi preview --refresh", run: () => succeed(target, "preview", "--refresh") },
    { name: "no521 drift", run: () => look(target, join(compiled, "cli.js")) },
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
  const [plain = []] = measured;
  const rows = variants.map(({ name }, index) => {
    const taken = measured[index] ?? [];
    const ratios = summarise(taken.map((value, round) => value / (plain[round] ?? Number.NaN)));
    return [name, ...written(summarise(taken)), ...(index === 0 ? [] : written(ratios))];
  });
  return [
    `no521 drift of infra/, deployed and in sync, ${rounds} rounds, everything warm`,
    renderTable([["", "seconds", "least–most", "ratio", "least–most"], ...rows]),
  ].join("\n");
}

async function look({ projectFolder, stack, environment }: StackTarget, command: string): Promise<void> {
  const args = [command, "drift", "--offline", "--stack", stack];
  const options = { cwd: projectFolder, environment, timeoutMilliseconds: 120_000 };
  const { exitCode, stdout, stderr } = await runProcess(process.execPath, args, options);
  if (exitCode === 0) return;
  throw new UserError(
    `\`no521 drift\` ended with ${exitCode}:\n${stdout}${stderr}`,
    "Mend it; this is no measurement.",
  );
}

async function succeed(target: StackTarget, operation: StackOperation, argument: string): Promise<void> {
  const { exitCode, stdout } = await runStack(target, operation, { arguments: [argument] });
  if (exitCode === 0) return;
  throw new UserError(`\`pulumi ${operation}\` ended with ${exitCode}:\n${stdout}`, "Mend it; this is no measurement.");
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1_000;
}

function written({ median, least, most }: Summary): readonly string[] {
  return [median.toFixed(2), `${least.toFixed(2)}–${most.toFixed(2)}`];
}
