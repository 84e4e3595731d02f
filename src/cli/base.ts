import { existsSync, statSync } from "node:fs";
import { relative, resolve } from "node:path";
import { type BaseTree, withBaseTree } from "../engine/base-tree";
import { MissingProjectFileError, type Project, readProject } from "../engine/project";
import { baselineSchema, findingsOfBaseline, type KnownFinding } from "../findings/baseline";
import { createGraph, type ResourceGraph } from "../graph/resource-graph";
import type { Value } from "../graph/value";
import { knownFindings } from "../report/known-findings";
import { type Report, type ReportRow, reportSchema } from "../report/schema";
import { UserError } from "../user-error";
import { UsageError } from "./command";
import type { Io } from "./io";
import { type Limits, subjectOfProgram } from "./recorded";
import { type Ruling, readRuling, readRulingOfTree } from "./ruling";
import { subjectOfState } from "./state-file";

/** What a program is compared with. */
export type Base = ProgramBase | FindingsBase;

/** An earlier program or a state: resource by resource. */
export interface ProgramBase {
  readonly kind: "program";
  /** As a person named it. */
  readonly name: string;
  readonly graph: ResourceGraph;
  /** What the base says about judgement, which then holds; null where it says nothing and the program's own holds. */
  readonly ruling: Ruling | null;
  readonly notes: readonly string[];
}

/** What was found earlier. */
export interface FindingsBase {
  readonly kind: "findings";
  readonly name: string;
  readonly findings: readonly KnownFinding[];
  /** The matrix, where it was kept. */
  readonly reach: readonly ReportRow[] | null;
  readonly notes: readonly string[];
}

/** What the head of a comparison is. */
export interface Head {
  /** Absolute. */
  readonly folder: string;
  /** Null where a program is not recorded, so that no earlier one can be compared with it. */
  readonly project: Project | null;
  /** The stack whose file is read; null for none. */
  readonly stack: string | null;
}

/**
 * Reads the base of a comparison: a file of that name, else the program as it was at a Git reference.
 * @throws {UserError} if it is neither
 */
export async function readBase(
  name: string,
  head: Head,
  { limits, io }: { readonly limits: Limits; readonly io: Io },
): Promise<Base> {
  const path = resolve(io.cwd, name);
  if (existsSync(path) && statSync(path).isFile()) return readBaseFile(name, await io.readText(path));
  if (/\.json$/.test(name)) throw new UserError(`There is no file ${path}.`, baseFix);
  const { project, stack, folder } = head;
  if (project === null) {
    throw new UsageError(
      `"${name}" is a Git reference, at which only a program can be recorded.`,
      "Record the program on both sides, without --state and --preview, or compare with a file.",
    );
  }
  const environment = { ...io.env };
  return withBaseTree({ folder, ref: name, environment }, (tree) =>
    recordBase(tree, { name, project, stack, limits, io }),
  );
}

interface RecordBase {
  readonly name: string;
  readonly project: Project;
  readonly stack: string | null;
  readonly limits: Limits;
  readonly io: Io;
}

async function recordBase(tree: BaseTree, { name, project, stack, limits, io }: RecordBase): Promise<ProgramBase> {
  const ruling = await readRulingOfTree(tree, name, io.env.NO521_CONFIG);
  const base = { kind: "program", name, ruling } as const;
  const was = await projectOfTree(tree, stack);
  if (typeof was === "string") {
    return { ...base, graph: createGraph([]), notes: [`${name} has no ${was}: all that is declared is new.`] };
  }
  // What the base prints is not about the program that is judged.
  const quiet = { env: io.env, err: () => undefined };
  const recorded = await subjectOfProgram({ ...was, stack: project.stack }, { limits, ruling, io: quiet }).catch(
    (error: unknown) => {
      if (!(error instanceof UserError)) throw error;
      throw new UserError(`The base ${name} cannot be judged: ${error.message}`, error.fix, { cause: error });
    },
  );
  const own = await readRuling(project.folder, io.env.NO521_CONFIG);
  return { ...base, graph: recorded.graph, notes: [...tree.notes, ...fixtureNotes(own, ruling)] };
}

/** Gives the project as it was, or the name of the file without which it was none. */
async function projectOfTree({ folder, root }: BaseTree, stack: string | null): Promise<Project | string> {
  try {
    return await readProject(folder, stack);
  } catch (error) {
    if (error instanceof MissingProjectFileError) return relative(root, error.file);
    throw error;
  }
}

function fixtureNotes(own: Ruling, base: Ruling): readonly string[] {
  const isSame = JSON.stringify(own.fixtures) === JSON.stringify(base.fixtures);
  return isSame ? [] : ["The fixtures of no521.yaml differ from the base's; each side was recorded with its own."];
}

const baseFix = "Name a baseline, an earlier report, an exported state or a Git reference.";

/** Takes what a file says of earlier findings, or the state that it holds. */
function readBaseFile(name: string, text: string): Base {
  const written = parseJson(name, text);
  const baseline = baselineSchema.safeParse(written);
  if (baseline.success)
    return { kind: "findings", name, findings: findingsOfBaseline(baseline.data), reach: null, notes: [] };
  const report = reportSchema.safeParse(written);
  if (report.success) return baseOfReport(name, report.data);
  if (isState(written))
    return { kind: "program", name, ruling: null, notes: [], graph: subjectOfState(written as Value, name).graph };
  const isOurs =
    typeof written === "object" &&
    written !== null &&
    "version" in written &&
    ("findings" in written || "reach" in written);
  const [issue] = (isOurs && "reach" in written ? report : baseline).error.issues;
  const said = isOurs ? ` (${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not as expected"})` : "";
  throw new UserError(`${name} is neither a baseline nor a report of no521${said}, nor an exported state.`, baseFix);
}

function baseOfReport(name: string, report: Report): FindingsBase {
  return { kind: "findings", name, findings: knownFindings(report), reach: report.reach, notes: [] };
}

/** What `pulumi stack export` writes. */
function isState(written: unknown): boolean {
  return typeof written === "object" && written !== null && "deployment" in written;
}

function parseJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError(`${name} is no JSON: ${reason}.`, baseFix, { cause });
  }
}
