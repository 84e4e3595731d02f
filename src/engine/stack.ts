import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Deployment } from "@pulumi/pulumi/automation";
import { type ProcessResult, runProcess } from "./run-process";
import { type EngineEvent, readEventLog } from "./stack-events";

/** A stack of a project, and the environment that its commands run in. */
export interface StackTarget {
  /** Folder with Pulumi.yaml. */
  readonly projectFolder: string;
  /** Name of the stack, such as `sandbox`. */
  readonly stack: string;
  /** Absolute path of the CLI. */
  readonly command: string;
  /** The whole environment, such as a sandbox's. */
  readonly environment: NodeJS.ProcessEnv;
}

/** An operation on a stack that the engine reports events of. */
export type StackOperation = "up" | "preview" | "refresh" | "preview-refresh" | "destroy";

/** How an operation is run. */
export interface RunStackOptions {
  /** Folders of policy packs; `up` and `preview` only. */
  readonly policyPacks?: readonly string[];
  /** Further arguments of the CLI, such as `--expect-no-changes`. */
  readonly arguments?: readonly string[];
  /** Added to the target's environment. */
  readonly environment?: NodeJS.ProcessEnv;
  readonly timeoutMilliseconds?: number;
  readonly signal?: AbortSignal;
  /** Whether it is to take no processor time that another operation needs. */
  readonly isBeside?: boolean;
}

/** What came of an operation. */
export interface StackRun extends ProcessResult {
  /**
   * What the engine reported, in its order; of an `up` or `destroy` with a preview the last phase that it came to, since
   * the engine begins its log anew.
   */
  readonly events: readonly EngineEvent[];
}

/**
 * Exit status of the CLI for `--expect-no-changes` when there are changes.
 *
 * @see https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/go/common/util/cmdutil/exit.go
 */
export const exitOnChanges = 7;

const defaultTimeoutMinutes = 10;

/** How long the CLI may take to cancel in good order before it is killed. */
const graceMilliseconds = 10_000;

const commands: Record<StackOperation, readonly string[]> = {
  up: ["up", "--yes"],
  preview: ["preview"],
  refresh: ["refresh", "--yes"],
  "preview-refresh": ["refresh", "--preview-only"],
  destroy: ["destroy", "--yes"],
};

/**
 * Runs an operation to its end and collects its events; it never rejects for what the engine refuses, whose exit status
 * is in the result.
 *
 * It calls the CLI and not the Automation API, because that adds the caller's whole environment, credentials included,
 * and hides the exit status.
 */
export async function runStack(
  target: StackTarget,
  operation: StackOperation,
  options: RunStackOptions = {},
): Promise<StackRun> {
  const folder = await mkdtemp(join(tmpdir(), "no521-events-"));
  const eventLog = join(folder, "events.jsonl");
  try {
    const result = await runCli(
      target,
      [
        ...commands[operation],
        ...["--stack", target.stack, "--event-log", eventLog],
        ...(options.policyPacks ?? []).flatMap((pack) => ["--policy-pack", pack]),
        ...(options.arguments ?? []),
      ],
      { ...options, environment: { PULUMI_DEBUG_COMMANDS: "true", ...options.environment } },
    );
    return { ...result, events: readEventLog(eventLog) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs any command of the CLI in the stack's project, without a question and within a bounded time. */
export function runCli(
  target: Pick<StackTarget, "projectFolder" | "command" | "environment">,
  args: readonly string[],
  options: Pick<RunStackOptions, "environment" | "timeoutMilliseconds" | "signal" | "isBeside"> = {},
): Promise<ProcessResult> {
  return runProcess(target.command, [...args, "--non-interactive", "--color", "never"], {
    cwd: target.projectFolder,
    environment: { ...target.environment, ...options.environment },
    timeoutMilliseconds: options.timeoutMilliseconds ?? defaultTimeoutMinutes * 60_000,
    stopSignal: "SIGINT",
    graceMilliseconds,
    isBeside: options.isBeside === true,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
}

/** Says that the CLI failed at something that must not fail, with what it printed. */
export class StackCommandError extends Error {
  override readonly name: string = "StackCommandError";
  readonly result: ProcessResult;

  constructor(args: readonly string[], result: ProcessResult) {
    const status = result.reason ?? `exit status ${result.exitCode}`;
    super(`Cannot run "pulumi ${args.join(" ")}" (${status}): ${result.stderr.trim() || result.stdout.trim()}`);
    this.result = result;
  }
}

/**
 * Makes the stack if it does not exist.
 *
 * @throws {StackCommandError} if the CLI cannot
 */
export async function ensureStack(target: StackTarget): Promise<void> {
  await succeed(target, ["stack", "select", "--create", "--stack", target.stack]);
}

/**
 * Reads the stack's state, with its secrets encrypted as they are.
 *
 * @throws {StackCommandError} if there is no such stack, or if it cannot be read
 */
export async function exportState(target: StackTarget): Promise<Deployment> {
  const folder = await mkdtemp(join(tmpdir(), "no521-state-"));
  const file = join(folder, "state.json");
  try {
    await succeed(target, ["stack", "export", "--stack", target.stack, "--file", file]);
    return JSON.parse(await readFile(file, "utf8")) as Deployment;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Lists the stacks of a project that the backend has.
 *
 * @throws {StackCommandError} if the CLI cannot
 */
export async function listStacks(target: Omit<StackTarget, "stack">): Promise<readonly string[]> {
  const { stdout } = await succeed(target, ["stack", "ls", "--json"]);
  const stacks = JSON.parse(stdout) as readonly { readonly name: string }[];
  return stacks.map(({ name }) => name).toSorted();
}

async function succeed(target: Omit<StackTarget, "stack">, args: readonly string[]): Promise<ProcessResult> {
  const result = await runCli(target, args);
  if (result.exitCode !== 0) throw new StackCommandError(args, result);
  return result;
}
