import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "../../policies/config/read";
import type { FoundResource } from "../drift/observation";
import { changedSince, decideRemedy, type Mending, type Remedy } from "../drift/remedy";
import { applyPlan, isLocked, type Patient, planUpdate, takeOver } from "../engine/mend-stack";
import { observeEvents, troubleOf } from "../engine/observe-events";
import type { StackLook } from "../engine/observe-stack";
import { planSteps } from "../engine/plan-steps";
import { type Progress, progressFor } from "../engine/progress";
import type { ProcessResult } from "../engine/run-process";
import type { StackRun, StackTarget } from "../engine/stack";
import { temporarily } from "../engine/temporarily";
import { needed } from "../ranges/merge";
import { projectFolderOf, readList } from "../ranges/store";
import type { Report } from "../report/schema";
import type { KnownRanges } from "./drift-report";
import { type ExitStatus, exit } from "./exit";
import type { Io } from "./io";

/** What may be done about drift: nothing, or what is safe without a person. */
export const remedies = ["none", "safe"] as const;

/** A stack that was looked at, and its report. */
export interface Judged {
  readonly target: StackTarget;
  readonly look: StackLook;
  readonly report: Report;
}

/** What a mending needs to know besides. */
export interface Surroundings {
  /** Absolute path of the project. */
  readonly folder: string;
  readonly ranges: KnownRanges;
  readonly timeoutSeconds: number;
  readonly io: Io;
}

/** What became of a mending. */
export interface Remedied {
  /** The exit status is no better than this, whatever the stack looks like afterwards. */
  readonly status: ExitStatus;
  /** For the report, a sentence each. */
  readonly notes: readonly string[];
  /** Whether anything was done, so that the stack has to be looked at again. */
  readonly isTouched: boolean;
}

/**
 * Mends what is safe to mend without a person: plans an update with a refresh, shows and judges the plan, and runs it as
 * it was planned. A plan that holds anything else is refused as a whole.
 */
export async function remediate(judged: Judged, surroundings: Surroundings): Promise<Remedied> {
  const { folder, io, timeoutSeconds } = surroundings;
  const scratch = await mkdtemp(join(tmpdir(), "no521-mend-"));
  return temporarily(scratch, async () => {
    const named = io.env.NO521_CONFIG;
    const { path: config } = readConfig(folder, named);
    const { path: ranges } = await readList(projectFolderOf(folder, named));
    const patient: Patient = {
      target: judged.target,
      folder: scratch,
      files: { config, ranges },
      timeoutMilliseconds: timeoutSeconds * 1_000,
    };
    return mend(patient, judged, surroundings);
  });
}

interface Planned {
  readonly run: StackRun;
  readonly found: readonly FoundResource[];
  readonly remedy: Remedy;
}

async function mend(patient: Patient, judged: Judged, surroundings: Surroundings): Promise<Remedied> {
  const { io } = surroundings;
  const progress = progressFor(process.stderr, io.env);
  const first = await plan(patient, judged, surroundings, progress);
  if ("notes" in first) return first;
  const standing = mendingsOf(first.remedy).filter(({ takesOver }) => takesOver !== null);
  if (first.remedy.kind === "nothing") {
    const notes = ["An update has nothing to do here: what differs is not for Pulumi to mend."];
    return { status: exit.ok, notes, isTouched: false };
  }
  if (standing.length === 0) return carryOut(patient, judged, { planned: first, io, progress });
  // Nothing in the clouds changes by that, and without it no update gets past these rules: it is right in any case.
  show(standing, [], patient.target.stack, io);
  const takeovers = standing.map(({ urn, takesOver }) => ({ urn, id: takesOver ?? "" }));
  const taken = await progress(`Taking over what stands already into the state of ${patient.target.stack}`, () =>
    takeOver(patient, takeovers, first.run),
  );
  if (taken.exitCode !== 0) return failed("The rules that stand already could not be taken over", taken);
  const again = await plan(patient, judged, surroundings, progress);
  const rest = "notes" in again ? again : await carryOut(patient, judged, { planned: again, io, progress });
  return { ...rest, notes: [...standing.map(doneSentence), ...rest.notes], isTouched: true };
}

function mendingsOf(remedy: Remedy): readonly Mending[] {
  return remedy.kind === "nothing" ? [] : remedy.mendings;
}

