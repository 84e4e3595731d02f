import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import * as z from "zod";
import { UserError } from "../user-error";
import { otherWays } from "./program-failure";
import { secretMarker } from "./record-values";

const runtimeOptions = z.looseObject({
  typescript: z.boolean().optional(),
  tsconfig: z.string().optional(),
  nodeargs: z.string().optional(),
});
const projectFile = z.looseObject({
  name: z.string(),
  main: z.string().optional(),
  runtime: z.union([z.string(), z.looseObject({ name: z.string(), options: runtimeOptions.optional() })]),
  config: z.record(z.string(), z.unknown()).optional(),
  stackConfigDir: z.string().optional(),
});
const stackFile = z.looseObject({ config: z.record(z.string(), z.unknown()).default({}) });

/** A Pulumi project with the configuration of one of its stacks, as files tell it, without an engine. */
export interface Project {
  readonly name: string;
  readonly stack: string;
  /** Absolute. */
  readonly folder: string;
  /** Absolute path that `require` resolves to the program. */
  readonly main: string;
  /** Full keys; lists and objects as JSON, as the engine hands them to a program. */
  readonly config: Readonly<Record<string, string>>;
  /** Keys whose values are encrypted; `config` holds a marker for each. */
  readonly secretKeys: readonly string[];
  readonly runtime: Runtime;
}

/** How Node runs a program. */
export interface Runtime {
  /** Whether TypeScript is compiled on the way; a program may bring its own loader. */
  readonly typescript: boolean;
  /** Path of a tsconfig.json, relative to the folder that the program starts in. */
  readonly tsconfig: string | null;
  /** Arguments of Node as one line. */
  readonly nodeArguments: string;
}

/** A file of a project that is not there. */
export class MissingProjectFileError extends UserError {
  override readonly name = "MissingProjectFileError";
  /** Absolute. */
  readonly file: string;

  constructor(file: string) {
    super(`There is no ${file}.`, "Name the folder of a Pulumi project and one of its stacks.");
    this.file = file;
  }
}

/** The stack of a program whose stacks have no files. */
const namelessStack = "dev";

/** The names that Pulumi gives a project's file. */
const projectFiles = ["Pulumi.yaml", "Pulumi.yml"] as const;

/**
 * Reads `Pulumi.yaml` and `Pulumi.<stack>.yaml` of a folder; without a stack, what the project itself configures.
 * @throws {UserError} if a file is missing, is not what Pulumi writes, or is of a program in another language
 */
export async function readProject(folder: string, stack: string | null): Promise<Project> {
  const root = resolve(folder);
  const file = projectFiles.find((name) => existsSync(join(root, name))) ?? projectFiles[0];
  const {
    name,
    main = ".",
    runtime,
    config = {},
    stackConfigDir = ".",
  } = await readYaml(join(root, file), projectFile);
  const ofStack = stack === null ? {} : await readStackConfig(join(root, stackConfigDir), stack);
  const entries = [...Object.entries(config).flatMap(projectEntry), ...Object.entries(ofStack)];
  const read = new Map(entries.map(([key, value]) => readEntry(name, key, value)).map((entry) => [entry.key, entry]));
  return {
    name,
    stack: stack ?? namelessStack,
    folder: root,
    main: join(root, main),
    config: Object.fromEntries([...read.values()].map(({ key, text }) => [key, text])),
    secretKeys: [...read.values()].filter(({ isSecret }) => isSecret).map(({ key }) => key),
    runtime: readRuntime(runtime, join(root, file)),
  };
}

/**
 * Reads the name of a project in any language.
 * @throws {UserError} if the folder has no `Pulumi.yaml`
 */
export async function projectName(folder: string): Promise<string> {
  const root = resolve(folder);
  const file = projectFiles.find((name) => existsSync(join(root, name))) ?? projectFiles[0];
  return (await readYaml(join(root, file), projectFile)).name;
}

async function readStackConfig(folder: string, stack: string): Promise<Readonly<Record<string, unknown>>> {
  const names = [`Pulumi.${stack}.yaml`, `Pulumi.${stack}.yml`];
  const name = names.find((candidate) => existsSync(join(folder, candidate))) ?? `Pulumi.${stack}.yaml`;
  return (await readYaml(join(folder, name), stackFile)).config;
}

/**
 * What a project's file says of a key is a value, or a description with a value or a default in it.
 * @see https://www.pulumi.com/docs/iac/concepts/projects/project-file/#config-options
 */
function projectEntry([key, value]: readonly [string, unknown]): readonly (readonly [string, unknown])[] {
  const described = configDescription.safeParse(value);
  if (!described.success) return [[key, value]];
  const { value: given = described.data.default } = described.data;
  return given === undefined ? [] : [[key, given]];
}

const configDescription = z.strictObject({
  type: z.string().optional(),
  description: z.string().optional(),
  items: z.unknown().optional(),
  secret: z.boolean().optional(),
  default: z.unknown().optional(),
  value: z.unknown().optional(),
});

function readRuntime(runtime: z.infer<typeof projectFile>["runtime"], file: string): Runtime {
  const { name, options = {} } = typeof runtime === "string" ? { name: runtime } : runtime;
  if (name !== "nodejs") {
    throw new UserError(
      `${file} is of a program in "${name}", and only programs in "nodejs" are run here.`,
      `Judge it ${otherWays}.`,
    );
  }
  const { typescript = true, tsconfig, nodeargs = "" } = options;
  return {
    typescript,
    tsconfig: tsconfig ?? null,
    nodeArguments: nodeargs,
  };
}

/** A key without a namespace belongs to the project. */
function readEntry(project: string, key: string, value: unknown): { key: string; text: string; isSecret: boolean } {
  const fullKey = key.includes(":") ? key : `${project}:${key}`;
  if (isEncrypted(value)) return { key: fullKey, text: secretMarker, isSecret: true };
  const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return { key: fullKey, text: isPlain ? String(value) : JSON.stringify(value, hideSecrets), isSecret: false };
}

/** A secret may stand anywhere inside of a list or an object. */
function hideSecrets(_key: string, value: unknown): unknown {
  return isEncrypted(value) ? secretMarker : value;
}

/** @see https://www.pulumi.com/docs/iac/concepts/secrets/#configuration-secrets read 2026-10-05 */
function isEncrypted(value: unknown): boolean {
  return typeof value === "object" && value !== null && "secure" in value;
}

async function readYaml<T>(file: string, shape: z.ZodType<T>): Promise<T> {
  if (!existsSync(file)) throw new MissingProjectFileError(file);
  const parsed = shape.safeParse(parseYaml(file, await readFile(file, "utf8")));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const key = issue?.path.join(".") ?? "";
  const isAbsent = issue?.message.endsWith("received undefined") === true;
  throw new UserError(
    isAbsent ? `${file} has no "${key}".` : `${file}: ${key}: ${issue?.message ?? "not as expected"}.`,
    "Correct the file, which Pulumi cannot read so either.",
  );
}

function parseYaml(file: string, text: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split("\n")[0]?.replace(/:$/, "") : String(cause);
    throw new UserError(`${file} is not YAML: ${reason ?? ""}.`, "Correct the file.", { cause });
  }
}
