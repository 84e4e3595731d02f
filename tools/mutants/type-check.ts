import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { type PlantedFile, plant } from "./mutant";

/** Gives the mistakes that the compiler finds already: nobody makes them unnoticed, so planting them shows nothing. */
export function findUncompilable(repository: string, files: readonly PlantedFile[]): readonly string[] {
  const changed = new Map<string, { readonly text: string; readonly version: number }>();
  const service = ts.createLanguageService(hostOf(repository, files, changed));
  let version = 0;
  const change = (path: string, text: string) => {
    version += 1;
    changed.set(path, { text, version });
  };
  return files.flatMap(({ file, mutants }) => {
    const path = join(repository, file);
    const right = readFileSync(path, "utf8");
    const found = mutants.flatMap((mutant) => {
      change(path, plant(right, mutant) ?? right);
      const [first] = [...service.getSyntacticDiagnostics(path), ...service.getSemanticDiagnostics(path)];
      if (first === undefined) return [];
      return [`${file}: "${mutant.wrong}": ${ts.flattenDiagnosticMessageText(first.messageText, " ")}`];
    });
    change(path, right);
    return found;
  });
}

function hostOf(
  repository: string,
  files: readonly PlantedFile[],
  changed: ReadonlyMap<string, { readonly text: string; readonly version: number }>,
): ts.LanguageServiceHost {
  const { config } = ts.readConfigFile(join(repository, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, repository);
  return {
    getScriptFileNames: () => files.map(({ file }) => join(repository, file)),
    getScriptVersion: (path) => String(changed.get(path)?.version ?? 0),
    getScriptSnapshot: (path) => {
      const text = changed.get(path)?.text ?? ts.sys.readFile(path);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => repository,
    getCompilationSettings: () => options,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    readDirectory: ts.sys.readDirectory,
    directoryExists: ts.sys.directoryExists,
    getDirectories: ts.sys.getDirectories,
  };
}
