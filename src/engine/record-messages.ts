import type { OfflineFacts } from "./offline-answers";
import type { Project } from "./project";

/** What the process that records is told first. */
export interface RecorderRequest {
  readonly project: Project;
  /** What the program gets where it asks the world. */
  readonly facts: OfflineFacts;
  /** Arguments of Node that name modules to load before the program. */
  readonly preload: readonly Preload[];
  /** What the result has to carry, so that nothing else on the channel is taken for it. */
  readonly token: string;
}

/** A module that a project loads before its program. */
export interface Preload {
  readonly specifier: string;
  readonly by: "require" | "import";
}

/** A module of the program. */
export interface ModuleSource {
  readonly file: string;
  readonly source: string;
  readonly format: "cjs" | "esm";
}

/** Modules that are to become JavaScript; the process that records may start no compiler. */
export interface TranspileRequest {
  readonly kind: "transpile";
  readonly modules: readonly ModuleSource[];
  /** Those of tsconfig.json that change what JavaScript comes out. */
  readonly compilerOptions: Readonly<Record<string, unknown>>;
}

/** A module as JavaScript, or what the compiler complains about. */
export type TranspileReply = { readonly code: string } | { readonly complaint: string };

/** Asks for modules as JavaScript, and waits for them; gives a reply for each, in their order. */
export type Transpiler = (modules: readonly ModuleSource[]) => readonly TranspileReply[];

/** Something that Node kept the program from doing. */
export interface Denial {
  /** Node's name of it, such as `FileSystemRead`. */
  readonly permission: string;
  /** What it was to be done with, such as a path; empty where there is nothing to name. */
  readonly resource: string;
}

/** The last message, when the program is done. */
export interface EndMessage {
  readonly kind: "end";
  readonly token: string;
  /** As `formatResult` writes it. */
  readonly result: string;
  readonly denials: readonly Denial[];
  /** Names of environment variables that the program asked for in vain. */
  readonly absentVariables: readonly string[];
}
