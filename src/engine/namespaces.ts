import { runProcess } from "./run-process";

/** A command in front of another one that keeps it apart; without words where the system grants nothing of the kind. */
export interface Apart {
  readonly command: readonly string[];
  /** Whether the command has a network of its own, in which there is nobody. */
  readonly isNetworkIsolated: boolean;
}

const nothing: Apart = { command: [], isNetworkIsolated: false };

const kept = ["--net", "--pid", "--ipc", "--fork", "--kill-child"];

/**
 * Ways to a network and a table of processes of one's own: as root at once, otherwise as a user who is root in a namespace
 * of users, which some systems forbid.
 * @see https://man7.org/linux/man-pages/man1/unshare.1.html read 2026-11-23
 */
const ways: readonly (readonly string[])[] = [
  ["unshare", ...kept, "--"],
  ["unshare", "--user", "--map-current-user", ...kept, "--"],
];

let found: Promise<Apart> | undefined;

/** Finds out, once, how the system lets a command be kept from the network and from other processes. */
export function findNamespaces(path: string): Promise<Apart> {
  found ??= process.platform === "linux" ? firstGranted(path) : Promise.resolve(nothing);
  return found;
}

async function firstGranted(path: string): Promise<Apart> {
  for (const way of ways) {
    const [command = "", ...args] = way;
    const { exitCode } = await runProcess(command, [...args, "true"], {
      environment: { PATH: path },
      timeoutMilliseconds: 5_000,
    });
    if (exitCode === 0) return { command: way, isNetworkIsolated: true };
  }
  return nothing;
}
