import { resolve } from "node:path";
import { readConfig } from "../../../policies/config/read";
import { type Project, readProject } from "../../engine/project";
import { type RecordApartOptions, recordApart } from "../../engine/record-apart";
import type { Evidence } from "../../findings/finding";
import type { ResourceNode } from "../../graph/resource";
import { createGraph } from "../../graph/resource-graph";
import { needed } from "../../ranges/merge";
import { projectFolderOf, readList } from "../../ranges/store";
import { defineCommand, UsageError, wholeNumber } from "../command";
import type { Io } from "../io";
import { judge, type Subject } from "../judge";
import { onlyStack, stacksOf } from "../only-stack";
import { deliver, outputOptions, readOutput } from "../output";
import { subjectOfFile } from "../state-file";

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
    stack: { value: "name", summary: "The stack; by default the only one that has a Pulumi.<stack>.yaml" },
    state: { value: "file", summary: "Judge this exported state instead of running the program" },
    ...outputOptions,
    timeout: { value: "seconds", summary: "How long the program may take", default: "120" },
    env: {
      value: "name",
      summary: "An environment variable that the program gets too; without it, those of language, clock and region",
      repeatable: true,
    },
    memory: { value: "megabytes", summary: "How much memory the program may take", default: "2048" },
  },
  async run({ values, positionals }, io) {
    const output = readOutput(values);
    if (values.stack !== undefined && values.state !== undefined) {
      throw new UsageError("--stack and --state exclude each other.", "Give one of them.");
    }
    const folder = resolve(io.cwd, positionals[0] ?? ".");
    const limits = {
      timeoutSeconds: wholeNumber(values.timeout, "--timeout", [1, 3600]),
      memoryMegabytes: wholeNumber(values.memory, "--memory", [64, 65_536]),
      variables: values.env,
    };
    const subject =
      values.state === undefined
        ? await subjectOfProgram(await projectOf(folder, values.stack), limits, io)
        : { ...(await subjectOfFile(values.state, io)), folder };
    const report = await judge(subject, io);
    for (const { says } of subject.blindSpots ?? []) io.err(`warning: ${says}`);
    return deliver(report, output, { folder, io });
  },
});

/** A program whose stacks have no files may need no configuration. */
async function projectOf(folder: string, stack: string | undefined): Promise<Project> {
  if (stack !== undefined) return readProject(folder, stack);
  const isBare = (await stacksOf(folder)).length === 0;
  return readProject(folder, isBare ? null : await onlyStack(folder));
}

async function subjectOfProgram(
  project: Project,
  limits: Pick<RecordApartOptions, "timeoutSeconds" | "memoryMegabytes" | "variables">,
  io: Io,
): Promise<Subject> {
  const { folder, name, stack } = project;
  const { list } = await readList(projectFolderOf(folder, io.env.NO521_CONFIG));
  const { resources, unanswered, notes } = await recordApart(project, {
    ...limits,
    facts: { ranges: needed(list, null), fixtures: readConfig(folder, io.env.NO521_CONFIG).fixtures },
    environment: { ...io.env },
    onPrinted: (line) => io.err(line),
  });
  const blindSpots = [...resources.filter(({ kind }) => kind === "remote").map(unseenComponent)];
  for (const token of unanswered)
    io.err(`note: The answer of "${token}" is unknown to a check, and so is what comes of it: no521.yaml can tell it.`);
  return { graph: createGraph(resources), project: name, stack, folder, blindSpots, notes };
}

function unseenComponent({ urn, type, name }: ResourceNode): Evidence {
  return {
    resource: urn,
    says:
      `The resources of component "${name}" (${type}) are made by a plugin and were not seen: judge the program with ` +
      '"pulumi preview --policy-pack", or its state with --state.',
  };
}
