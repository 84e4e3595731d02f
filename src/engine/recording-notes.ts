import { existsSync } from "node:fs";
import { sep } from "node:path";
import { oneLine } from "./printed-text";
import type { Denial } from "./record-messages";

/** How a recording was made, as far as it bears on what can be believed of it. */
export interface RecordingCircumstances {
  readonly isNetworkIsolated: boolean;
  readonly denials: readonly Denial[];
  /** Variables that the program asked for in vain. */
  readonly absentVariables: readonly string[];
  /** Arguments of Node that did not hold. */
  readonly ignored: readonly string[];
  readonly root: string;
  /** The caller's environment. */
  readonly environment: NodeJS.ProcessEnv;
}

const mostNames = 5;

/** Says what a reader must know of how a program was recorded. */
export function notesOf(circumstances: RecordingCircumstances): readonly string[] {
  const { isNetworkIsolated, denials, absentVariables, ignored, root, environment } = circumstances;
  const withheld = absentVariables.filter((name) => environment[name] !== undefined).toSorted();
  const refused = [...new Set(denials.flatMap((denial) => describe(denial, root)))].toSorted();
  return [
    ...(isNetworkIsolated
      ? []
      : ["The network was not isolated while the program ran: this system grants a check no network namespace."]),
    ...(withheld.length === 0
      ? []
      : [`The program asks for ${list(withheld)}, which a check does not pass on unless --env names it.`]),
    ...(refused.length === 0 ? [] : [`The program was not let, and went on without: ${list(refused)}.`]),
    ...(ignored.length === 0
      ? []
      : [`Arguments of Node in Pulumi.yaml that do not hold in a check: ${list(ignored)}.`]),
  ];
}

/** The SDK and Node look for many files that need not be there; only what is in the repository says something. */
function describe({ permission, resource }: Denial, root: string): readonly string[] {
  const shown = oneLine(resource, 200);
  if (permission !== "FileSystemRead") return [`${verbs[permission] ?? permission} ${shown}`.trim()];
  return resource.startsWith(root + sep) && existsSync(resource) ? [`reading ${shown}`] : [];
}

const verbs: Readonly<Record<string, string>> = {
  FileSystemWrite: "writing",
  ChildProcess: "starting",
  WorkerThreads: "starting a thread",
  Inspector: "debugging",
  WASI: "WASI",
  Addon: "loading an addon",
  LocalSocket: "opening the socket",
};

function list(names: readonly string[]): string {
  const shown = names.slice(0, mostNames).map((name) => oneLine(name, 200));
  const more = names.length - shown.length;
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join(", ");
}
