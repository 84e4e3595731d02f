import type { ExitStatus } from "../../src/cli/exit";
import type { Io } from "../../src/cli/io";
import { main } from "../../src/cli/main";

/** What a command line did. */
export interface Ran {
  readonly status: ExitStatus;
  readonly out: string;
  readonly err: string;
}

/** Gives a world without terminal, network and environment, and what was printed to it. */
export function recordingIo(change: Partial<Io> = {}): { readonly io: Io; printed(): Pick<Ran, "out" | "err"> } {
  const out: string[] = [];
  const err: string[] = [];
  const io: Io = {
    out: (text) => void out.push(text),
    err: (text) => void err.push(text),
    now: () => new Date("2026-11-10T12:00:00Z"),
    readText: (path) => Promise.reject(new Error(`This test reads no file, and ${path} was to be read.`)),
    writeText: (path) => Promise.reject(new Error(`This test writes no file, and ${path} was to be written.`)),
    readLive: () => Promise.reject(new Error("This test asks nobody for the live list.")),
    env: {},
    nodeVersion: process.versions.node,
    cwd: "/",
    packageFolder: process.cwd(),
    isTerminal: false,
    isColoured: false,
    columns: 100,
    ...change,
  };
  return { io, printed: () => ({ out: out.join("\n"), err: err.join("\n") }) };
}

/** Runs a command line as `no521` does, in a world of its own. */
export async function run(line: string, change: Partial<Io> = {}): Promise<Ran> {
  const { io, printed } = recordingIo(change);
  const status = await main(line.split(" ").filter(Boolean), io);
  return { status, ...printed() };
}
