import type { TestProject } from "vitest/node";
import { findCli, type PulumiCli } from "../../src/engine/cli";
import { plainProgress } from "../../src/engine/progress";
import { UserError } from "../../src/user-error";

/** What the tests on the real engine get: the engine, or the reason why they are skipped. */
export type EngineForTests =
  | { readonly kind: "found"; readonly cli: PulumiCli }
  | { readonly kind: "missing"; readonly reason: string };

declare module "vitest" {
  interface ProvidedContext {
    engine: EngineForTests;
  }
}

/**
 * Gets the engine before the first test that needs it, so that no test waits for its build.
 *
 * Without an engine these tests are skipped with the reason; in CI that is a failure, since nobody reads a skip there.
 */
export async function setup(project: TestProject): Promise<void> {
  const progress = plainProgress((line) => process.stderr.write(`${line}\n`));
  try {
    const cli = await findCli({ environment: process.env, progress });
    project.provide("engine", { kind: "found", cli });
  } catch (error) {
    if (process.env.CI || !(error instanceof UserError)) throw error;
    const reason = `${error.message} ${error.fix}`;
    process.stderr.write(`The tests on the real engine are skipped. ${reason}\n`);
    project.provide("engine", { kind: "missing", reason });
  }
}
