import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

const repository = resolve(__dirname, "..");
const workflows = [".github/workflows", "examples/schedule/github"].flatMap((folder) =>
  readdirSync(join(repository, folder)).map((name) => `${folder}/${name}`),
);
const read = (path: string) => readFileSync(join(repository, path), "utf8");

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

/** What holds on a machine without zizmor too. */
describe.each([...workflows, "action.yml", "docs/ci.md"])("%s", (path) => {
  test("names each action by its commit, and its version for a reader", () => {
    const named = [...read(path).matchAll(/\buses: (\S+)(.*)/g)].filter(([, action]) => action !== "./");
    for (const [, action, rest] of named) {
      if (action?.startsWith("no521/no521@")) continue;
      expect(action, path).toMatch(/^[\w-]+\/[\w/-]+@[0-9a-f]{40}$/);
      expect(rest, path).toMatch(/^ # v\d+\.\d+\.\d+$/);
    }
  });

  test("does not give strangers secrets, and puts no expression into a script", () => {
    expect(read(path)).not.toMatch(/^\s*pull_request_target:/m);
    const scripts = [...read(path).matchAll(/^( *)(?:- )?run: (?:[|>].*\n((?:\1 +.*\n|\n)*)|(.*))/gm)];
    for (const [script] of scripts) expect(script).not.toContain("${{");
  });
});

describe.each(workflows)("%s", (path) => {
  const workflow = parse(read(path));
  const jobs: readonly [string, { permissions?: unknown; "timeout-minutes"?: number; steps: readonly Step[] }][] =
    Object.entries(workflow.jobs);

  test("gives no permission but what a job asks for, and lets no job run for ever", () => {
    expect(workflow.permissions).toEqual({});
    for (const [name, job] of jobs) {
      expect(job.permissions, name).toBeDefined();
      expect(job["timeout-minutes"], name).toBeGreaterThan(0);
    }
  });

  test("keeps no credentials in the checkout, and runs no install script but that of .ci/run", () => {
    for (const [name, { steps }] of jobs) {
      const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
      expect(checkouts, name).toHaveLength(1);
      expect(checkouts[0]?.with, name).toMatchObject({ "persist-credentials": false });
      const installs = steps.flatMap(({ run = "" }) => run.match(/npm (ci|install)\b.*/g) ?? []);
      expect(
        installs.filter((line) => !line.includes("--ignore-scripts")),
        name,
      ).toEqual([]);
    }
  });

  test("starts on a schedule off the full hour, when many start", () => {
    const crons = [...read(path).matchAll(/cron: "(\d+) /g)].map(([, minute]) => Number(minute));
    expect(crons.filter((minute) => minute % 15 === 0)).toEqual([]);
  });
});
