import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";

const script = resolve(__dirname, "../.ci/run");

/** What the npm of a test does, as shell: for `npm ci`, `npm run check`, `npm test` and `npm run -s lab`. */
interface FakeNpm {
  readonly ci: string;
  readonly run: string;
  readonly test: string;
  readonly lab: string;
}

const good: FakeNpm = { ci: "true", run: "true", test: "echo; echo '41 passed, 0 failed'", lab: "true" };

describe(".ci/run", () => {
  test("counts the install, the check and the lab as one each, beside the tests", () => {
    expect(ci(good)).toMatchObject({ status: 0, verdict: "44 passed, 0 failed" });
  });

  test("goes on to the tests when the check fails, and fails", () => {
    const { status, verdict, output } = ci({ ...good, run: "echo 'layers are broken'; exit 3" });
    expect({ status, verdict }).toEqual({ status: 1, verdict: "43 passed, 1 failed" });
    expect(output).toContain("layers are broken\nfailed: check (npm run check)\n");
  });

  test("stops when the packages cannot be installed", () => {
    const { status, verdict, output } = ci({ ...good, ci: "exit 1" });
    expect({ status, verdict }).toEqual({ status: 1, verdict: "0 passed, 1 failed" });
    expect(output).not.toContain("== tests");
  });

  test("adds up failures and skips", () => {
    const npm = { ...good, run: "exit 1", test: "echo '40 passed, 2 failed, 3 skipped'; exit 1" };
    expect(ci(npm)).toMatchObject({ status: 1, verdict: "42 passed, 3 failed, 3 skipped" });
  });

  test("does not believe a green count of a run that failed", () => {
    const { status, verdict, output } = ci({ ...good, test: "echo '41 passed, 0 failed'; exit 7" });
    expect({ status, verdict }).toEqual({ status: 1, verdict: "44 passed, 1 failed" });
    expect(output).toContain("failed: tests (npm test ended with status 7)\n");
  });

  test("fails when the tests end without a count", () => {
    const { status, verdict, output } = ci({ ...good, test: "echo 'no 1 passed, 0 failed here'" });
    expect({ status, verdict }).toEqual({ status: 1, verdict: "3 passed, 1 failed" });
    expect(output).toContain("failed: tests (npm test ended with status 0 and without a count)\n");
  });

  test("skips the lab where the machine cannot build networks, and fails where it contradicts the model", () => {
    const skipped = ci({ ...good, lab: "echo 'skipped: The lab needs Linux.' >&2; exit 77" });
    expect(skipped).toMatchObject({ status: 0, verdict: "43 passed, 0 failed, 1 skipped" });
    const { status, verdict, output } = ci({ ...good, lab: "exit 1" });
    expect({ status, verdict }).toEqual({ status: 1, verdict: "43 passed, 1 failed" });
    expect(output).toContain("failed: lab (npm run -s lab ended with status 1)\n");
  });

  test("gives the commands CI=true and no standard input", () => {
    const npm = { ...good, test: 'test "$CI" = true && test -z "$(cat)" && echo "1 passed, 0 failed"' };
    expect(ci(npm, { CI: undefined })).toMatchObject({ status: 0, verdict: "4 passed, 0 failed" });
  });
});

/** Runs a copy of the script in a folder of its own, with an npm of our making first on PATH. */
function ci(npm: FakeNpm, env: NodeJS.ProcessEnv = {}): { status: number | null; verdict: string; output: string } {
  const folder = mkdtempSync(join(tmpdir(), "no521-ci-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, ".ci"));
  copyFileSync(script, join(folder, ".ci/run"));
  const asked = [
    ["ci", npm.ci],
    ["run check", npm.run],
    ["test", npm.test],
    ["run -s lab", npm.lab],
  ] as const;
  const cases = asked.map(([command, does]) => `"${command}") ${does} ;;`);
  const programs = { npm: `case "$*" in\n${cases.join("\n")}\nesac`, nft: "", ip: "", "apt-get": "exit 9" };
  for (const [name, does] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${does}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  const { status, stdout } = spawnSync(join(folder, ".ci/run"), {
    cwd: tmpdir(),
    encoding: "utf8",
    input: "this must not be read\n",
    env: { ...process.env, ...env, PATH: `${folder}:${process.env.PATH}` },
  });
  return { status, verdict: stdout.split("\n").at(-2) ?? "", output: stdout };
}
