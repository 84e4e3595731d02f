import { dirname, relative, resolve, sep } from "node:path";
import { homepage } from "../../package.json";
import type { Severity } from "../findings/finding";
import type { RenderContext } from "../report/context";
import { type Paint, plain } from "../report/paint";
import { type Format, formats, render } from "../report/render";
import type { Report } from "../report/schema";
import { UserError } from "../user-error";
import { type OptionSpec, UsageError } from "./command";
import { type ExitStatus, exit } from "./exit";
import { coloursOf, type Io } from "./io";
import { repositoryOf } from "./repository";
import { ruleTexts } from "./rule-texts";
import { versionOf } from "./version";

/** What makes a command fail: findings from a severity on, or those and whatever is unknown. */
const thresholds = ["error", "warning", "note", "unknown"] as const;

type Threshold = (typeof thresholds)[number];

/** The options of every command that reports. */
export const outputOptions = {
  format: { value: "format", summary: "How to print it", choices: formats, default: "text" },
  report: {
    value: "format=file",
    summary: "Write it to a file as well, such as sarif=no521.sarif; a file that is there is replaced",
    repeatable: true,
  },
  "fail-on": {
    value: "severity",
    summary: "Exit with 1 on findings from this severity on, or with 2 on unknown outcomes too",
    choices: thresholds,
    default: "error",
  },
} as const satisfies Readonly<Record<string, OptionSpec>>;

/** Where a report goes, and what it makes of the exit status. */
export interface Output {
  readonly format: Format;
  readonly files: readonly ReportFile[];
  readonly failOn: Threshold;
  /** Whether findings that the base of the comparison has are passed over by the exit status. */
  readonly newOnly?: boolean;
}

interface ReportFile {
  readonly format: Format;
  /** As it was given: relative to the working directory, or absolute. */
  readonly path: string;
}

/**
 * Reads the options of a command that reports; to be called before its work, which may take long.
 * @throws {UsageError} if a report has no format that is known, no file, or the file of another one
 */
export function readOutput(values: {
  readonly format: Format;
  readonly report: readonly string[];
  readonly "fail-on": Threshold;
}): Output {
  const files = values.report.map(readFile);
  const twice = files.find(({ path }, index) => files.findIndex((other) => other.path === path) !== index);
  if (twice !== undefined) {
    throw new UsageError(`Two reports are to go to ${twice.path}.`, "Give each --report a file of its own.");
  }
  return { format: values.format, files, failOn: values["fail-on"] };
}

function readFile(given: string): ReportFile {
  const at = given.indexOf("=");
  const [name, path] = [given.slice(0, at), given.slice(at + 1)];
  const format = formats.find((each) => each === name);
  if (at > 0 && format !== undefined && path !== "") return { format, path };
  throw new UsageError(
    `--report is ${JSON.stringify(given)}, not a format and a file.`,
    `Give one of ${formats.join(", ")}, an equals sign and a path, such as sarif=no521.sarif.`,
  );
}

/** Where a command works. */
interface Workplace {
  /** Absolute path of the project that the report is about. */
  readonly folder: string;
  readonly io: Io;
}

/** Gives what a format needs beside the report where nobody looks at a terminal. */
export function contextOf(folder: string, io: Io): RenderContext {
  return {
    paint: plain,
    columns: Number.POSITIVE_INFINITY,
    today: io.now().toISOString().slice(0, 10),
    tool: { name: "no521", version: versionOf(io.packageFolder), homepage },
    rules: ruleTexts(),
    folder: relative(repositoryOf(folder) ?? folder, folder)
      .split(sep)
      .join("/"),
  };
}

/**
 * Prints a report, writes its files, and gives the exit status.
 * @throws {UserError} if a file cannot be written; the report is printed nevertheless
 */
export async function deliver(report: Report, output: Output, { folder, io }: Workplace): Promise<ExitStatus> {
  const context = contextOf(folder, io);
  const onTerminal = { ...context, paint: paintOf(io), columns: io.isTerminal ? io.columns : context.columns };
  io.out(render(report, output.format, onTerminal));
  for (const { format, path } of output.files) {
    await writeReport(resolve(io.cwd, path), `${render(report, format, context)}\n`, { format, path, io });
  }
  return statusOf(report, output);
}

async function writeReport(file: string, text: string, { format, path, io }: ReportFile & Pick<Workplace, "io">) {
  await io.writeText(file, text).catch((cause: unknown) => {
    const isMissing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    const reason = isMissing ? `there is no folder ${dirname(file)}` : cause instanceof Error ? cause.message : cause;
    throw new UserError(
      `Cannot write the ${format} report to ${path}: ${String(reason)}.`,
      isMissing ? "Make the folder, or name a file in another one." : "Name a file that can be written.",
      { cause },
    );
  });
}

/**
 * The exit status of a report: what was found first, then what could not be judged. Waived findings do not count, and
 * where only new ones are asked for, neither do those that the base has.
 */
export function statusOf(
  { findings, comparison, summary }: Pick<Report, "findings" | "comparison" | "summary">,
  { failOn, newOnly = false }: Pick<Output, "failOn" | "newOnly">,
): ExitStatus {
  const isAsked = (id: string) => !newOnly || comparison?.added.includes(id) === true;
  const found = findings.some(
    ({ id, severity, waiver }) => waiver === null && countsFrom[failOn].includes(severity) && isAsked(id),
  );
  if (found) return exit.found;
  return failOn === "unknown" && summary.unknown + summary.unseen > 0 ? exit.unanswered : exit.ok;
}

const countsFrom: Readonly<Record<Threshold, readonly Severity[]>> = {
  error: ["error"],
  warning: ["error", "warning"],
  note: ["error", "warning", "note"],
  unknown: ["error"],
};

/** Gives the paint for a report on standard output. */
export function paintOf(io: Io): Paint {
  const { green, red, yellow, bold, dim } = coloursOf(io);
  return { good: green, bad: red, doubtful: yellow, strong: bold, faint: dim };
}
