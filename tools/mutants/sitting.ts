import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";

/** What a sitting is asked: which files have changed since the last question, and which tests to run. */
export interface Question {
  readonly changed: readonly string[];
  readonly tests: Choice;
}

/** Test files: those whose paths from the root of the repository are listed, or all but those. */
export interface Choice {
  readonly only?: readonly string[];
  readonly without?: readonly string[];
}

/** What a sitting calls tests that did not end in time. */
export const endless = "tests that never end";

/** A process that holds the tests of one copy of the repository ready, and is started anew where they did not end. */
export class Sitting {
  readonly #copy: string;
  readonly #of: readonly string[];
  #process: Promise<ChildProcess> | undefined;
  #changed: readonly string[] = [];

  constructor(copy: string, of: readonly string[]) {
    this.#copy = copy;
    this.#of = of;
  }

  /** Says that a file of the copy is another one now. */
  noteChange(file: string): void {
    this.#changed = [...new Set([...this.#changed, file])];
  }

  /** Runs tests until the first that fails; gives its file. */
  async finder(tests: Choice, limitSeconds: number): Promise<string | undefined> {
    this.#process ??= start(this.#copy, this.#of);
    const child = await this.#process;
    const question: Question = { changed: this.#changed, tests };
    this.#changed = [];
    const answer = await answerOf(child, limitSeconds, () => child.send(question));
    if (answer === undefined) {
      await this.stop();
      return endless;
    }
    return typeof answer === "string" ? answer : undefined;
  }

  async stop(): Promise<void> {
    const child = await this.#process;
    this.#process = undefined;
    child?.kill("SIGKILL");
  }
}

async function start(copy: string, of: readonly string[]): Promise<ChildProcess> {
  const program = join(copy, "tools", "mutants", "sitting-process.mts");
  const child = fork(program, of, {
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
