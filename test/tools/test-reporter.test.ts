import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";

const repository = resolve(__dirname, "../..");
const fixtures = resolve(repository, "test/fixtures/reporter");

const engineMissing = "no Pulumi engine: Go is not installed";

describe("the closing lines of a test run", { timeout: 60_000 }, () => {
  test("count the tests when all pass", () => {
    expect(run("passing")).toEqual({ status: 0, lines: ["1 passed, 0 failed"] });
  });

  test("name each failure and count the skips by their reason", () => {
    const { status, lines } = run("mixed");
    expect(status).toBe(1);
    expect(lines).toEqual([
      "failed: mixed.fixture.ts > a group > fails",
      "failed: mixed.fixture.ts > asserts nothing",
      "skipped 1: mixed.fixture.ts: no reason given",
      `skipped 2: ${engineMissing}`,
      "1 passed, 2 failed, 3 skipped",
    ]);
  });

  test("count a file that cannot be loaded as a failure", () => {
    const lines = ["failed: broken-file.fixture.ts (outside its tests)", "0 passed, 1 failed"];
    expect(run("broken-file")).toEqual({ status: 1, lines });
  });

  test("count a failed hook as a failure, and its tests as skipped", () => {
    const lines = [
      "failed: broken-hook.fixture.ts > a group (outside its tests)",
      "skipped 1: broken-hook.fixture.ts: its group failed",
      "0 passed, 1 failed, 1 skipped",
    ];
    expect(run("broken-hook")).toEqual({ status: 1, lines });
  });

  test("count an error that belongs to no test as a failure", () => {
    const lines = ["failed: Nobody waited for this. (outside every test)", "1 passed, 1 failed"];
    expect(run("stray")).toEqual({ status: 1, lines });
  });

  test("count a failed global setup as a failure", () => {
    const lines = ["failed: the run itself, with exit status 1 (see above)", "0 passed, 1 failed"];
    expect(run("passing", { FIXTURE_SETUP: resolve(fixtures, "broken-setup.ts") })).toEqual({ status: 1, lines });
  });

  test("call a run failed in which every test was skipped", () => {
    const lines = [
      "failed: the run itself: no test ran",
      `skipped 1: ${engineMissing}`,
      "0 passed, 1 failed, 1 skipped",
    ];
    expect(run("skipped")).toEqual({ status: 1, lines });
  });

  test("call a run failed that found no test", () => {
    const lines = ["failed: the run itself, with exit status 1 (see above)", "0 passed, 1 failed"];
    expect(run("there-is-no-such-test")).toEqual({ status: 1, lines });
  });

  test("stay free of colours where colours are forced", () => {
    expect(run("passing", { FORCE_COLOR: "1" })).toEqual({ status: 0, lines: ["1 passed, 0 failed"] });
  });
});

/** Runs vitest on one fixture in a process of its own; gives its exit status and the last paragraph of its output. */
function run(fixture: string, env: NodeJS.ProcessEnv = {}): { status: number | null; lines: readonly string[] } {
  const vitest = resolve(repository, "node_modules/vitest/vitest.mjs");
  const { status, stdout } = spawnSync(process.execPath, [vitest, "run", "--root", fixtures, fixture], {
    cwd: fixtures,
    encoding: "utf8",
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
  });
  return { status, lines: stdout.trimEnd().split("\n\n").at(-1)?.trimStart().split("\n") ?? [] };
}
