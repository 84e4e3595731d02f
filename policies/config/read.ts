import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseDocument } from "yaml";
import type { z } from "zod";
import { defaultSettings, type Settings } from "../../src/findings/settings";
import type { PlacedWaiver } from "../../src/findings/waivers";
import { type Fixtures, noFixtures } from "../../src/graph/fixtures";
import { UserError } from "../../src/user-error";
import { configSchema, fixturesOf, settingsOf } from "./schema";

/** What a project says about its judgement. */
export interface Config {
  readonly settings: Settings;
  readonly waivers: readonly PlacedWaiver[];
  /** What a recording is to take for given. */
  readonly fixtures: Fixtures;
  /** Absolute path of the file; null where there is none, and the defaults hold. */
  readonly path: string | null;
}

/** What holds where there is no file. */
export const defaultConfig: Config = { settings: defaultSettings, waivers: [], fixtures: noFixtures, path: null };

/**
 * Reads the `no521.yaml` that `NO521_CONFIG` names, else the nearest one upward from a folder, not above a ceiling.
 * @throws {UserError} if the named one is missing, or if the file is not what it has to be.
 */
export function readConfig(folder: string, named?: string, ceiling = ""): Config {
  const path = named !== undefined && named !== "" ? resolve(folder, named) : findUpward(resolve(folder), ceiling);
  if (path === null) return defaultConfig;
  return { ...parseConfig(readText(path), path), path };
}

/**
 * Reads the text of a `no521.yaml`.
 * @throws {UserError} if it is not what it has to be; it names the key.
 */
export function parseConfig(text: string, path: string): Omit<Config, "path"> {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) {
    throw new UserError(`${path} is no YAML: ${error.message.split("\n")[0]?.replace(/:$/, "")}.`, "Correct the file.");
  }
  const written: unknown = document.toJS() ?? {};
  const parsed = configSchema.safeParse(written);
  if (!parsed.success) throw refusal(parsed.error, written, path);
  const waivers = (parsed.data.waivers ?? []).map((waiver): PlacedWaiver => ({ ...waiver, writtenIn: path }));
  return { settings: settingsOf(parsed.data), waivers, fixtures: fixturesOf(parsed.data) };
}

function findUpward(folder: string, ceiling: string): string | null {
  const path = join(folder, "no521.yaml");
  if (existsSync(path)) return path;
  const parent = dirname(folder);
  return parent === folder || folder === ceiling ? null : findUpward(parent, ceiling);
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    throw new UserError(`Cannot read ${path}: ${reason}.`, "Name a readable file with NO521_CONFIG, or unset it.", {
      cause,
    });
  }
}

/** Names the first wrong key, what was given, and what it may be. */
function refusal({ issues }: z.ZodError, written: unknown, path: string): UserError {
  const { path: at, issue } = innermost(issues);
  const given = valueAt(written, at);
  const shown = given === undefined || typeof given === "object" ? "" : `, and it is ${JSON.stringify(given)}`;
  const said = issue === undefined ? "is not what it has to be" : sentenceOf(issue, given);
  return new UserError(
    `${path}: ${keyOf(at)} ${said}${shown}.`,
    "See docs/configuration.md for the keys and their values.",
  );
}

interface Placed {
  readonly path: readonly PropertyKey[];
  readonly issue: z.core.$ZodIssue | undefined;
}

/** Finds the first issue; of a union's branches the one that went furthest is the one that was meant. */
function innermost(issues: readonly z.core.$ZodIssue[], above: readonly PropertyKey[] = []): Placed {
  const [issue] = issues;
  const path = [...above, ...(issue?.path ?? [])];
  if (issue?.code !== "invalid_union") return { path, issue };
  const branches = issue.errors.map((errors) => innermost(errors, path));
  const [deepest] = branches.toSorted((a, b) => b.path.length - a.path.length || rank(b) - rank(a));
  return deepest ?? { path, issue };
}

/** An unknown key inside of a branch says more than that the value is none of another branch. */
function rank({ issue }: Placed): number {
  return issue?.code === "unrecognized_keys" ? 1 : 0;
}

function keyOf(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "the file";
  return path
    .map((key, index) => (typeof key === "number" ? `[${key}]` : `${index > 0 ? "." : ""}${String(key)}`))
    .join("");
}

function sentenceOf(issue: z.core.$ZodIssue, given: unknown): string {
  switch (issue.code) {
    case "unrecognized_keys":
      return `has the unknown key ${issue.keys.map((key) => `"${key}"`).join(", ")}`;
    case "invalid_value":
      return `must be ${issue.values.length > 8 ? "the id of a policy" : `one of ${issue.values.map(String).join(", ")}`}`;
    case "invalid_format":
      return "must be a date such as 2026-12-31";
    case "invalid_type":
      return `${given === undefined ? "is missing, and " : ""}must be ${kinds[issue.expected] ?? issue.expected}`;
    case "too_small":
      return issue.origin === "string" ? "must not be empty" : `must be at least ${issue.minimum}`;
    case "too_big":
      return `must be at most ${issue.maximum}`;
    default:
      return issue.message;
  }
}

const kinds: Readonly<Record<string, string>> = {
  string: "a text",
  int: "a whole number",
  number: "a number",
  array: "a list",
  object: "a mapping",
  record: "a mapping",
};

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((inner, key) => {
    return typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined;
  }, value);
}
