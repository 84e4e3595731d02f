import { join } from "node:path";
import { createPathsMatcher, getTsconfig, parseTsconfig, type TsConfigResult } from "get-tsconfig";

/** What a tsconfig.json says about how modules are found and compiled. */
export interface TypeScriptSettings {
  /** Those options that change what JavaScript comes out. */
  readonly compilerOptions: Readonly<Record<string, unknown>>;
  /** Gives the paths that `paths` and `baseUrl` make of a specifier, best first; without extension where it has none. */
  aliases(specifier: string): readonly string[];
}

/** @see https://esbuild.github.io/content-types/#tsconfig-json read 2026-11-23 */
const options = [
  "alwaysStrict",
  "experimentalDecorators",
  "importsNotUsedAsValues",
  "jsx",
  "jsxFactory",
  "jsxFragmentFactory",
  "jsxImportSource",
  "preserveValueImports",
  "strict",
  "target",
  "useDefineForClassFields",
  "verbatimModuleSyntax",
] as const;

/**
 * Reads the tsconfig.json of a program, with those that it extends.
 * @param folder where the program starts
 * @param file relative to that folder; without it the nearest tsconfig.json upward, of which there may be none
 */
export function readTypeScriptSettings(folder: string, file: string | null): TypeScriptSettings {
  const found = file === null ? nearest(folder) : parsed(join(folder, file));
  if (found === null) return { compilerOptions: {}, aliases: () => [] };
  const all: Readonly<Record<string, unknown>> = { ...found.config.compilerOptions };
  const matcher = createPathsMatcher(found);
  return {
    compilerOptions: Object.fromEntries(options.filter((key) => key in all).map((key) => [key, all[key]])),
    aliases: (specifier) => matcher?.(specifier) ?? [],
  };
}

function nearest(folder: string): TsConfigResult | null {
  return getTsconfig(folder);
}

function parsed(path: string): TsConfigResult {
  return { path, config: parseTsconfig(path) };
}
