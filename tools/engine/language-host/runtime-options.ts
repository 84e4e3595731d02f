import type { Struct } from "google-protobuf/google/protobuf/struct_pb";

/** What Pulumi.yaml says under `runtime.options`. */
export interface RuntimeOptions {
  /** False runs the program without ts-node. */
  readonly typescript: boolean;
  /** Path of a tsconfig.json, relative to the program's directory. */
  readonly tsconfig?: string;
  /** Arguments of Node, split as a shell would. */
  readonly nodeArguments: readonly string[];
  readonly packageManager: string;
}

/** Says which option of Pulumi.yaml the host cannot read. */
export class RuntimeOptionError extends Error {
  override readonly name: string = "RuntimeOptionError";
}

const packageManagers: readonly string[] = ["npm", "pnpm", "yarn", "bun"];

/**
 * Reads the options that Pulumi's own host reads, with its defaults; it ignores those that it does not know.
 *
 * @see https://www.pulumi.com/docs/iac/concepts/projects/project-file/#runtime-options
 * @throws {RuntimeOptionError} if an option has a type or a value that it cannot have
 */
export function readRuntimeOptions(options: Struct | undefined): RuntimeOptions {
  const given: { readonly [name: string]: unknown } = options?.toJavaScript() ?? {};
  const { typescript = true, tsconfig, nodeargs = "", packagemanager = "npm" } = given;
  if (typeof typescript !== "boolean") throw mismatch("typescript", typescript, "true or false");
  if (tsconfig !== undefined && typeof tsconfig !== "string") throw mismatch("tsconfig", tsconfig, "a path");
  if (typeof nodeargs !== "string") throw mismatch("nodeargs", nodeargs, "one string");
  if (typeof packagemanager !== "string" || !packageManagers.includes(packagemanager)) {
    throw mismatch("packagemanager", packagemanager, `one of ${packageManagers.join(", ")}`);
  }
  return {
    typescript,
    ...(tsconfig ? { tsconfig } : {}),
    nodeArguments: splitArguments(nodeargs),
    packageManager: packagemanager,
  };
}

/** Splits a command line at blanks; single and double quotes group, and a backslash takes the next character as it is. */
export function splitArguments(line: string): readonly string[] {
  const words: string[] = [];
  const pattern = /(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gs;
  for (const [word] of line.matchAll(pattern)) {
    words.push(
      word.replace(/\\(.)|"((?:[^"\\]|\\.)*)"|'([^']*)'/gs, (_, escaped?: string, double?: string, single?: string) => {
        return escaped ?? double?.replace(/\\(["\\])/g, "$1") ?? single ?? "";
      }),
    );
  }
  return words;
}

function mismatch(name: string, value: unknown, allowed: string): RuntimeOptionError {
  return new RuntimeOptionError(
    `Cannot read runtime option "${name}" of Pulumi.yaml: it is ${JSON.stringify(value)}, and must be ${allowed}.`,
  );
}
