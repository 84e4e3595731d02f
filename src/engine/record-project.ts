import { existsSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Project } from "./project";
import { type Recording, record } from "./record";
import type { AnswerInvoke } from "./record-monitor";
import { loadSdk } from "./sdk";

/**
 * Loads the program of a project as Pulumi does, in this process, and records it. A module runs once in a process, so a
 * program that declares resources while it loads can be recorded once; TypeScript needs a loader in this process.
 *
 * @throws what the program throws
 */
export function recordProject(project: Project, answer: AnswerInvoke): Promise<Recording> {
  const { name, stack, folder, main, config, secretKeys } = project;
  const load = createRequire(join(dirname(main), "noop.js"));
  const run = async (): Promise<unknown> => {
    const loaded = await loadProgram(load.resolve(main));
    // @see https://www.pulumi.com/docs/iac/languages-sdks/javascript/#entrypoint read 2026-10-05
    return typeof loaded === "function" ? await loaded() : loaded;
  };
  const sdk = loadSdk(load.resolve(main));
  return record(run, { project: name, stack, config, secretKeys, invoke: answer, root: realpathSync(folder), sdk });
}

/** Loads a program as what its folder says it is: an ES module's default export is what a CommonJS module exports. */
async function loadProgram(file: string): Promise<unknown> {
  if (!isEsModule(file)) return createRequire(file)(file);
  const loaded: { readonly default?: unknown } = await import(pathToFileURL(file).href);
  return loaded.default ?? loaded;
}

/** @see https://nodejs.org/api/packages.html#determining-module-system */
function isEsModule(file: string): boolean {
  const extension = extname(file);
  if (extension === ".mjs" || extension === ".mts") return true;
  return extension !== ".cjs" && extension !== ".cts" && nearestType(dirname(file)) === "module";
}

function nearestType(folder: string): unknown {
  const manifest = join(folder, "package.json");
  if (existsSync(manifest)) return JSON.parse(readFileSync(manifest, "utf8")).type;
  return folder === dirname(folder) ? undefined : nearestType(dirname(folder));
}
