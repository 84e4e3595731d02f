import { formatJson } from "../report/json";
import { type Format, formats } from "../report/render";
import type { Report } from "../report/schema";
import { UsageError } from "./command";
import type { StackReport } from "./drift-stacks";
import { type ExitStatus, exit } from "./exit";
import type { Io } from "./io";
import { deliver, type Output, readOutput } from "./output";

/** Where the reports of one or several stacks go. */
export interface DriftOutput {
  readonly output: Output;
  readonly isMany: boolean;
}

/** What stands for the stack's name in the path of a report. */
const stackMark = "{stack}";

/**
 * Reads where reports go.
 * @throws {UsageError} if several stacks would be written to one file, or in a format that is of one report
 */
export function readDriftOutput(
  values: { readonly format: Format; readonly report: readonly string[] },
  { isMany }: { readonly isMany: boolean },
): DriftOutput {
  const output = readOutput({ ...values, "fail-on": "error" });
  const shared = output.files.find(({ path }) => !path.includes(stackMark));
  if (isMany && shared !== undefined) {
    throw new UsageError(
      `The reports of several stacks would all go to ${shared.path}.`,
      `Put ${stackMark} into the path, such as ${shared.format}=drift-${stackMark}.${shared.format}.`,
    );
  }
  if (isMany && !many.includes(output.format)) {
    throw new UsageError(
      `--format ${output.format} is of one report, and there are several stacks.`,
      `Use ${many.join(" or ")}, or --report ${output.format}=drift-${stackMark}.${output.format}.`,
    );
  }
  return { output, isMany };
}

/** The formats in which several reports are one output. */
const many: readonly Format[] = formats.filter((format) => ["text", "json", "markdown"].includes(format));

/** Prints the reports, writes their files, and gives the exit status of all together. */
export async function deliverDrift(
  reports: readonly StackReport[],
  { output, isMany }: DriftOutput,
  { folder, io }: { readonly folder: string; readonly io: Io },
): Promise<ExitStatus> {
  const isOneDocument = isMany && output.format === "json";
  const each = isOneDocument ? { ...io, out: () => undefined } : io;
  for (const { stack, report } of reports) {
    if (isMany && !isOneDocument) io.out(headingOf(stack, output.format));
    const files = output.files.map((file) => ({ ...file, path: file.path.replaceAll(stackMark, fileName(stack)) }));
    await deliver(report, { ...output, files }, { folder, io: each });
    if (isMany && !isOneDocument) io.out("");
  }
  const statuses = reports.map(statusOf);
  if (isOneDocument) io.out(formatCollection(reports));
  else if (isMany) io.out(summaryOf(reports));
  return worst(statuses);
}

/** The exit status of one report: what could not be read first, since then nobody knows all that differs. */
export function driftStatus({ drift, summary }: Pick<Report, "drift" | "summary">): ExitStatus {
  if (drift?.changes.some((change) => change.class === "unreadable") === true) return exit.unanswered;
  return summary.drift > 0 ? exit.found : exit.ok;
}

function statusOf({ report, atBest = exit.ok }: StackReport): ExitStatus {
  return worst([driftStatus(report), atBest]);
}

function worst(statuses: readonly ExitStatus[]): ExitStatus {
  if (statuses.includes(exit.unanswered)) return exit.unanswered;
  return statuses.includes(exit.found) ? exit.found : exit.ok;
}

function headingOf(stack: string, format: Format): string {
  return format === "markdown" ? `# ${stack}\n` : `== stack ${stack} ==\n`;
}

/** A stack's name may have the organisation and the project in front. */
function fileName(stack: string): string {
  return stack.replaceAll("/", ".");
}

function countsOf(reports: readonly StackReport[]) {
  const of = (status: ExitStatus) => reports.filter((each) => statusOf(each) === status);
  return { inSync: of(exit.ok), drifted: of(exit.found), unread: of(exit.unanswered) };
}

function summaryOf(reports: readonly StackReport[]): string {
  const { inSync, drifted, unread } = countsOf(reports);
  const named = (found: readonly StackReport[]) =>
    found.length === 0 ? "" : ` (${found.map(({ stack }) => stack).join(", ")})`;
  return (
    `${reports.length} stacks: ${inSync.length} in sync, ${drifted.length} drifted${named(drifted)}, ` +
    `${unread.length} could not be read${named(unread)}.`
  );
}

/** Several reports as one document, in the order of the stacks. */
function formatCollection(reports: readonly StackReport[]): string {
  const { inSync, drifted, unread } = countsOf(reports);
  return JSON.stringify(
    {
      stacks: reports.map(({ report }): unknown => JSON.parse(formatJson(report))),
      summary: { drifted: drifted.length, inSync: inSync.length, stacks: reports.length, unread: unread.length },
      version: 1,
    },
    null,
    2,
  );
}
