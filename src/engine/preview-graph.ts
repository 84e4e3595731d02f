import { existsSync } from "node:fs";
import { copyFile, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { graphVariable } from "../../policies/pack/keep-graph";
import { parseGraph } from "../graph/graph-file";
import type { ResourceGraph } from "../graph/resource-graph";
import { rangesFileName } from "../ranges/store";
import { UserError } from "../user-error";
import { packageRoot } from "./package-root";
import { runStack, type StackRun, type StackTarget } from "./stack";
import { temporarily } from "./temporarily";

/** What the pack said in a preview. */
export interface PackRemark {
  readonly policy: string;
  /** URN of the resource that it is about. */
  readonly resource: string;
  readonly message: string;
  /** Whether the policy was not run, since it met a value that is not known. */
  readonly isSkip: boolean;
}

/** What a preview showed. */
export interface Previewed {
  /** The resources as the policy pack was shown them: with what providers compute, and with those of remote components. */
  readonly graph: ResourceGraph;
  readonly remarks: readonly PackRemark[];
}

/** The files by which the pack is to judge; null where the defaults hold. */
export interface PackFiles {
  readonly config: string | null;
  readonly ranges: string | null;
}

/**
 * Previews a stack on the real engine with the policy pack, and gives what the pack was shown and what it said. Nothing is
 * changed.
 * @throws {UserError} if the preview does not come to the policies
 */
export async function previewGraph(target: StackTarget, files: PackFiles, timeoutSeconds: number): Promise<Previewed> {
  const folder = await mkdtemp(join(tmpdir(), "no521-preview-"));
  return temporarily(folder, async () => {
    const file = join(folder, "graph.json");
    const run = await runStack(target, "preview", {
      policyPacks: [packFolder()],
      environment: { [graphVariable]: file, NO521_CONFIG: await configFor(folder, files) },
      timeoutMilliseconds: timeoutSeconds * 1_000,
    });
    if (run.stopped === "timeout") {
      throw new UserError(`The preview was not done after ${timeoutSeconds} s.`, "Give it more time with --timeout.");
    }
    // A policy that stops the preview is what is asked for; whatever else stops it leaves resources unseen.
    const isStopped = run.exitCode !== 0 && !remarksOf(run).some(({ isMandatory }) => isMandatory);
    if (isStopped || !existsSync(file)) throw failureOf(target, run);
    return { graph: parseGraph(await readFile(file, "utf8")), remarks: remarksOf(run) };
  });
}

/** Gives the folder of the policy pack: from source in a checkout, compiled where the package is installed. */
export function packFolder(): string {
  const source = join(packageRoot(), "policies");
  return existsSync(join(source, "main.js")) ? source : join(packageRoot(), "dist", "policies");
}

/** The pack looks for its files from its own folder upward, which is none of the project's: it is told them. */
async function configFor(folder: string, { config, ranges }: PackFiles): Promise<string> {
  const file = join(folder, "no521.yaml");
  if (config === null) await writeFile(file, "");
  else await copyFile(config, file);
  if (ranges !== null) await copyFile(ranges, join(folder, rangesFileName));
  return file;
}

/** @see https://github.com/pulumi/pulumi-policy/blob/v1.21.0/sdk/nodejs/policy/server.ts */
const skipped = /can't run policy .* during preview: /s;

function remarksOf({ events }: StackRun): readonly (PackRemark & { readonly isMandatory: boolean })[] {
  return events.flatMap(({ policyEvent }) => {
    if (policyEvent === undefined) return [];
    const { policyName, resourceUrn = "", message, enforcementLevel } = policyEvent;
    const isSkip = skipped.test(message);
    const isMandatory = String(enforcementLevel) === "mandatory";
    return [{ policy: policyName, resource: resourceUrn, message: message.trim(), isSkip, isMandatory }];
  });
}

function failureOf({ stack }: StackTarget, run: StackRun): UserError {
  const said = run.events.flatMap(({ diagnosticEvent: event }) => (event?.severity === "error" ? [event.message] : []));
  const output = `${run.stderr}\n${run.stdout}`;
  if (/no stack named/.test(output)) {
    return new UserError(
      `There is no stack "${stack}" in the backend that you are logged in to.`,
      `Make it with "pulumi stack init ${stack}", or judge the program without --preview.`,
    );
  }
  const lines = (said.length > 0 ? said : [output]).flatMap((text) => plainLines(text));
  return new UserError(
    `The preview of stack "${stack}" failed: ${lines[0] ?? run.reason ?? "the engine says nothing"}`,
    "Mend what the engine complains about, or judge the program without --preview.",
  );
}

/** The engine marks colours as `<{%reset%}>`, and its own prefix says nothing new. */
function plainLines(text: string): readonly string[] {
  const lines = text.replace(/<\{%.*?%\}>/g, "").split("\n");
  return lines.map((line) => line.replace(/^error: /, "").trim()).filter((line) => line !== "");
}
