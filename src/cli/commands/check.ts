import { join, relative, resolve } from "node:path";
import { projectName, readProject } from "../../engine/project";
import type { Report } from "../../report/schema";
import { type Head, readBase } from "../base";
import { baselineName, writeBaseline } from "../baseline-file";
import { defineCommand, UsageError, wholeNumber } from "../command";
import { type ExitStatus, exit } from "../exit";
import type { Io } from "../io";
import { judge } from "../judge";
import { chooseStack, onlyStack } from "../only-stack";
import { deliver, outputOptions, readOutput } from "../output";
import { subjectOfPreview } from "../previewed";
import { type Limits, subjectOfProgram } from "../recorded";
import { readRuling } from "../ruling";
import { subjectOfFile } from "../state-file";
import type { Subject } from "../subject";

/** `no521 check`. */
export const checkCommand = defineCommand({
  name: "check",
  summary: "Judge a Pulumi program without credentials, an engine or a cloud",
  description:
    "Runs the program in a process of its own and judges what it declares, as a preview of a new stack would; nothing is " +
    "asked of a cloud, and secrets stand as placeholders. The program may read its repository and its packages, without " +
    "what is hidden, and do nothing else: docs/security.md says what that rests on. What it prints goes to standard " +
    "error. What is made elsewhere, such as by a component of a provider plugin, is not seen and is named.",
  arguments: [{ name: "dir", summary: "The folder of the project; the working directory without it", optional: true }],
  options: {
    stack: { value: "name", summary: "The stack; by default the only one that has a Pulumi.<stack>.yaml, else none" },
    base: {
      value: "ref|file",
      summary: "Compare with a Git reference, a baseline, an earlier JSON report or an exported state",
    },
    "new-only": { summary: "With --base: exit with 1 only for findings that the base does not have" },
    "write-baseline": {
      value: "file",
      bare: "",
      summary: `Write what is found as a baseline and exit with 0; ${baselineName} in the project's folder without a name`,
    },
    state: { value: "file", summary: "Judge this exported state instead of running the program" },
    preview: {
      summary: "Have the engine preview the stack with the policy pack, with your credentials, and judge what it shows",
    },
    ...outputOptions,
    timeout: { value: "seconds", summary: "How long the program, or the preview, may take", default: "120" },
    env: {
      value: "name",
      summary: "An environment variable that the program gets too; without it, those of language, clock and region",
      repeatable: true,
    },
    memory: { value: "megabytes", summary: "How much memory the program may take", default: "2048" },
  },
  async run({ values, positionals }, io) {
    const { state, preview, base: named, "new-only": newOnly, "write-baseline": baselineFile } = values;
    if (preview && state !== undefined) {
      throw new UsageError("--preview and --state exclude each other.", "Give one of them.");
    }
    if (values.stack !== undefined && state !== undefined) {
      throw new UsageError("--stack and --state exclude each other.", "Give one of them.");
    }
    const output = { ...readOutput(values), newOnly };
    if (newOnly && named === undefined) {
      throw new UsageError("--new-only needs something to compare with.", "Name it with --base.");
    }
    const folder = resolve(io.cwd, positionals[0] ?? ".");
    const limits = {
      timeoutSeconds: wholeNumber(values.timeout, "--timeout", [1, 3600]),
      memoryMegabytes: wholeNumber(values.memory, "--memory", [64, 65_536]),
      variables: values.env,
    };
    const { subject, head } = await read(folder, values, { limits, io });
    const base = named === undefined ? null : await readBase(named, head, { limits, io });
    const report = await judge(subject, io, base);
    const status = await deliver(report, output, { folder, io });
    if (baselineFile === undefined) return status;
    return adopt(report, resolve(io.cwd, baselineFile || join(folder, baselineName)), io);
  },
});

/** What is judged, and what an earlier program can be compared with. */
interface Read {
  readonly subject: Subject;
  readonly head: Head;
}

interface Surroundings {
  readonly limits: Limits;
  readonly io: Io;
}

/** Reads what is to be judged: from a state, from a preview, or from the program itself. */
async function read(
  folder: string,
  {
    stack,
    state,
    preview,
  }: { readonly stack?: string | undefined; readonly state?: string | undefined; readonly preview: boolean },
  { limits, io }: Surroundings,
): Promise<Read> {
  const withoutProgram: Head = { folder, project: null, stack: null };
  if (state !== undefined) return { subject: { ...(await subjectOfFile(state, io)), folder }, head: withoutProgram };
  if (!preview) return recorded(folder, stack, { limits, io });
  const project = { folder, name: await projectName(folder), stack: stack ?? (await onlyStack(folder)) };
  return {
    subject: await subjectOfPreview(project, { timeoutSeconds: limits.timeoutSeconds, io }),
    head: withoutProgram,
  };
}

/** Records the program of a folder. */
async function recorded(folder: string, named: string | undefined, { limits, io }: Surroundings): Promise<Read> {
  const { stack, notes } = await chooseStack(folder, named);
  const project = await readProject(folder, stack);
  const ruling = await readRuling(folder, io.env.NO521_CONFIG);
  const subject = await subjectOfProgram(project, { limits, ruling, io });
  return { subject: { ...subject, notes: [...notes, ...(subject.notes ?? [])] }, head: { folder, project, stack } };
}

/** Writes what stands open as a baseline: from now on only what is new counts. */
async function adopt(report: Report, file: string, io: Io): Promise<ExitStatus> {
  const count = await writeBaseline(file, report, io);
  io.err(
    `Wrote ${count} ${count === 1 ? "finding" : "findings"} to ${relative(io.cwd, file) || file}; --base ${relative(io.cwd, file)} --new-only tells what is new.`,
  );
  return exit.ok;
}
