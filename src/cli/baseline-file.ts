import { existsSync } from "node:fs";
import { baselineOf, baselineSchema } from "../findings/baseline";
import { formatJson } from "../report/json";
import { knownFindings } from "../report/known-findings";
import type { Report } from "../report/schema";
import { UserError } from "../user-error";
import type { Io } from "./io";

/** The name of a baseline where none is given. It is taken as a base only where it is named. */
export const baselineName = "no521.baseline.json";

/**
 * Writes the open findings of a report as a baseline; gives their number. It replaces nothing but a baseline.
 * @throws {UserError} if another file is there, or if it cannot be written
 */
export async function writeBaseline(file: string, report: Report, io: Io): Promise<number> {
  if (existsSync(file)) await expectBaseline(file, io);
  const { project, stack } = report;
  const baseline = baselineOf({ project, stack }, knownFindings(report));
  await io.writeText(file, `${formatJson(baseline)}\n`).catch((cause: unknown) => {
    throw new UserError(`Cannot write ${file}: ${reasonOf(cause)}.`, "Make its folder, or name another file.", {
      cause,
    });
  });
  return baseline.findings.length;
}

async function expectBaseline(file: string, io: Io): Promise<void> {
  const text = await io.readText(file).catch(() => "");
  if (isBaseline(text)) return;
  throw new UserError(`${file} is there and is no baseline of no521, so it is not overwritten.`, "Name another file.");
}

function isBaseline(text: string): boolean {
  try {
    return baselineSchema.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
