import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { constants } from "node:os";

/** How a child process ended: with a code, by a signal, or without having started. */
export type Ending =
  | { readonly kind: "code"; readonly code: number }
  | { readonly kind: "signal"; readonly signal: NodeJS.Signals }
  | { readonly kind: "not-started"; readonly reason: string };

/** The processes that the host has started and that must not outlive it. */
export class Children {
  readonly #running = new Set<ChildProcess>();

  /**
   * Starts this Node with the arguments and calls back once, when the process is gone and its output is read.
   *
   * The child stays in the host's process group, so that the engine, which kills the group, reaches it even when the
   * host itself is gone.
   */
  startNode(args: readonly string[], options: SpawnOptions, whenEnded: (ending: Ending) => void): ChildProcess {
    return this.start(process.execPath, args, options, whenEnded);
  }

  /** Starts a command, otherwise as `startNode`. */
  start(
    command: string,
    args: readonly string[],
    options: SpawnOptions,
    whenEnded: (ending: Ending) => void,
  ): ChildProcess {
    const child = spawn(command, args, options);
    this.#running.add(child);
    const end = (ending: Ending): void => {
      if (this.#running.delete(child)) whenEnded(ending);
    };
    child.on("error", (error) => {
      // An error after the start is a signal that could not be sent; "close" still comes for that child.
      if (child.pid === undefined) end({ kind: "not-started", reason: error.message });
    });
    child.on("close", (code, signal) => {
      end(code === null ? { kind: "signal", signal: signal ?? "SIGKILL" } : { kind: "code", code });
    });
    return child;
  }

  /** Sends a signal to every child that still runs. */
  killAll(signal: NodeJS.Signals): void {
    for (const child of this.#running) child.kill(signal);
  }
}

/** Converts an ending to a shell's exit status: 128 and the signal's number for a killed process. */
export function exitStatus(ending: Ending): number {
  switch (ending.kind) {
    case "code":
      return ending.code;
    case "signal":
      return 128 + constants.signals[ending.signal];
    case "not-started":
      return 127;
  }
}
