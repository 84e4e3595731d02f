import { readFile } from "node:fs/promises";
import { renderOpenMetrics, type StackMetrics } from "../report/open-metrics";
import { UserError } from "../user-error";
import { writeWholeFile } from "../whole-file";

/**
 * Writes metrics for node_exporter's textfile collector, which reads `*.prom` of its folder at any moment: it sees the
 * file before or this one, never a part. What the file before knows goes on.
 * @see https://github.com/prometheus/node_exporter#textfile-collector read 2026-11-23
 * @throws {UserError} if the folder does not take the file.
 */
export async function writeMetricsFile(path: string, stacks: readonly StackMetrics[]): Promise<void> {
  try {
    await writeWholeFile(path, renderOpenMetrics(stacks, await textBefore(path)));
  } catch (cause) {
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
