import { mkdir, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { findCli } from "../../src/engine/cli";
import { progressFor } from "../../src/engine/progress";
import { prepareSandbox } from "../../src/engine/sandbox";
import { ensureStack, runStack, type StackTarget } from "../../src/engine/stack";
import { UserError } from "../../src/user-error";
import type { Bench } from "./bench";
import { writeAwsGuard } from "./side-by-side/awsguard";
import { interleave, type Summary, summarise } from "./statistics";
import { renderTable } from "./table";

/** Measures what the pack adds to `pulumi preview` of this repository's program on an empty sandbox. */
export async function benchPreview(bench: Bench): Promise<string> {
  return measure(bench, await targetIn(bench, bench.repository), "infra/");
}

/** Measures what the pack, and AWSGuard where it is installed, add to `pulumi preview` of three hundred resources. */
export async function benchLargePreview(bench: Bench): Promise<string> {
  const project = join(bench.folder, "large");
  const program = join(bench.repository, "tools/bench/large-program");
  await mkdir(project);
  await symlink(join(bench.repository, "node_modules"), join(project, "node_modules"));
  await writeFile(join(project, "Pulumi.yaml"), "name: large\nruntime: nodejs\nmain: index.js\n");
  await writeFile(join(project, "Pulumi.sandbox.yaml"), sandboxConfig);
  await writeFile(
    join(project, "index.js"),
    `require("tsx/cjs");\nmodule.exports = async () => void require(${JSON.stringify(program)}).program();\n`,
  );
  const guard = bench.awsguard === undefined ? [] : [await awsGuardIn(bench.folder, bench.awsguard)];
  return measure({ ...bench, packs: [...bench.packs, ...guard] }, await targetIn(bench, project), "eight sites");
}

const sandboxConfig = `config:
  aws:region: us-east-1
  aws:accessKey: sandbox
  aws:secretKey: sandbox
  cloudflare:apiToken: sandbox-sandbox-sandbox-sandbox-sandbox
`;

async function awsGuardIn(folder: string, installed: string) {
  const pack = join(folder, "awsguard");
  await mkdir(pack);
  await writeAwsGuard(pack, installed);
  return { name: "AWSGuard", folder: pack };
}

async function targetIn({ folder }: Bench, projectFolder: string): Promise<StackTarget> {
  const cli = await findCli({ environment: process.env, progress: progressFor(process.stderr, process.env) });
  const root = join(folder, `sandbox-${basename(projectFolder)}`);
  const { environment } = await prepareSandbox({ root, cli, environment: process.env });
  const target = { projectFolder, stack: "sandbox", command: cli.command, environment };
  await ensureStack(target);
  return target;
}

async function measure({ rounds, packs }: Bench, target: StackTarget, what: string): Promise<string> {
  // The first preview fills caches of Node's and of the file system's, which would count against the first variant.
  const resources = await preview(target, []);
  const variants = [
    { name: "without the pack", packs: [] },
    ...packs.map((pack) => ({ name: `with the pack ${pack.name}`, packs: [pack.folder] })),
  ];
  const measured = await interleave(
    rounds,
    variants.map(
      ({ packs }) =>
        () =>
          timed(() => preview(target, packs)),
    ),
  );
  const [base = []] = measured;
  const rows = variants.map(({ name }, index) => {
    const seconds = measured[index] ?? [];
    const ratios = summarise(seconds.map((value, round) => value / (base[round] ?? Number.NaN)));
    return [name, ...written(summarise(seconds)), ...(index === 0 ? [] : written(ratios))];
  });
  return [
    `pulumi preview of ${what}, ${resources} resources to create, ${rounds} rounds`,
    renderTable([["", "seconds", "least–most", "ratio", "least–most"], ...rows]),
  ].join("\n");
}

function written({ median, least, most }: Summary): readonly string[] {
  return [median.toFixed(2), `${least.toFixed(2)}–${most.toFixed(2)}`];
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1_000;
}

/** Gives how many resources it would create. */
async function preview(target: StackTarget, policyPacks: readonly string[]): Promise<number> {
  const run = await runStack(target, "preview", { policyPacks });
  if (run.exitCode !== 0) {
    throw new UserError(
      `\`pulumi preview\` did not end as expected (${run.reason ?? `exit status ${run.exitCode}`}):\n${run.stdout}`,
      "Mend what it says; a preview that fails is no measurement.",
    );
  }
  const summary = run.events.flatMap(({ summaryEvent }) => (summaryEvent === undefined ? [] : [summaryEvent])).at(-1);
  return summary?.resourceChanges.create ?? 0;
}
