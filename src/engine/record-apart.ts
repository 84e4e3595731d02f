import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { UserError } from "../user-error";
import type { OfflineFacts } from "./offline-answers";
import { packageRoot } from "./package-root";
import type { Project } from "./project";
import type { Recording } from "./record";
import type { RecorderRequest } from "./recorder";
import { parseResult } from "./recording-file";
import { type ProcessResult, runProcess } from "./run-process";

/** How a program is recorded in a process of its own. */
export interface RecordApartOptions {
  /** What the program gets where it asks the world; its configuration is the project's. */
  readonly facts: Omit<OfflineFacts, "config">;
  readonly environment: NodeJS.ProcessEnv;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  /** Takes what the program prints, as it comes. */
  readonly onPrinted: (text: string) => void;
}

/**
 * Records the program of a project in a process of its own, which loads the program's own copy of the SDK, compiles
 * TypeScript, and cannot take us with it when it hangs, runs out of memory or ends itself.
 *
 * @throws {UserError} if the program does not come to its end
 */
export async function recordApart(project: Project, options: RecordApartOptions): Promise<Recording> {
  const folder = await mkdtemp(join(tmpdir(), "no521-recording-"));
  try {
    const request: RecorderRequest = {
      project,
      facts: { ...options.facts, config: project.config },
      result: join(folder, "result.json"),
    };
    const requestFile = join(folder, "request.json");
    await writeFile(requestFile, JSON.stringify(request));
    const process = await runRecorder(project, requestFile, options);
    return await readRecording(request.result, process, options);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runRecorder(project: Project, request: string, options: RecordApartOptions): Promise<ProcessResult> {
  const { environment, timeoutSeconds, memoryMegabytes, onPrinted } = options;
  const source = join(packageRoot(), "src", "engine", "recorder.ts");
  const recorder = existsSync(source) ? source : join(packageRoot(), "dist", "recorder.js");
  const { typescript, tsconfig, nodeArguments } = project.runtime;
  // Our own source needs the loader whatever the program needs.
  const isLoading = typescript || recorder === source;
  const loader = isLoading ? ["--import", pathToFileURL(createRequire(__filename).resolve("tsx")).href] : [];
  const args = [`--max-old-space-size=${memoryMegabytes}`, "--enable-source-maps", ...loader, recorder, request];
  const cwd = await programFolder(project);
  if (tsconfig !== null && !existsSync(join(cwd, tsconfig))) {
    throw new UserError(
      `There is no ${join(cwd, tsconfig)}, which Pulumi.yaml names.`,
      "Correct runtime.options.tsconfig, which is relative to the folder of the program.",
    );
  }
  const nodeOptions = [environment.NODE_OPTIONS, nodeArguments].filter(Boolean).join(" ");
  return runProcess(process.execPath, args, {
    cwd,
    environment: {
      ...environment,
      ...(nodeOptions !== "" && { NODE_OPTIONS: nodeOptions }),
      ...(tsconfig !== null && { TSX_TSCONFIG_PATH: join(cwd, tsconfig) }),
    },
    timeoutMilliseconds: timeoutSeconds * 1_000,
    onStderr: onPrinted,
  });
}

/** The folder that Pulumi starts a program in. */
async function programFolder({ folder, main }: Project): Promise<string> {
  const found = await stat(main).catch(() => undefined);
  if (found?.isDirectory() === true) return main;
  return existsSync(dirname(main)) ? dirname(main) : folder;
}

async function readRecording(
  file: string,
  ended: ProcessResult,
  { timeoutSeconds, memoryMegabytes, onPrinted }: RecordApartOptions,
): Promise<Recording> {
  if (ended.stopped === "timeout") {
    throw new UserError(
      `The program was not done after ${timeoutSeconds} s.`,
      "Find what it waits for, or give it more time with --timeout.",
    );
  }
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) throw withoutResult(ended, memoryMegabytes);
  const result = parseResult(text);
  if (result.kind === "recorded") return result.recording;
  const { what, fix, stack } = result.failure;
  if (stack !== undefined) onPrinted(`${stack}\n`);
  throw new UserError(what, fix);
}

/** V8 ends a process that is out of memory by SIGABRT, after it has said why. */
function withoutResult({ exitCode, stderr, reason }: ProcessResult, memoryMegabytes: number): UserError {
  if (/JavaScript heap out of memory/.test(stderr)) {
    return new UserError(
      `The program needs more than ${memoryMegabytes} MB of memory.`,
      "Find what grows, or give it more with --memory.",
    );
  }
  const how =
    exitCode === null ? `The program was stopped by ${reason ?? "a signal"}` : "The program ended its process";
  return new UserError(
    `${how} before it had declared all of its resources.`,
    "Let the program return instead of ending the process, and see what it printed.",
  );
}
