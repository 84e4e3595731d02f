import { join } from "node:path";
import { runProcess } from "../../src/engine/run-process";

/** The tests of the model: those of its parts, its laws, and the examples of the policies. */
export const unitTests = {
  of: ["test/reach", "test/policies/contract.test.ts", "test/policies/good-programs.test.ts"],
  /** Several times as long as they take with the model as it is. */
  limitSeconds: 300,
} as const;

/** What the results call the lab. */
export const labName = "lab";

/** Arguments of Node: builds the saved cases, the examples and the same random programs each time. */
const labArguments: readonly string[] = [
  "--import",
  "tsx",
  join("tools", "lab", "main.ts"),
  ...["--runs", "300", "--seed", "521", "--corpus", "none"],
];

const labLimitSeconds = 1800;

/** How a run of the lab ended. */
export type Ending = "silent" | "speaks" | "skipped";

/** The status of the lab where the machine cannot build networks. */
const skippedStatus = 77;

/** Runs the lab of a copy of the repository; one that never ends has found something, too. */
export async function askLab(copy: string): Promise<Ending> {
  const { exitCode } = await runProcess(process.execPath, labArguments, {
    cwd: copy,
    environment: process.env,
    timeoutMilliseconds: labLimitSeconds * 1000,
  });
  return exitCode === 0 ? "silent" : exitCode === skippedStatus ? "skipped" : "speaks";
}
