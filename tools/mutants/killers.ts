import { join } from "node:path";
import { runProcess } from "../../src/engine/run-process";
import type { Tests } from "./sitting";

/** Somebody who may find a mistake. */
export interface Killer {
  /** What a person calls it, such as `lab`. */
  readonly name: string;
  /** Arguments of Node, run in a copy of the repository. */
  readonly args: readonly string[];
  /** Several times as long as it takes with the model as it is. */
  readonly limitSeconds: number;
}

/** The unit tests of the model, but for its laws, which try random programs and take longer. */
export const unitTests: Tests & { readonly name: string; readonly limitSeconds: number } = {
  name: "unit tests",
  of: ["test/reach", "test/policies/contract.test.ts"],
  except: "**/*laws.test.ts",
  limitSeconds: 300,
};

const vitest = [join("node_modules", "vitest", "vitest.mjs"), "run", "--project", "unit", "--bail", "1"];

/** What random programs and those of other teams must keep to. */
export const laws: Killer = {
  name: "laws",
  args: [...vitest, "--max-workers", "1", "laws.test.ts", "test/policies/good-programs.test.ts"],
  limitSeconds: 600,
};

/** Builds examples and the same random programs each time, and holds real packets against the model. */
export const lab: Killer = {
  name: "lab",
  args: ["--import", "tsx", join("tools", "lab", "main.ts"), "--runs", "300", "--seed", "521", "--corpus", "none"],
  limitSeconds: 900,
};

/** How a run of somebody who looks for mistakes ended. */
export type Ending = "silent" | "speaks" | "skipped";

/** The status of the lab where the machine cannot build networks. */
const skippedStatus = 77;

/** Runs somebody who looks for mistakes in a copy of the repository; who never ends has found something, too. */
export async function run({ args, limitSeconds }: Killer, copy: string): Promise<Ending> {
  const { exitCode } = await runProcess(process.execPath, args, {
    cwd: copy,
    environment: process.env,
    timeoutMilliseconds: limitSeconds * 1000,
  });
  return exitCode === 0 ? "silent" : exitCode === skippedStatus ? "skipped" : "speaks";
}
