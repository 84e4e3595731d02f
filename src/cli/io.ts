import { readFile, writeFile } from "node:fs/promises";
import { createColors } from "picocolors";
import type { LiveReader } from "../ranges/desired";
import { fetchLive } from "../ranges/source";
import { packageFolder } from "./version";

/** All the world that a command may touch; tests give another one. */
export interface Io {
  /** Prints lines of the report, and the line break after them. */
  out(text: string): void;
  /** Prints lines of progress or trouble, and the line break after them. */
  err(text: string): void;
  now(): Date;
  readText(path: string): Promise<string>;
  /** Makes the file or replaces it. */
  writeText(path: string, text: string): Promise<void>;
  readonly readLive: LiveReader;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of the Node that runs this, such as `24.21.0`. */
  readonly nodeVersion: string;
  /** Absolute path of the working directory. */
  readonly cwd: string;
  /** Absolute path of this package: the checkout, or what was installed. */
  readonly packageFolder: string;
  /** Whether the report is read on a terminal, and so may move the cursor. */
  readonly isTerminal: boolean;
  /** Whether the report may be coloured. */
  readonly isColoured: boolean;
  /** Columns of the terminal, or what help texts are broken at elsewhere. */
  readonly columns: number;
}

/** Gives the process's own world. A reader that goes away, such as `head`, is no error. */
export function processIo(): Io {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
  // Undefined where standard output is a pipe, and undefined would let the colours decide for themselves.
  const isTerminal = Boolean(process.stdout.isTTY);
  return {
    out: (text) => void process.stdout.write(`${text}\n`),
    err: (text) => void process.stderr.write(`${text}\n`),
    now: () => new Date(),
    readText: (path) => readFile(path, "utf8"),
    writeText: (path, text) => writeFile(path, text),
    readLive: fetchLive,
    env: process.env,
    nodeVersion: process.versions.node,
    cwd: process.cwd(),
    packageFolder: packageFolder(),
    isTerminal,
    isColoured: isTerminal && mayColour(process.env),
    columns: isTerminal ? process.stdout.columns : 100,
  };
}

/**
 * Reports whether the environment lets a terminal be coloured.
 * @see https://no-color.org read 2026-10-05
 */
export function mayColour(env: Readonly<Record<string, string | undefined>>): boolean {
  return (env.NO_COLOR ?? "") === "" && env.TERM !== "dumb";
}

/** Gives the colours to print a report with; without colour they leave text as it is. */
export function coloursOf(io: Io): ReturnType<typeof createColors> {
  return createColors(io.isColoured);
}
