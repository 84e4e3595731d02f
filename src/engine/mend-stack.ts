import { copyFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { rangesFileName } from "../ranges/store";
import { type PackFiles, packFolder } from "./preview-graph";
import type { ProcessResult } from "./run-process";
import { type RunStackOptions, runCli, runStack, type StackRun, type StackTarget } from "./stack";

/** A stack that is about to be mended. */
export interface Patient {
  readonly target: StackTarget;
  /** Absolute path of a folder for the plan and what else is needed, which the caller removes. */
  readonly folder: string;
  readonly files: PackFiles;
  readonly timeoutMilliseconds: number;
}

/**
 * Plans `up --refresh` with the policy pack and keeps the plan: the engine's own update plan, by which an update does what
 * was planned and nothing more, whatever happens in between.
 * @see https://www.pulumi.com/docs/iac/operations/stack-management/update-plans/ read 2026-11-23
 */
export async function planUpdate(patient: Patient): Promise<StackRun> {
  return runStack(patient.target, "preview", {
    ...(await optionsOf(patient)),
    arguments: ["--refresh", "--save-plan", planFile(patient)],
  });
}

/** Runs the update that was planned last, with its refresh and the policy pack. */
export async function applyPlan(patient: Patient): Promise<StackRun> {
  return runStack(patient.target, "up", {
    ...(await optionsOf(patient)),
    // What a preview would show has been shown.
    arguments: ["--refresh", "--skip-preview", "--plan", planFile(patient)],
  });
}

/** A resource in a cloud that the state is to have under a URN. */
export interface Takeover {
  readonly urn: string;
  /** Id in the cloud. */
  readonly id: string;
}

/** Puts resources that stand in a cloud already into the state, as the plan's events describe them; no cloud is changed. */
export async function takeOver(
  patient: Patient,
  takeovers: readonly Takeover[],
  { events }: Pick<StackRun, "events">,
): Promise<ProcessResult> {
  const nameTable: Record<string, string> = {};
  const resources = takeovers.flatMap(({ urn, id }, index) => {
    const step = events.find(
      ({ resourcePreEvent: begun }) => begun?.metadata.urn === urn && begun.metadata.op === "create",
    );
    const wanted = step?.resourcePreEvent?.metadata.new;
    if (wanted === undefined) return [];
    const [parent, provider] = [`parent${index}`, `provider${index}`];
    const providerUrn = wanted.provider.slice(0, wanted.provider.lastIndexOf("::"));
    if (wanted.parent) nameTable[parent] = wanted.parent;
    if (providerUrn) nameTable[provider] = providerUrn;
    const { type } = wanted;
    const name = urn.slice(urn.lastIndexOf("::") + 2);
    return [{ type, name, id, ...(wanted.parent && { parent }), ...(providerUrn && { provider }) }];
  });
  const file = join(patient.folder, "import.json");
  await writeFile(file, JSON.stringify({ nameTable, resources }));
  const args = ["import", "--file", file, "--yes", "--skip-preview", "--protect=false", "--generate-code=false"];
  const { environment, timeoutMilliseconds } = await optionsOf(patient);
  return runCli(patient.target, [...args, "--stack", patient.target.stack], {
    ...(environment && { environment }),
    ...(timeoutMilliseconds && { timeoutMilliseconds }),
  });
}

function planFile({ folder }: Patient): string {
  return join(folder, "plan.json");
}

/** The pack looks for its files from its own folder upward, which is none of the project's: it is told them. */
async function optionsOf({ folder, files, timeoutMilliseconds }: Patient): Promise<RunStackOptions> {
  const named = files.config ?? join(folder, "no521.yaml");
  if (files.config === null) {
    await writeFile(named, "");
    if (files.ranges !== null) await copyFile(files.ranges, join(folder, rangesFileName));
  }
  return { policyPacks: [packFolder()], environment: { NO521_CONFIG: named }, timeoutMilliseconds };
}

/**
 * Reports whether a run could not start because another one holds the stack, or held it and was killed.
 * @see https://github.com/pulumi/pulumi/blob/v3.259.0/pkg/backend/diy/lock.go and
 * https://www.pulumi.com/docs/iac/operations/troubleshooting/update-conflicts/ read 2026-11-23
 */
export function isLocked({ stderr, stdout }: ProcessResult): boolean {
  return /the stack is currently locked by|Another update is currently in progress/i.test(`${stderr}\n${stdout}`);
}
