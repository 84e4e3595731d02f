import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";

/** Which tests look for mistakes. */
export interface Tests {
  readonly of: readonly string[];
  /** A pattern of files to leave out. */
  readonly except: string;
}

/** A process that holds the tests of one copy of the repository ready, and is started anew where they did not end. */
export class Sitting {
  readonly #copy: string;
  readonly #tests: Tests;
  #process: Promise<ChildProcess> | undefined;
  #changedBefore: readonly string[] = [];

  constructor(copy: string, tests: Tests) {
    this.#copy = copy;
    this.#tests = tests;
  }

  /** Runs the tests until the first that fails; true where one does, or where they do not end in time. */
  async speaks(changed: string, limitSeconds: number): Promise<boolean> {
    this.#process ??= start(this.#copy, this.#tests);
    const child = await this.#process;
    // What was changed for the last run has been put right since.
    const stale = [...this.#changedBefore, changed];
    this.#changedBefore = [changed];
    const answer = await answerOf(child, limitSeconds, () => child.send(stale));
    if (answer === undefined) await this.stop();
    return answer !== false;
  }

  async stop(): Promise<void> {
    const child = await this.#process;
    this.#process = undefined;
    child?.kill("SIGKILL");
  }
}

async function start(copy: string, { of, except }: Tests): Promise<ChildProcess> {
  const program = join(copy, "tools", "mutants", "sitting-process.mts");
  const child = fork(program, [except, ...of], {
    cwd: copy,
    execArgv: [],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const ready = await answerOf(child, 120, () => undefined);
  if (ready === undefined) throw new Error("The tests could not be loaded.");
  return child;
}

/** The next message of a process; undefined where it ends, or where the time does. */
function answerOf(child: ChildProcess, limitSeconds: number, ask: () => void): Promise<unknown> {
  return new Promise((resolve) => {
    const done = (answer: unknown) => {
      clearTimeout(timer);
      child.off("message", done).off("exit", ended);
      resolve(answer);
    };
    const ended = () => done(undefined);
    const timer = setTimeout(ended, limitSeconds * 1000);
    child.once("message", done).once("exit", ended);
    ask();
  });
}
