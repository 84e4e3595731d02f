import { spawn } from "node:child_process";
import { constants } from "node:os";

/** Where and how the command runs. */
export interface PassThroughOptions {
  readonly cwd: string;
  /** The whole environment. */
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Runs a command as if it had been called directly: its input, output and exit status are ours, 128 and the signal's
 * number if a signal ended it.
 *
 * A terminal sends its interrupt to the command as well as to us. Handing it on would be a second one, on which Pulumi
 * stops without cancelling in good order; so it is handed on only where there is no terminal.
 */
export function passThrough(command: string, args: readonly string[], options: PassThroughOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: options.cwd, env: options.environment, stdio: "inherit" });
    const forward = (signal: NodeJS.Signals): void => {
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    };
    const signals: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];
    for (const signal of signals) process.on(signal, forward);
    const done = (): void => {
      for (const signal of signals) process.off(signal, forward);
    };
    child.on("error", (error) => {
      done();
      reject(error);
    });
    child.on("close", (code, signal) => {
      done();
      resolve(code ?? 128 + constants.signals[signal ?? "SIGKILL"]);
    });
  });
}
