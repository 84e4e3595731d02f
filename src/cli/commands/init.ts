import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { packFolder } from "../../engine/preview-graph";
import { projectName, readProject } from "../../engine/project";
import { UserError } from "../../user-error";
import { baselineName, writeBaseline } from "../baseline-file";
import { defineCommand } from "../command";
import { exit } from "../exit";
import type { Io } from "../io";
import { judge } from "../judge";
import { chooseStack, stacksOf } from "../only-stack";
import { subjectOfProgram } from "../recorded";
import { repositoryOf } from "../repository";
import { readRuling } from "../ruling";
import { starterConfig, starterWorkflow } from "../starter-files";
import { versionOf } from "../version";

/** `no521 init`. */
export const initCommand = defineCommand({
  name: "init",
  summary: "Write no521.yaml, a workflow and, where something is found already, a baseline into a Pulumi project",
  description: "Overwrites nothing: a file that is there is named and left as it is.",
  arguments: [{ name: "dir", summary: "The folder of the project; the working directory without it", optional: true }],
  options: {},
  async run({ positionals: [dir = "."] }, io) {
    const folder = resolve(io.cwd, dir);
    await projectName(folder);
    await writeNew(join(folder, "no521.yaml"), starterConfig, io);
    await writeWorkflow(folder, io);
    await writeFirstBaseline(folder, io);
    io.out(`\nHave each deployment judged, in ${shown(folder, io)}:`);
    io.out(`  pulumi preview --policy-pack ${relative(folder, packFolder()).split(sep).join("/")}`);
    return exit.ok;
  },
});

async function writeNew(file: string, text: string, io: Io): Promise<void> {
  if (existsSync(file)) {
    io.out(`exists  ${shown(file, io)}`);
    return;
  }
  try {
    await mkdir(dirname(file), { recursive: true });
    await io.writeText(file, text);
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    throw new UserError(`Cannot write ${file}: ${reason}.`, "Make its folder writable.", { cause });
  }
  io.out(`wrote   ${shown(file, io)}`);
}

async function writeWorkflow(folder: string, io: Io): Promise<void> {
  const repository = repositoryOf(folder);
  if (repository === undefined) {
    io.out("no workflow: the project is in no Git repository");
    return;
  }
  const directory = relative(repository, folder).split(sep).join("/") || ".";
  const workflow = starterWorkflow({ directory, stacks: await stacksOf(folder), version: versionOf(io.packageFolder) });
  await writeNew(join(repository, ".github", "workflows", "no521.yml"), workflow, io);
}

/** A program that cannot be judged yet gets its files all the same, and is told why it has no baseline. */
async function writeFirstBaseline(folder: string, io: Io): Promise<void> {
  const file = join(folder, baselineName);
  if (existsSync(file)) {
    io.out(`exists  ${shown(file, io)}`);
    return;
  }
  try {
    const { stack } = await chooseStack(folder, undefined);
    const ruling = await readRuling(folder, io.env.NO521_CONFIG);
    const limits = { timeoutSeconds: 120, memoryMegabytes: 2048, variables: [] };
    const subject = await subjectOfProgram(await readProject(folder, stack), { limits, ruling, io });
    const report = await judge(subject, io);
    if (report.findings.every(({ waiver }) => waiver !== null)) {
      io.out("no baseline: nothing is found");
      return;
    }
    const count = await writeBaseline(file, report, io);
    const findings = `${count} ${count === 1 ? "finding" : "findings"}`;
    io.out(`wrote   ${shown(file, io)}, ${findings} that "no521 check --base ${baselineName} --new-only" passes over`);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    io.out("no baseline: the program cannot be judged yet");
    io.err(`warning: ${error.message}\n  fix: ${error.fix}`);
  }
}

function shown(path: string, { cwd }: Io): string {
  return relative(cwd, path) || ".";
}
