import { randomUUID } from "node:crypto";
import { open, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { renderOpenMetrics, type StackMetrics } from "../report/open-metrics";
import { UserError } from "../user-error";

/**
 * Writes metrics for node_exporter's textfile collector, which reads `*.prom` of its folder at any moment: it sees the
 * file before or this one, never a part. What the file before knows goes on.
 * @see https://github.com/prometheus/node_exporter#textfile-collector read 2026-11-23
 * @throws {UserError} if the folder does not take the file.
 */
export async function writeMetricsFile(path: string, stacks: readonly StackMetrics[]): Promise<void> {
  const draft = join(dirname(path), `.${basename(path)}.${randomUUID()}`);
  try {
    const text = renderOpenMetrics(stacks, await textBefore(path));
    // The collector runs as somebody else.
    const file = await open(draft, "wx", 0o644);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (cause) {
    await rm(draft, { force: true });
    throw new UserError(`Cannot write ${path}: ${codeOf(cause)}.`, "Make its folder exist and writable.", { cause });
  }
}

async function textBefore(path: string): Promise<string> {
  return readFile(path, "utf8").catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return "";
    throw error;
  });
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
