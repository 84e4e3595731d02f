import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../../src/engine/package-root";
import { type ProcessResult, runProcess } from "../../src/engine/run-process";
import { temporaryFolder } from "../temporary-folder";
import { engineTest } from "./engine";
import { readTree } from "./site";

/** Runs what `npm start` runs, with its sandbox in a folder of the test's. */
function tell(root: string, args: readonly string[] = [], environment: NodeJS.ProcessEnv = {}): Promise<ProcessResult> {
  const story = join(packageRoot(), "tools", "story", "main.ts");
  return runProcess(process.execPath, ["--import", "tsx", story, ...args], {
    cwd: packageRoot(),
    environment: { ...process.env, NO521_SANDBOX_ROOT: root, ...environment },
    timeoutMilliseconds: 240_000,
  });
}

/** Writes what differs from run to run as what it stands for. */
function steady(text: string, root: string): string {
  return text
    .replaceAll(relative(packageRoot(), root), ".sandbox")
    .replaceAll(/sgr-[0-9a-f]+/g, "sgr-0123456789abcdef0")
    .replaceAll(/^Pulumi \d+\.\d+\.\d+,/gm, "Pulumi 3.x,");
}

engineTest(
  "tells three acts, tells them again after a hand edit, and leaves nothing but what is not its own",
  async ({ engine }) => {
    const root = join(engine.folder, "story");
    const first = await tell(root);
    expect([first.exitCode, first.reason]).toEqual([0, undefined]);
    await expect(steady(first.stdout, root)).toMatchFileSnapshot("../golden/story/with-engine.txt");

    const second = await tell(root);
    expect(second.exitCode).toBe(0);
    const mended = steady(first.stdout, root).replace(
      /^ {3}(\d+) created$/m,
      (_, all: string) => `   1 created, ${Number(all) - 1} unchanged`,
    );
    expect(steady(second.stdout, root)).toBe(mended);

    await writeFile(join(root, "notes.txt"), "mine");
    const cleaned = await tell(root, ["--clean"]);
    expect([cleaned.exitCode, cleaned.stdout]).toEqual([
      0,
      "Removed the sandbox; left what it did not make: notes.txt.\n",
    ]);
    expect(await readTree(root)).toEqual({ "notes.txt": "mine" });
  },
  300_000,
);

test("is told from a recording where there is no engine, and says so", async () => {
  const root = join(await temporaryFolder(), "story");
  const cache = await temporaryFolder();
  const none = {
    PATH: dirname(process.execPath),
    PULUMI_CLI: "",
    NO521_CACHE: cache,
    NO521_DOWNLOAD: "off",
    NO521_BUILD: "off",
  };
  const { exitCode, stdout, stderr } = await tell(root, [], none);
  expect([exitCode, stderr]).toEqual([
    0,
    "Getting Pulumi 3.259.0 (once per machine) …\nGetting Pulumi 3.259.0 (once per machine): not done after 0 s\n",
  ]);
  await expect(stdout).toMatchFileSnapshot("../golden/story/without-engine.txt");
  expect(existsSync(root)).toBe(false);
});

test("refuses an option that it does not have, and does nothing", async () => {
  const root = join(await temporaryFolder(), "story");
  await mkdir(join(root, "cloud"), { recursive: true });
  const { exitCode, stdout, stderr } = await tell(root, ["--clear"]);
  expect([exitCode, stdout, stderr]).toEqual([
    2,
    "",
    'error: "--clear" is no option of npm start.\n  fix: Run `npm start`, or `npm start -- --clean`.\n',
  ]);
  expect(existsSync(join(root, "cloud"))).toBe(true);
});
