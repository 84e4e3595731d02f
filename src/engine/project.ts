import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { UserError } from "../user-error";

const projectFile = z.looseObject({ name: z.string(), main: z.string().optional() });
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
  /** Keys whose values are encrypted; `config` holds a placeholder for each. */
  readonly secretKeys: readonly string[];
}

/** What stands for a secret that only the engine can decrypt. */
export const secretPlaceholder = "[secret]";

/**
 * Reads `Pulumi.yaml` and `Pulumi.<stack>.yaml` of a folder.
 * @throws {UserError} if a file is missing or is not what Pulumi writes
 */
export async function readProject(folder: string, stack: string): Promise<Project> {
  const root = resolve(folder);
  const { name, main = "." } = await readYaml(join(root, "Pulumi.yaml"), projectFile);
  const { config } = await readYaml(join(root, `Pulumi.${stack}.yaml`), stackFile);
  const entries = Object.entries(config).map(([key, value]) => readEntry(name, key, value));
  return {
    name,
    stack,
    folder: root,
    main: join(root, main),
    config: Object.fromEntries(entries.map(({ key, text }) => [key, text])),
    secretKeys: entries.filter(({ isSecret }) => isSecret).map(({ key }) => key),
  };
}

/** A key without a namespace belongs to the project. */
function readEntry(project: string, key: string, value: unknown): { key: string; text: string; isSecret: boolean } {
  const fullKey = key.includes(":") ? key : `${project}:${key}`;
  if (isEncrypted(value)) return { key: fullKey, text: secretPlaceholder, isSecret: true };
  const isPlain = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return { key: fullKey, text: isPlain ? String(value) : JSON.stringify(value), isSecret: false };
}

/** @see https://www.pulumi.com/docs/iac/concepts/secrets/#configuration-secrets read 2026-10-05 */
function isEncrypted(value: unknown): boolean {
  return typeof value === "object" && value !== null && "secure" in value;
}

async function readYaml<T>(file: string, shape: z.ZodType<T>): Promise<T> {
  if (!existsSync(file)) {
    throw new UserError(`There is no ${file}.`, "Name the folder of a Pulumi project and one of its stacks.");
  }
  const parsed = shape.safeParse(parseYaml(file, await readFile(file, "utf8")));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UserError(
    `${file}: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not as expected"}.`,
    "Restore the file, or let Pulumi write it: pulumi config set.",
  );
}

function parseYaml(file: string, text: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw new UserError(`${file} is not YAML: ${reason ?? ""}`, "Correct the file.", { cause });
  }
}
