import { type ObtainEngine, ObtainError } from "./build-engine";
import { packageRoot } from "./package-root";
import { runProcess } from "./run-process";

const reachSeconds = 10;
const downloadMinutes = 3;

/** Where Pulumi publishes its installer. @see https://www.pulumi.com/docs/install/ */
const installer = "https://get.pulumi.com/install.sh";

/**
 * Downloads the CLI with Pulumi's own installer, which the Automation API runs.
 *
 * It runs in a process of its own, because the installer has no time limit and cannot be cancelled otherwise.
 */
export const downloadEngine: ObtainEngine = async ({ version, folder, environment, signal }) => {
  await reach(environment, signal);
  const script = [
    `const { PulumiCommand } = require("@pulumi/pulumi/automation");`,
    `const { SemVer } = require("semver");`,
    `PulumiCommand.install({ root: process.argv[1], version: new SemVer(process.argv[2]) })`,
    `.catch((error) => { console.error(error.message); process.exit(1); });`,
  ].join("\n");
  const result = await runProcess(process.execPath, ["-e", script, folder, version], {
    cwd: packageRoot(),
    environment,
    timeoutMilliseconds: downloadMinutes * 60_000,
    signal,
  });
  if (result.exitCode !== 0) {
    throw new ObtainError(`Pulumi's installer fails: ${result.reason ?? result.stderr.trim().split("\n")[0]}`);
  }
};

/** Asks for the installer first, so that a machine without a way out does not wait for the download's limit. */
async function reach(environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<void> {
  const ask = `fetch(process.argv[1], { method: "HEAD" }).then((answer) => process.exit(answer.ok ? 0 : 1), (error) => {
    console.error(String(error.cause?.message ?? error.message)); process.exit(1); });`;
  const result = await runProcess(process.execPath, ["-e", ask, installer], {
    environment,
    timeoutMilliseconds: reachSeconds * 1_000,
    signal,
  });
  if (result.exitCode !== 0) {
    const why = result.reason ?? (result.stderr.trim().split("\n")[0] || "refused");
    throw new ObtainError(`"${installer}" cannot be reached (${why})`);
  }
}
