import { realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { UserError } from "../user-error";
import { loadLightSdk } from "./light-sdk";
import { fileFor, isEsModule, isLoader } from "./program-modules";
import type { Project } from "./project";
import { type Recording, type RecordOptions, record } from "./record";
import type { Preload } from "./record-messages";
import type { AnswerInvoke } from "./record-monitor";

/**
 * Loads the program of a project as Pulumi does, in this process, and records it. A module runs once in a process, so a
 * program that declares resources while it loads can be recorded once; TypeScript needs a loader in this process.
 *
 * @param project with its folder as `realpath` gives it, since modules are known by their real paths
 * @param preload what the project loads before its program, relative to the working directory
 * @param rest waits for what goes on after the program has returned
 * @throws {UserError} if there is none, and what the program throws
 */
export async function recordProject(
  project: Project,
  answer: AnswerInvoke,
  { preload = [], rest }: { readonly preload?: readonly Preload[]; readonly rest?: RecordOptions["rest"] } = {},
): Promise<Recording> {
  const { name, stack, folder, main, config, secretKeys } = project;
  const beside = createRequire(join(process.cwd(), "noop.js"));
  const program = realpathSync(fileFor(main) ?? missing(main));
  const run = async (): Promise<unknown> => {
    for (const { specifier, by } of preload.filter((each) => !isLoader(each.specifier))) {
      const file = beside.resolve(specifier);
      await (by === "require" ? beside(file) : import(pathToFileURL(file).href));
    }
    const loaded = await loadProgram(program);
    // @see https://www.pulumi.com/docs/iac/languages-sdks/javascript/#entrypoint read 2026-10-05
    return typeof loaded === "function" ? await loaded() : loaded;
  };
  return record(run, {
    project: name,
    stack,
    config,
    secretKeys,
    invoke: answer,
    root: folder,
    sdk: loadLightSdk(program),
    ...(rest !== undefined && { rest }),
  });
}

function missing(main: string): never {
  throw new UserError(
    `There is no program at ${main}: neither a module of that name nor a folder with an index.ts or index.js.`,
    'Write it there, or name another place by "main" in Pulumi.yaml or package.json.',
  );
}

/** Loads a program as what its folder says it is: an ES module's default export is what a CommonJS module exports. */
async function loadProgram(file: string): Promise<unknown> {
  if (!isEsModule(file)) return createRequire(file)(file);
  const loaded: { readonly default?: unknown } = await import(pathToFileURL(file).href);
  return loaded.default ?? loaded;
}
