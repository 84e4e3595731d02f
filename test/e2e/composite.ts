import { spawn } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import * as z from "zod";

const step = z.object({
  name: z.string(),
  id: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  with: z.record(z.string(), z.union([z.string(), z.boolean()])).optional(),
  shell: z.literal("bash").optional(),
  env: z.record(z.string(), z.string()).optional(),
  run: z.string().optional(),
});

const composite = z.object({
  inputs: z.record(z.string(), z.object({ description: z.string(), default: z.string() })),
  outputs: z.record(z.string(), z.object({ description: z.string(), value: z.string() })),
  runs: z.object({ using: z.literal("composite"), steps: z.array(step) }),
});

/** How an action is used. */
export interface Use {
  /** The text of its action.yml. */
  readonly action: string;
  readonly inputs: Readonly<Record<string, string>>;
  /** The `GITHUB_*` variables and PATH. */
  readonly environment: Readonly<Record<string, string>>;
  readonly token: string;
  /** The working directory of the job. */
  readonly folder: string;
  /** An empty folder for what the runner keeps. */
  readonly runner: string;
}

/** What came of it. */
export interface Used {
  readonly succeeded: boolean;
  /** By the name of a step that ran a script: what it printed, both streams together. */
  readonly logs: Readonly<Record<string, string>>;
  /** Steps that use another action, which is not run. */
  readonly used: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
}

/** Runs the scripts of a composite action as GitHub's runner does it: bash, one file a script, until one fails. */
export async function useAction(use: Use): Promise<Used> {
  const { inputs, outputs, runs } = composite.parse(parse(use.action));
  await mkdir(use.runner, { recursive: true });
  const summary = join(use.runner, "summary.md");
  await writeFile(summary, "");
  const results: Record<string, Record<string, string>> = {};
  const given: Record<string, string> = {};
  const lookup = (path: string) => {
    const [context = "", first = "", , third = ""] = path.split(".");
    if (context === "inputs") return given[first] ?? "";
    if (context === "steps") return results[first]?.[third] ?? "";
    if (path === "github.token") return use.token;
    throw new Error(`This test knows no ${path}.`);
  };
  for (const [name, input] of Object.entries(inputs)) given[name] = use.inputs[name] ?? fill(input.default, lookup);
  const logs: Record<string, string> = {};
  const used: string[] = [];
  let succeeded = true;
  for (const [index, each] of runs.steps.entries()) {
    if (!succeeded || !holds(each.if, lookup)) continue;
    if (each.run === undefined) {
      used.push(each.uses ?? "");
      continue;
    }
    const output = join(use.runner, `output-${index}`);
    const script = join(use.runner, `step-${index}.sh`);
    await writeFile(output, "");
    await writeFile(script, each.run);
    const own = Object.entries(each.env ?? {}).map(([name, value]) => [name, fill(value, lookup)]);
    const environment = {
      ...use.environment,
      ...Object.fromEntries(own),
      RUNNER_TEMP: use.runner,
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
    };
    const { status, log } = await bash(script, use.folder, environment);
    logs[each.name] = log;
    succeeded = status === 0;
    results[each.id ?? each.name] = Object.fromEntries(
      (await readFile(output, "utf8")).split("\n").flatMap((line) => {
        const at = line.indexOf("=");
        return at < 0 ? [] : [[line.slice(0, at), line.slice(at + 1)]];
      }),
    );
  }
  return {
    succeeded,
    logs,
    used,
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, { value }]) => [name, fill(value, lookup)])),
    summary: await readFile(summary, "utf8"),
  };
}

function fill(text: string, lookup: (path: string) => string): string {
  return text.replace(/\$\{\{ (.*?) \}\}/g, (_, path: string) => lookup(path));
}

/** Knows the only form that our conditions have. */
function holds(condition: string | undefined, lookup: (path: string) => string): boolean {
  if (condition === undefined) return true;
  const [, path, text] = /^(\S+) != '(.*)'$/.exec(condition) ?? [];
  if (path === undefined) throw new Error(`This test knows no condition such as ${condition}.`);
  return lookup(path) !== text;
}

/** @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax (shell) read 2026-11-23 */
function bash(
  script: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly status: number | null; readonly log: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn("bash", ["--noprofile", "--norc", "-e", "-o", "pipefail", script], {
      cwd,
      env: { ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, log: Buffer.concat(chunks).toString() }));
  });
}