/** Runs a plan that is safe, and says why another one is not. */
async function carryOut(
  patient: Patient,
  { look }: Judged,
  {
    planned: { remedy, found },
    io,
    progress,
  }: { readonly planned: Planned; readonly io: Io; readonly progress: Progress },
): Promise<Remedied> {
  const { stack } = patient.target;
  if (remedy.kind === "nothing") return { status: exit.ok, notes: [], isTouched: false };
  show(remedy.mendings, remedy.kind === "refused" ? remedy.reasons : [], stack, io);
  if (remedy.kind === "refused") {
    const notes = ["No update was run, since it does more than is safe without a person.", ...remedy.reasons];
    return { status: exit.found, notes, isTouched: false };
  }
  const run = await progress(`Mending stack ${stack}`, () => applyPlan(patient));
  if (run.exitCode !== 0) return failed("The update stopped", run);
  const meanwhile = changedSince(look.state, found, observeEvents(run.events).found);
  const notes = [
    ...remedy.mendings.map(doneSentence),
    ...meanwhile.map((what) => `Changed while it was mended: ${what}`),
  ];
  return { status: meanwhile.length > 0 ? exit.found : exit.ok, notes, isTouched: true };
}

/** Plans and judges the plan; where there is none to judge, says what became of it. */
async function plan(
  patient: Patient,
  { look, report }: Judged,
  { ranges }: Surroundings,
  progress: Progress,
): Promise<Planned | Remedied> {
  const run = await progress(`Planning what mends stack ${patient.target.stack}`, () => planUpdate(patient));
  const forbidden = run.events.flatMap(({ policyEvent: event }) =>
    event !== undefined && String(event.enforcementLevel) === "mandatory" ? [event] : [],
  );
  if (forbidden.length > 0) {
    const notes = forbidden.map(
      ({ policyName, message }) => `Policy "${policyName}" stops the update: ${lastLine(message)}`,
    );
    return { status: exit.found, notes: ["No update was run.", ...new Set(notes)], isTouched: false };
  }
  if (run.exitCode !== 0) return failed("The update could not be planned", run);
  const { found } = observeEvents(run.events);
  const waived = report.drift?.changes.flatMap(({ id, waiver }) => (waiver === null ? [] : [id])) ?? [];
  const remedy = decideRemedy({
    state: look.state,
    found,
    plan: planSteps(run.events),
    extras: look.beside.extras,
    published: needed(ranges.list, ranges.live),
    waived: new Set(waived),
  });
  return { run, found, remedy };
}

function show(mendings: readonly Mending[], reasons: readonly string[], stack: string, io: Io): void {
  const isSafe = reasons.length === 0;
  io.err(`What an update of stack "${stack}" would mend${isSafe ? "" : ", and what else it would do"}:`);
  for (const mending of mendings) io.err(`  + ${planSentence(mending)}`);
  for (const reason of reasons) io.err(`  ! ${reason}`);
  if (isSafe) return;
  io.err(
    `Refused. Read "pulumi preview --refresh --stack ${stack}", and run "pulumi up --refresh" if it is what you want.`,
  );
}

function planSentence({ kind, says, takesOver }: Mending): string {
  if (takesOver !== null) return `take over ${says} (${takesOver} stands already)`;
  return kind === "make-again" ? `make again ${says}` : `add ${says}`;
}

function doneSentence({ kind, says, takesOver }: Mending): string {
  if (takesOver !== null) return `Mended: the state has ${says}, which stood already.`;
  return kind === "make-again" ? `Mended: ${says} was made again.` : `Mended: ${says} was added.`;
}

function failed(what: string, run: ProcessResult & Partial<Pick<StackRun, "events">>): Remedied {
  if (isLocked(run)) {
    const note =
      `${what}: the stack is locked by another run. Wait for it; if it was killed, ` +
      'run "pulumi cancel" and this command again, which takes up what was left half done.';
    return { status: exit.unanswered, notes: [note], isTouched: false };
  }
  const said = run.reason ?? troubleOf(run.events ?? []) ?? run.stderr.trim();
  const isGuarded = /violates plan|not allowed by the plan|expected resource operations/.test(
    `${run.stdout}${run.stderr}`,
  );
  const why = isGuarded
    ? "something was changed since it was planned, and more than the plan is never done"
    : undefined;
  const line = said.split("\n").find((each) => each.trim() !== "") ?? `exit status ${run.exitCode}`;
  return {
    status: exit.unanswered,
    notes: [`${what}: ${why ?? line.trim().replace(/\.$/, "")}. Run it again.`],
    isTouched: true,
  };
}

function lastLine(message: string): string {
  return message.trim().split("\n").at(-1) ?? message;
}
