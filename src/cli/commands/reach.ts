import { cliEnvironment, findCli } from "../../engine/cli";
import { progressFor } from "../../engine/progress";
import { exportState, StackCommandError } from "../../engine/stack";
import type { Value } from "../../graph/value";
import { UserError } from "../../user-error";
import { defineCommand, UsageError } from "../command";
import type { Io } from "../io";
import { judge } from "../judge";
import { onlyStack } from "../only-stack";
import { deliver, outputOptions, readOutput } from "../output";
import { type StateSubject, subjectOfFile, subjectOfState } from "../state-file";

/** `no521 reach`. */
export const reachCommand = defineCommand({
  name: "reach",
  summary: "Print what visitors of each hostname see, from the state of a deployed stack",
  description:
    "Reads the stack's state through the Pulumi CLI, in the project of the working directory, or from a file that " +
    "`pulumi stack export` wrote. Exits 1 when a hostname fails.",
  options: {
    stack: { value: "name", summary: "The stack; by default the only one that has a Pulumi.<stack>.yaml" },
    state: { value: "file", summary: "Read this exported state instead of asking the Pulumi CLI" },
    ...outputOptions,
  },
  async run({ values }, io) {
    const output = readOutput(values);
    if (values.stack !== undefined && values.state !== undefined) {
      throw new UsageError("--stack and --state exclude each other.", "Give one of them.");
    }
    const subject =
      values.state === undefined ? await deployed(values.stack, io) : await subjectOfFile(values.state, io);
    const report = await judge({ ...subject, folder: io.cwd }, io);
    return deliver(report, output, { folder: io.cwd, io });
  },
});

async function deployed(name: string | undefined, io: Io): Promise<StateSubject> {
  const stack = name ?? (await onlyStack(io.cwd));
  const cli = await findCli({ environment: io.env, progress: progressFor(process.stderr, io.env) });
  const environment = cliEnvironment(cli, io.env);
  const target = { projectFolder: io.cwd, stack, command: cli.command, environment };
  const exported = await exportState(target).catch((error: unknown) => {
    if (!(error instanceof StackCommandError)) throw error;
    throw new UserError(error.message, "Run it in the project's folder, logged in to the backend that has the stack.");
  });
  return subjectOfState(exported as unknown as Value, `stack "${stack}"`);
}
