import { resolve } from "node:path";
import { cliEnvironment, findCli } from "../engine/cli";
import { observeEvents, stateOfEvents } from "../engine/observe-events";
import { lookAtStack, type StackLook } from "../engine/observe-stack";
import { type Progress, progressFor } from "../engine/progress";
import { listStacks, StackCommandError, type StackTarget } from "../engine/stack";
import { type EngineEvent, parseEventLog } from "../engine/stack-events";
import type { ResourceGraph } from "../graph/resource-graph";
import type { Report } from "../report/schema";
import { UserError } from "../user-error";
import { driftReport, type KnownRanges, unseenReport } from "./drift-report";
import type { ExitStatus } from "./exit";
import type { Io } from "./io";
import { ownerOf, subjectOfFile, subjectOfState } from "./state-file";

/** The report of one stack. */
export interface StackReport {
  readonly stack: string;
  readonly report: Report;
  /** What was looked at; undefined for a recording, and where nobody could look. */
  readonly seen?: { readonly target: StackTarget; readonly look: StackLook };
  /** The exit status is no better than this; undefined where the report alone decides. */
  readonly atBest?: ExitStatus;
}

/** Which stacks are looked at, and how. */
export interface StacksRequest {
  /** Absolute path of the project. */
  readonly folder: string;
  readonly stacks: readonly string[] | "all";
  ranges(): Promise<KnownRanges>;
  readonly parallel: number;
  readonly timeoutSeconds: number;
}

/**
 * Looks at stacks, some at the same time, and reports each; one that cannot be looked at does not stop the others.
 * @throws {UserError} if it is the only one, or if the stacks cannot be listed
 */
export async function stackReports(request: StacksRequest, io: Io): Promise<readonly StackReport[]> {
  const progress = progressFor(process.stderr, io.env);
  const cli = await findCli({ environment: io.env, progress });
  const base = { projectFolder: request.folder, command: cli.command, environment: cliEnvironment(cli, io.env) };
  const names = request.stacks === "all" ? await allStacks(base) : request.stacks;
  const ranges = request.ranges();
  const [only, ...others] = names;
  if (only !== undefined && others.length === 0 && request.stacks !== "all") {
    const look = (stack: string) => () => lookAndReport({ ...base, stack }, request, { io, ranges });
    return [await progress(`Looking at stack ${only}`, look(only))];
  }
  return lookAtMany(
    names,
    progress,
    async (stack) => {
      try {
        return await lookAndReport({ ...base, stack }, request, { io, ranges });
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        return { stack, report: unseenReport(null, stack, error) };
      }
    },
    request.parallel,
  );
}

async function allStacks(base: Omit<StackTarget, "stack">): Promise<readonly string[]> {
  const names = await listStacks(base).catch((error: unknown) => {
    if (!(error instanceof StackCommandError)) throw error;
    throw new UserError(error.message, "Run it in the project's folder, logged in to the backend that has the stacks.");
  });
  if (names.length > 0) return names;
  throw new UserError("The backend has no stack of this project.", "Deploy one, or log in to the backend that has it.");
}

/** Keeps so many looks going, and gives what they found in the order of the names. */
function lookAtMany(
  names: readonly string[],
  progress: Progress,
  look: (stack: string) => Promise<StackReport>,
  parallel: number,
): Promise<readonly StackReport[]> {
  return progress(`Looking at ${names.length} stacks`, async (say) => {
    const waiting = [...names.entries()];
    const found: StackReport[] = [];
    let done = 0;
    const worker = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [index, stack] = next;
        found[index] = await look(stack);
        done += 1;
        say(`${done} of ${names.length}: ${stack}`);
      }
    };
    await Promise.all(Array.from({ length: Math.min(parallel, names.length) }, worker));
    return found;
  });
}

/** The world, and the list. */
interface Surroundings {
  readonly io: Io;
  readonly ranges: Promise<KnownRanges>;
}

/** Looks at one stack and judges what was found. */
export async function lookAndReport(
  target: StackTarget,
  { folder, timeoutSeconds }: Pick<StacksRequest, "folder" | "timeoutSeconds">,
  { io, ranges }: Surroundings,
): Promise<StackReport> {
  const [look, known] = await Promise.all([
    lookAtStack(target, { timeoutMilliseconds: timeoutSeconds * 1_000 }),
    ranges,
  ]);
  const { stack } = target;
  return {
    stack,
    seen: { target, look },
    report: driftReport({ look, folder, project: projectOf(look.state), stack: stackOf(look.state, stack) }, known, io),
  };
}

function projectOf(state: ResourceGraph): string {
  return ownerOf(state).project ?? "unknown";
}

/** Names of Pulumi Cloud have the organisation in front, and URNs do not. */
function stackOf(state: ResourceGraph, name: string): string {
  return ownerOf(state).stack ?? name.slice(name.lastIndexOf("/") + 1);
}

/** A recorded run of the engine. */
interface Recording {
  readonly folder: string;
  /** Path of the event log. */
  readonly events: string;
  /** Path of the state that it started from; without it dependencies and options are not known. */
  readonly state: string | undefined;
  readonly ranges: KnownRanges;
}

/**
 * Judges an event log that somebody recorded, with `pulumi preview --refresh --event-log FILE` or as JSON lines.
 * @throws {UserError} if it cannot be read, or tells of no refresh
 */
export async function lookAtRecording(
  { folder, events: path, state, ranges }: Recording,
  io: Io,
): Promise<StackReport> {
  const events = await readEvents(path, io);
  const subject = state === undefined ? subjectOfState(stateOfEvents(events), path) : await subjectOfFile(state, io);
  const observed = observeEvents(events);
  if (observed.found.length === 0) {
    throw new UserError(
      `${path} tells of no resource that was refreshed.`,
      "Record it with: PULUMI_DEBUG_COMMANDS=true pulumi preview --refresh --event-log FILE.",
    );
  }
  const unasked = "Rules and records that somebody added were not looked for: a recording asks nobody.";
  const look: StackLook = {
    state: subject.graph,
    observation: { ...observed, method: "recorded" },
    beside: { extras: [], failures: [], notes: [unasked] },
    notes: observed.plan === null ? ["The recording does not tell what the program declares."] : [],
  };
  const { project, stack } = subject;
  const named = { project: project ?? "unknown", stack: stack ?? "unknown" };
  return { stack: named.stack, report: driftReport({ look, folder, ...named }, ranges, io) };
}

async function readEvents(path: string, io: Io): Promise<readonly EngineEvent[]> {
  const fix = "Name the event log of a run: one JSON object a line.";
  const text = await io.readText(resolve(io.cwd, path)).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`Cannot read the event log ${path}: ${reason}.`, fix, { cause });
  });
  try {
    return parseEventLog(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`${path} is no event log: ${reason}.`, fix, { cause });
  }
}
