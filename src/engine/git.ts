import { join } from "node:path";
import { UserError } from "../user-error";
import { type ProcessResult, runProcess } from "./run-process";

/** A repository that is only read. */
export interface Git {
  /** Absolute path of the working tree. */
  readonly root: string;
  /** Path of the folder that was asked for, relative to the working tree; empty at its top. */
  readonly prefix: string;
  /** Runs a command of Git's. @throws {GitError} if it fails */
  run(args: readonly string[], environment?: NodeJS.ProcessEnv): Promise<string>;
  /** Gives the commit that a name means; undefined where it means none. */
  resolve(name: string): Promise<string | undefined>;
  isShallow(): Promise<boolean>;
}

/** A command of Git's that must not fail has failed. */
export class GitError extends UserError {
  override readonly name = "GitError";
}

const timeoutMilliseconds = 120_000;

/**
 * Finds the repository that a folder is in.
 * @throws {UserError} if there is no Git, or no repository
 */
export async function openGit(folder: string, environment: NodeJS.ProcessEnv): Promise<Git> {
  const own = withoutRepository(environment);
  const call = (args: readonly string[], more: NodeJS.ProcessEnv = {}) =>
    runProcess("git", ["-C", folder, ...args], { environment: { ...own, ...more }, timeoutMilliseconds });
  const asked = await call(["rev-parse", "--show-toplevel", "--show-prefix"]);
  if (asked.stopped === "not-started") {
    throw new UserError(
      "A comparison with a Git reference needs git, which is not on PATH.",
      "Install Git, or compare with a file.",
    );
  }
  if (asked.exitCode !== 0) {
    throw new UserError(
      `${folder} is in no Git repository that can be read: ${complaintOf(asked)}`,
      "Run it in a checkout, or give a baseline or a report as the base.",
    );
  }
  const [root = folder, prefix = ""] = asked.stdout.split("\n");
  return {
    root,
    prefix: join(prefix, "."),
    // Below its top, Git leaves out of some commands what is not below there too.
    run: async (args, more) => succeeded(args, await call(["-C", root, ...args], more)),
    resolve: async (name) => {
      const { exitCode, stdout } = await call([
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        `${name}^{commit}`,
      ]);
      return exitCode === 0 ? stdout.trim() : undefined;
    },
    isShallow: async () => (await call(["rev-parse", "--is-shallow-repository"])).stdout.trim() === "true",
  };
}

function succeeded(args: readonly string[], result: ProcessResult): string {
  if (result.exitCode === 0) return result.stdout;
  const reason = result.reason ?? complaintOf(result);
  throw new GitError(`Cannot run "git ${args[0] ?? ""}": ${reason}`, "See what Git says, or compare with a file.");
}

function complaintOf({ stderr }: ProcessResult): string {
  const lines = stderr.trim().split("\n");
  return lines.find((line) => line.startsWith("fatal: ")) ?? lines.at(-1) ?? "";
}

/**
 * Variables with which Git tells its own hooks about a repository; in a hook they would send us to another one, or to an
 * index that is being written.
 * @see https://git-scm.com/docs/git-rev-parse#Documentation/git-rev-parse.txt---local-env-vars
 */
const ofRepository: ReadonlySet<string> = new Set([
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_CONFIG",
  "GIT_CONFIG_PARAMETERS",
  "GIT_CONFIG_COUNT",
  "GIT_OBJECT_DIRECTORY",
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_IMPLICIT_WORK_TREE",
  "GIT_GRAFT_FILE",
  "GIT_INDEX_FILE",
  "GIT_NO_REPLACE_OBJECTS",
  "GIT_REPLACE_REF_BASE",
  "GIT_PREFIX",
  "GIT_SHALLOW_FILE",
  "GIT_COMMON_DIR",
]);

function withoutRepository(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(environment).filter(([name]) => !ofRepository.has(name));
  // A program asks nobody: Git neither for a password nor for a translation of its messages.
  return { ...Object.fromEntries(kept), GIT_TERMINAL_PROMPT: "0", GIT_OPTIONAL_LOCKS: "0", LC_ALL: "C" };
}
