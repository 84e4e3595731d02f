import "./require-node.mjs";
import { join } from "node:path";
import { processIo } from "../src/cli/io";
import { main } from "../src/cli/main";
import { findCli } from "../src/engine/cli";
import { progressFor } from "../src/engine/progress";
import { prepareSandbox } from "../src/engine/sandbox";

/** Runs a command of no521 on the sandbox's stack: `npm run reach`, `npm run drift`. */
async function onSandbox([command = "", ...args]: readonly string[]): Promise<number> {
  const project = join(__dirname, "..");
  const cli = await findCli({ environment: process.env, progress: progressFor(process.stderr, process.env) });
  const root = process.env.NO521_SANDBOX_ROOT || join(project, ".sandbox");
  const sandbox = await prepareSandbox({ root, cli, environment: process.env });
  const io = { ...processIo(), env: sandbox.environment, cwd: project };
  return main([command, "--stack", "sandbox", ...args], io);
}

void onSandbox(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
