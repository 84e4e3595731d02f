import { mkdirSync } from "node:fs";
import { lock } from "proper-lockfile";

/** Runs one piece of work after the other, in this process and across processes that share the folder. */
export class Turns {
  readonly #folder: string;
  #last: Promise<unknown> = Promise.resolve();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Runs the work when nobody else is at work, so that what it checks still holds when it writes. */
  take<T>(work: () => T | Promise<T>): Promise<T> {
    const turn = this.#last.then(() => this.#locked(work));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #locked<T>(work: () => T | Promise<T>): Promise<T> {
    mkdirSync(this.#folder, { recursive: true });
    const release = await lock(this.#folder, {
      stale: 5000,
      retries: { forever: true, factor: 1, minTimeout: 5, maxTimeout: 25, randomize: true },
    });
    try {
      return await work();
    } finally {
      await release();
    }
  }
}
