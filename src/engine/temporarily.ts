import { rmSync } from "node:fs";
import { rm } from "node:fs/promises";

const endings: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/** Runs `work` while a folder exists, and removes it on every way out, an interrupt included. */
export async function temporarily<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  const interrupted = (signal: NodeJS.Signals): void => {
    // After whoever else listens, such as the one that stops a command which writes to the folder.
    setImmediate(() => {
      remove();
      forget();
      // Without a listener the signal ends the process as it would have.
      process.kill(process.pid, signal);
    });
  };
  const forget = (): void => {
    process.off("exit", remove);
    for (const signal of endings) process.off(signal, interrupted);
  };
  process.on("exit", remove);
  for (const signal of endings) process.on(signal, interrupted);
  try {
    return await work();
  } finally {
    forget();
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
