import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { type RangeList, snapshot } from "../cloudflare/ranges";
import { UserError } from "../user-error";
import { writeWholeFile } from "../whole-file";
import { formatRangeList, parseRangeList } from "./read";

/** The list of a project, beside its `no521.yaml`. */
export const rangesFileName = "no521.ranges.json";

/** The reviewed list in force, and where it is kept. */
export interface StoredList {
  readonly list: RangeList;
  /** Absolute path; null for the list that the package carries. */
  readonly path: string | null;
}

/**
 * Finds the folder that a project's range list belongs in: that of its `no521.yaml` where the path of one is given
 * (`NO521_CONFIG`), else of the nearest one upward from a folder, else of the nearest `Pulumi.yaml`, else the folder.
 * Nothing above the ceiling is looked at.
 */
export function projectFolderOf(folder: string, configPath?: string, ceiling = ""): string {
  if (configPath !== undefined && configPath !== "") return dirname(resolve(folder, configPath));
  const above = [...foldersUpward(resolve(folder), ceiling)];
  const holding = (name: string) => above.find((candidate) => existsSync(join(candidate, name)));
  return holding("no521.yaml") ?? holding("Pulumi.yaml") ?? resolve(folder);
}

/**
 * Reads the list in force for a project: its own file, else the one that the package carries.
 * @throws {UserError} if the project's file cannot be read or is no range list.
 */
export async function readList(projectFolder: string): Promise<StoredList> {
  const path = join(projectFolder, rangesFileName);
  if (!existsSync(path)) return { list: snapshot, path: null };
  return { list: await readListFile(path), path };
}

/**
 * Reads one range list file.
 * @throws {UserError} if it cannot be read or is no range list.
 */
export async function readListFile(path: string): Promise<RangeList> {
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new UserError(`Cannot read ${path}: ${reasonOf(cause)}.`, "Make the file readable.", { cause });
  });
  return parseRangeList(text, path);
}

/**
 * Writes a range list so that a reader sees the old file or the new one, never a part.
 * @throws {UserError} if the folder does not take the file.
 */
export async function writeListFile(path: string, list: RangeList): Promise<void> {
  try {
    await writeWholeFile(path, formatRangeList(list));
  } catch (cause) {
    throw new UserError(`Cannot write ${path}: ${reasonOf(cause)}.`, "Make its folder writable.", { cause });
  }
}

function* foldersUpward(folder: string, ceiling: string): Generator<string> {
  yield folder;
  const parent = dirname(folder);
  if (parent !== folder && folder !== ceiling) yield* foldersUpward(parent, ceiling);
}

function reasonOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
