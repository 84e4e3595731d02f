import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { type LoadHookSync, type ResolveHookSync, registerHooks } from "node:module";
import { dirname, extname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { AheadCompiler } from "./compile-ahead";
import type { Transpiler } from "./record-messages";
import type { TypeScriptSettings } from "./tsconfig";

/** The program is no TypeScript; named as esbuild names it. */
class TransformError extends Error {
  override readonly name = "TransformError";
}

const typeScript = /\.(?:ts|tsx|mts|cts|jsx)$/;

/** What an import may leave out, in the order in which Node looks, and then TypeScript's own. */
const endings = [".js", ".json", ".ts", ".tsx", ".mjs", ".cjs", ".mts", ".cts", ".jsx"] as const;

/** TypeScript has an import name the JavaScript that a module becomes. */
const becomes: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx", ".jsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
};

/**
 * Loaders that a program may bring along for what is done here; they start compilers, which a check forbids.
 * @see https://www.pulumi.com/docs/iac/languages-sdks/javascript/ read 2026-11-23
 */
const loaders = /^(?:tsx|ts-node|esbuild-register|@swc-node\/register|@swc\/register|sucrase\/register)(?:$|\/)/;

/** Reports whether a module compiles TypeScript while it is loaded, which is not needed here. */
export function isLoader(specifier: string): boolean {
  return loaders.test(specifier);
}

/** Lets this process load TypeScript as Node loads JavaScript: by `require` and `import`, each module as its own file. */
export function loadTypeScript(settings: TypeScriptSettings, transpile: Transpiler): void {
  const places = { find: fileFor, isTypeScript: (file: string) => typeScript.test(file), formatOf };
  const compiler = new AheadCompiler(places, transpile);
  const load: LoadHookSync = (url, context, next) => {
    const file = url.startsWith("file:") ? fileURLToPath(url) : undefined;
    if (file === undefined) return next(url, context);
    if (extname(file) === ".json") return loadJson(file, context, () => next(url, context));
    if (!typeScript.test(file)) return next(url, context);
    const reply = compiler.compiled(file);
    if ("complaint" in reply) throw new TransformError(reply.complaint);
    return { format: formatOf(file) === "esm" ? "module" : "commonjs", source: reply.code, shortCircuit: true };
  };
  registerHooks({ resolve: resolveWith(settings), load });
}

function resolveWith({ aliases }: TypeScriptSettings): ResolveHookSync {
  return (specifier, context, next) => {
    const { parentURL: parent } = context;
    if (parent === undefined || isOfPackage(parent) || specifier.startsWith("node:")) return next(specifier, context);
    if (isLoader(specifier)) return next("node:module", context);
    const aliased = isPath(specifier) ? undefined : aliases(specifier).map(fileFor).find(Boolean);
    if (aliased !== undefined) return { url: pathToFileURL(realpathSync(aliased)).href, shortCircuit: true };
    try {
      return next(specifier, context);
    } catch (error) {
      const found = isNotFound(error) ? pathsOf(specifier, parent).map(fileFor).find(Boolean) : undefined;
      if (found === undefined) throw error;
      return { url: pathToFileURL(realpathSync(found)).href, shortCircuit: true };
    }
  };
}

/** Packages are JavaScript, and there are thousands of modules in them. */
function isOfPackage(url: string): boolean {
  return url.includes("/node_modules/") && !typeScript.test(url);
}

function isPath(specifier: string): boolean {
  return /^(?:\.|\/|file:|[A-Za-z]:\\)/.test(specifier);
}

/** What a specifier may mean, best first: a path, or a package that is linked and whose `main` is TypeScript. */
function pathsOf(specifier: string, parentUrl: string): readonly string[] {
  if (specifier.startsWith("file:")) return [fileURLToPath(specifier)];
  if (!parentUrl.startsWith("file:")) return [];
  const folder = dirname(fileURLToPath(parentUrl));
  if (isPath(specifier)) return [resolve(folder, specifier)];
  return ancestors(folder).map((ancestor) => join(ancestor, "node_modules", specifier));
}

function ancestors(folder: string): readonly string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...ancestors(above)];
}

function isNotFound(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return code === "MODULE_NOT_FOUND" || code === "ERR_MODULE_NOT_FOUND" || code === "ERR_UNSUPPORTED_DIR_IMPORT";
}

/** Finds the file that a path without ending, with JavaScript's ending, or of a folder means. */
export function fileFor(path: string): string | undefined {
  if (isFile(path)) return path;
  const ending = extname(path);
  const asTypeScript = (becomes[ending] ?? []).map((other) => path.slice(0, -ending.length) + other);
  const found = [...endings.map((added) => path + added), ...asTypeScript].find(isFile);
  return found ?? indexOf(path);
}

/** @see https://nodejs.org/api/modules.html#folders-as-modules */
function indexOf(folder: string): string | undefined {
  const { main } = readManifest(folder);
  const named = typeof main === "string" && main !== "" ? fileFor(join(folder, main)) : undefined;
  return named ?? endings.map((ending) => join(folder, `index${ending}`)).find(isFile);
}

/** @see https://nodejs.org/api/packages.html#determining-module-system */
function formatOf(file: string): "cjs" | "esm" {
  const ending = extname(file);
  if (ending === ".mts") return "esm";
  return ending !== ".cts" && nearestType(dirname(file)) === "module" ? "esm" : "cjs";
}

/** Reports whether a file is an ES module by its ending or its package. */
export function isEsModule(file: string): boolean {
  const ending = extname(file);
  if (ending === ".mjs" || ending === ".mts") return true;
  return ending !== ".cjs" && ending !== ".cts" && nearestType(dirname(file)) === "module";
}

function nearestType(folder: string): unknown {
  if (isFile(join(folder, "package.json"))) return readManifest(folder).type;
  return folder === dirname(folder) ? undefined : nearestType(dirname(folder));
}

function readManifest(folder: string): { readonly main?: unknown; readonly type?: unknown } {
  const file = join(folder, "package.json");
  return isFile(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}

/** TypeScript has no need of an attribute to import JSON, which Node asks for. */
function loadJson(
  file: string,
  context: Parameters<LoadHookSync>[1],
  otherwise: () => ReturnType<LoadHookSync>,
): ReturnType<LoadHookSync> {
  const isImport = context.conditions.includes("import") === true;
  if (!isImport || context.importAttributes.type === "json") return otherwise();
  return { format: "module", source: `export default ${readFileSync(file, "utf8")};`, shortCircuit: true };
}

/** A folder in which something is hidden may not be looked at, and is no file. */
function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}
