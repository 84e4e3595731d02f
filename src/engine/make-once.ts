import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { lock } from "proper-lockfile";

/** How a folder is made that all processes of this user share. */
export interface MakeOnceOptions {
  /** Absolute path of the folder that is to exist. */
  readonly folder: string;
  /** Reports whether a folder that exists can be used; one that cannot is made again. */
  readonly isWhole: (folder: string) => Promise<boolean>;
  /** Fills the empty folder it is given; if it throws, nothing stays. */
  readonly make: (partial: string, signal: AbortSignal) => Promise<void>;
  /** Called once if another process is making the folder. */
  readonly onWait: () => void;
}

/** A lock that was not renewed for this long belongs to a process that is gone. */
const staleMilliseconds = 15_000;
const retryMilliseconds = 500;

/**
 * Makes a folder at most once on this machine: it exists whole or not at all, and of several processes one makes it
 * while the others wait.
 *
 * It is filled under another name and renamed. What an interrupted run leaves under that name is removed by the next.
 */
export async function makeOnce(options: MakeOnceOptions): Promise<void> {
  const { folder, isWhole } = options;
  await mkdir(dirname(folder), { recursive: true });
  let waited = false;
  for (;;) {
    if (await isWhole(folder)) return;
    const lost = new AbortController();
    const release = await tryLock(folder, () => lost.abort());
    if (release === undefined) {
      if (!waited) options.onWait();
      waited = true;
      await new Promise((resolve) => setTimeout(resolve, retryMilliseconds));
      continue;
    }
    try {
      if (await isWhole(folder)) return;
      await removeRemains(folder);
      await fill(options, lost.signal);
      return;
    } catch (error) {
      // A machine that slept can lose its lock to another process, whose work then counts; every other error is real.
      if (!lost.signal.aborted) throw error;
    } finally {
      if (!lost.signal.aborted) await release();
    }
  }
}

async function fill({ folder, make }: MakeOnceOptions, signal: AbortSignal): Promise<void> {
  const partial = await mkdtemp(`${folder}${partialSuffix}`);
  try {
    await make(partial, signal);
    signal.throwIfAborted();
    await rename(partial, folder);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

const partialSuffix = ".partial-";

async function removeRemains(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const ours = `${basename(folder)}${partialSuffix}`;
  const names = await readdir(dirname(folder));
  await Promise.all(
    names
      .filter((name) => name.startsWith(ours))
      .map((name) => rm(join(dirname(folder), name), { recursive: true, force: true })),
  );
}

async function tryLock(folder: string, onCompromised: () => void): Promise<(() => Promise<void>) | undefined> {
  try {
    return await lock(folder, { realpath: false, stale: staleMilliseconds, onCompromised });
  } catch (error) {
    if (isNodeError(error) && error.code === "ELOCKED") return undefined;
    throw error;
  }
}

function isNodeError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "code" in error;
}
