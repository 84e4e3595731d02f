import "./require-node.mjs";
import { join, resolve } from "node:path";
import { findCli } from "../src/engine/cli";
import { passThrough } from "../src/engine/pass-through";
import { progressFor } from "../src/engine/progress";
import { readPulumiCommand, resolvePacks, sandboxStack } from "../src/engine/pulumi-arguments";
import { prepareSandbox } from "../src/engine/sandbox";
import { ensureStack, StackCommandError } from "../src/engine/stack";
import { UserError } from "../src/user-error";

const project = join(__dirname, "..");

/** Runs any Pulumi command in the sandbox, on the stack `sandbox` unless another is named: `npm run pulumi -- up`. */
async function main(args: readonly string[]): Promise<number> {
  const cli = await findCli({ environment: process.env, progress: progressFor(process.stderr, process.env) });
  const sandbox = await prepareSandbox({
    root: process.env.NO521_SANDBOX_ROOT || join(project, ".sandbox"),
    cli,
    environment: process.env,
  });
  const { stack = sandboxStack, folder = ".", worksOnStack } = readPulumiCommand(args);
  const environment = { ...sandbox.environment, PULUMI_STACK: stack };
  if (worksOnStack && stack === sandboxStack) {
    await ensureStack({ projectFolder: resolve(project, folder), stack, command: cli.command, environment });
  }
  return passThrough(cli.command, resolvePacks(args, project), { cwd: project, environment });
}

main(process.argv.slice(2)).then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    if (!(error instanceof UserError || error instanceof StackCommandError)) throw error;
    const fix = error instanceof UserError ? `\n  fix: ${error.fix}` : "";
    process.stderr.write(`error: ${error.message}${fix}\n`);
    process.exitCode = 2;
  },
);
