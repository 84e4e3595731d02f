import { randomBytes } from "node:crypto";
import { existsSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { join, relative, sep } from "node:path";
import { UserError } from "../user-error";
import { memoryLimit } from "./memory-limit";
import { findNamespaces } from "./namespaces";
import { sortNodeArguments } from "./node-arguments";
import type { OfflineFacts } from "./offline-answers";
import { oneLine, PrintedLines } from "./printed-text";
import { programEnvironment } from "./program-environment";
import { memoryFix } from "./program-failure";
import { programFolder } from "./program-folder";
import type { Project } from "./project";
import { type End, MeddledError, readResult } from "./read-recording";
import { readablePaths } from "./readable-paths";
import type { Recording } from "./record";
import { serveRecorder } from "./record-server";
import { withRecorderFile } from "./recorder-file";
import { notesOf } from "./recording-notes";
import { type ProcessResult, runProcess } from "./run-process";

/** How a program is recorded in a process of its own. */
export interface RecordApartOptions {
  /** What the program gets where it asks the world; its configuration is the project's. */
  readonly facts: Omit<OfflineFacts, "config">;
  /** The caller's environment, of which the program gets little. */
  readonly environment: NodeJS.ProcessEnv;
  /** Names of variables of that environment that the program gets too. */
  readonly variables?: readonly string[];
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** Takes what the program prints, a line at a time and marked as the program's. */
  readonly onPrinted: (line: string) => void;
}

/** What a program declares, and what a reader must know of how it was found out. */
export interface ApartRecording extends Recording {
  readonly notes: readonly string[];
}

/** More than this is no progress of a program that declares resources. */
const outputLimitBytes = 16 * 1024 * 1024;

/**
 * Records the program of a project in a process of its own, which may read the repository and its packages and do nothing
 * else, and cannot take us with it when it hangs, runs out of memory or ends itself.
 *
 * @throws {UserError} if the program does not come to its end
 */
export async function recordApart(project: Project, options: RecordApartOptions): Promise<ApartRecording> {
  const real = { ...project, ...realPlace(project) };
  const [readable, apart] = await Promise.all([
    readablePaths(real.folder, options.environment.HOME ?? homedir()),
    findNamespaces(options.environment.PATH ?? ""),
  ]);
  const cwd = programFolder(real);
  refuseMisplaced(real, cwd, readable.root);
  const { given, preload, ignored } = sortNodeArguments(real.runtime.nodeArguments);
  const token = randomBytes(16).toString("hex");
  const server = serveRecorder({ project: real, facts: { ...options.facts, config: project.config }, preload, token });
  const printed = new PrintedLines(options.onPrinted);
  const ended = await withRecorderFile((recorder) => {
    const node = [process.execPath, ...nodeArguments(options, [recorder, ...readable.paths]), ...given, recorder];
    const [command = process.execPath, ...args] = [...apart.command, ...memoryLimit(options.memoryMegabytes), ...node];
    return runProcess(command, args, {
      ...{ cwd, outputLimitBytes, timeoutMilliseconds: options.timeoutSeconds * 1_000 },
      environment: programEnvironment(project, options.environment, options.variables ?? []),
      onStdout: (text) => printed.take(text),
      onStderr: (text) => printed.take(text),
      onChannel: (channel) => server.attach(channel),
    });
  });
  printed.end();
  const end = endOf(await server.end(), ended, options);
  const recording = recordingOf(end, project, options);
  const notes = notesOf({ ...end, ...apart, ignored, root: readable.root, environment: options.environment });
  return { ...recording, notes };
}

/** Node compares paths as they are written, and programs are loaded by their real ones. */
function realPlace({ folder, main }: Project): Pick<Project, "folder" | "main"> {
  const real = realpathSync(folder);
  return { folder: real, main: join(real, relative(folder, main)) };
}

function refuseMisplaced({ main, runtime }: Project, cwd: string, root: string): void {
  if (!`${main}${sep}`.startsWith(`${root}${sep}`)) {
    throw new UserError(
      `The program ${main} is outside of its repository, ${root}.`,
      "Correct main in Pulumi.yaml, which is relative to its folder.",
    );
  }
  if (runtime.tsconfig !== null && !existsSync(join(cwd, runtime.tsconfig))) {
    throw new UserError(
      `There is no ${join(cwd, runtime.tsconfig)}, which Pulumi.yaml names.`,
      "Correct runtime.options.tsconfig, which is relative to the folder of the program.",
    );
  }
}

/**
 * Node's permissions know no network before major 25 and no signals, and sqlite opens files past them.
 * @see https://nodejs.org/api/permissions.html read 2026-11-23
 */
function nodeArguments({ memoryMegabytes }: RecordApartOptions, readable: readonly string[]): readonly string[] {
  return [
    ...["--permission", `--max-old-space-size=${memoryMegabytes}`, "--no-experimental-sqlite"],
    ...readable.map((path) => `--allow-fs-read=${path}`),
  ];
}

function endOf(received: End | MeddledError | undefined, ended: ProcessResult, options: RecordApartOptions): End {
  if (ended.stopped === "timeout") {
    throw new UserError(
      `The program was not done after ${options.timeoutSeconds} s.`,
      "Find what it waits for, or give it more time with --timeout.",
    );
  }
  if (ended.stopped === "too-much-output") {
    throw new UserError(
      `The program printed more than ${outputLimitBytes / 1024 / 1024} MB.`,
      "Find the loop that prints, or print less.",
    );
  }
  if (received instanceof MeddledError) throw meddled(received);
  if (received === undefined) throw withoutResult(ended, options.memoryMegabytes);
  return received;
}

function recordingOf({ result }: End, project: Project, { onPrinted }: RecordApartOptions): Recording {
  const read = resultOf(result, project);
  if (read.kind === "recorded") return read.recording;
  const { what, fix, stack } = read.failure;
  const lines = new PrintedLines(onPrinted);
  if (stack !== undefined) lines.take(`${stack}\n`);
  throw new UserError(oneLine(what), oneLine(fix));
}

function resultOf(result: string, project: Project): ReturnType<typeof readResult> {
  try {
    return readResult(result, project);
  } catch (error) {
    throw error instanceof MeddledError ? meddled(error) : error;
  }
}

function meddled({ reason }: MeddledError): UserError {
  return new UserError(
    `The program meddles with its own recording, which cannot be read: ${oneLine(reason, 300)}.`,
    "Find what writes to descriptor 3, or replaces what JavaScript or Pulumi's SDK brings along.",
  );
}

/** V8 ends a process that is out of memory by a signal, after it has said why. */
function withoutResult({ exitCode, stderr, reason }: ProcessResult, memoryMegabytes: number): UserError {
  if (/out of memory|bad_alloc/.test(stderr)) {
    return new UserError(`The program needs more than ${memoryMegabytes} MB of memory.`, memoryFix);
  }
  const how =
    exitCode === null ? `The program was stopped by ${reason ?? "a signal"}` : "The program ended its process";
  return new UserError(
    `${how} before it had declared all of its resources.`,
    "Let the program return instead of ending the process, and see what it printed.",
  );
}
