import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { constants, setPriority } from "node:os";
import { Duplex } from "node:stream";
import { StringDecoder } from "node:string_decoder";

/** How a command is run. */
export interface RunProcessOptions {
  readonly cwd?: string;
  /** The whole environment; nothing is added to it. */
  readonly environment: NodeJS.ProcessEnv;
  readonly timeoutMilliseconds: number;
  readonly signal?: AbortSignal;
  /** Sent first when the time is over or the run is aborted; SIGKILL follows after `graceMilliseconds`. */
  readonly stopSignal?: NodeJS.Signals;
  readonly graceMilliseconds?: number;
  readonly onStdout?: (text: string) => void;
  readonly onStderr?: (text: string) => void;
  /** Stops the command when it has printed more than this; without it there is no limit. */
  readonly outputLimitBytes?: number;
  /** Whether it is to take no processor time that something else needs. */
  readonly isBeside?: boolean;
  /** Gives the command a descriptor 3, whose other end this takes. */
  readonly onChannel?: (channel: Duplex) => void;
}

/** Why a command was stopped by whoever ran it. */
type StopReason = "timeout" | "aborted" | "too-much-output";

/** What came of a command. */
export interface ProcessResult {
  readonly stdout: string;
  readonly stderr: string;
  /** Exit status; null if the command was killed or could not start. */
  readonly exitCode: number | null;
  /** Set when no exit status came: why. */
  readonly stopped?: StopReason | "signal" | "not-started";
  /** The signal, or the reason why it did not start. */
  readonly reason?: string;
}

const interrupts: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Runs a command to its end, within a bounded time, and collects what it prints; it never rejects.
 *
 * The command gets a process group of its own, and the whole group is killed when the time is over or the run is
 * aborted, so that nothing it has started stays behind.
 */
export function runProcess(
  command: string,
  args: readonly string[],
  options: RunProcessOptions,
): Promise<ProcessResult> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      env: options.environment,
      stdio: ["ignore", "pipe", "pipe", ...(options.onChannel === undefined ? [] : (["pipe"] as const))],
      detached: process.platform !== "win32",
    });
    if (options.isBeside === true && child.pid !== undefined) giveWay(child.pid);
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let stopped: StopReason | undefined;
    let printedBytes = 0;
    let killTimer: NodeJS.Timeout | undefined;
    const killGroup = (signal: NodeJS.Signals): void => {
      try {
        if (child.pid !== undefined) process.kill(process.platform === "win32" ? child.pid : -child.pid, signal);
      } catch {
        // The group is gone already.
      }
    };
    const stop = (reason: StopReason): void => {
      stopped ??= reason;
      killGroup(options.stopSignal ?? "SIGKILL");
      killTimer = setTimeout(() => killGroup("SIGKILL"), options.graceMilliseconds ?? 5_000);
    };
    const abort = (): void => stop("aborted");
    // A caller that ends must not leave the group behind, which a signal of the terminal does not reach. An interrupt
    // stops the command first and then us, as if the command had been called directly.
    const exit = (): void => killGroup("SIGKILL");
    let interrupt: NodeJS.Signals | undefined;
    const interrupted = (signal: NodeJS.Signals): void => {
      interrupt = signal;
      stop("aborted");
    };
    const timer = setTimeout(() => stop("timeout"), options.timeoutMilliseconds);
    const finish = (result: Partial<ProcessResult> & Pick<ProcessResult, "exitCode">): void => {
      clearTimeout(timer);
      clearTimeout(killTimer);
      options.signal?.removeEventListener("abort", abort);
      process.off("exit", exit);
      for (const signal of interrupts) process.off(signal, interrupted);
      if (interrupt !== undefined) process.kill(process.pid, interrupt);
      resolve({ stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString(), ...result });
    };
    process.on("exit", exit);
    for (const signal of interrupts) process.on(signal, interrupted);
    options.signal?.addEventListener("abort", abort);
    if (options.signal?.aborted) abort();
    const take = (kept: Buffer[], onText?: (text: string) => void): ((chunk: Buffer) => void) => {
      const decoder = new StringDecoder("utf8");
      return (chunk) => {
        printedBytes += chunk.length;
        if (printedBytes > (options.outputLimitBytes ?? Number.POSITIVE_INFINITY)) return stop("too-much-output");
        kept.push(chunk);
        onText?.(decoder.write(chunk));
      };
    };
    child.stdout?.on("data", take(stdout, options.onStdout));
    child.stderr?.on("data", take(stderr, options.onStderr));
    const channel = child.stdio[3];
    if (channel instanceof Duplex) options.onChannel?.(channel);
    child.on("error", (error) => {
      if (child.pid === undefined) finish({ exitCode: null, stopped: "not-started", reason: error.message });
    });
    child.on("close", (code, signal) => {
      if (child.pid === undefined) return;
      if (stopped !== undefined) killGroup("SIGKILL");
      if (stopped !== undefined) finish({ exitCode: code, stopped, reason: stopReason(stopped, options) });
      else if (code === null) finish({ exitCode: null, stopped: "signal", reason: signal ?? "SIGKILL" });
      else finish({ exitCode: code });
    });
  });
}

/**
 * What the process starts from here on gives way with it. Linux weighs sessions first, and priorities inside of each.
 * @see https://man7.org/linux/man-pages/man7/sched.7.html
 */
function giveWay(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_LOW);
    writeFileSync(`/proc/${pid}/autogroup`, String(constants.priority.PRIORITY_LOW));
  } catch {
    // It has ended already, or the system does not weigh sessions.
  }
}

function stopReason(stopped: StopReason, options: RunProcessOptions): string {
  if (stopped === "too-much-output") return `printed more than ${options.outputLimitBytes ?? 0} bytes`;
  return stopped === "timeout" ? `not done after ${Math.round(options.timeoutMilliseconds / 1_000)} s` : "aborted";
}
