import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import ts from "typescript";

const repository = join(__dirname, "../..");

/**
 * Writes the declarations of a module and of every own module that they mention, under the same paths in a folder.
 *
 * Each file is read alone, as `isolatedDeclarations` has it: a whole type-check would take the better part of a minute
 * for the types of the clouds' SDKs, and belongs to `npm run check`.
 *
 * @throws {Error} if an exported thing has no written type
 */
export async function writeDeclarations(entry: string, folder: string): Promise<void> {
  const modules = [entry];
  for (const module of modules) {
    const declarations = await declarationsOf(module);
    const output = join(folder, module.replace(/\.ts$/, ".d.ts"));
    await mkdir(dirname(output), { recursive: true });
    await writeFile(output, declarations);
    modules.push(...ownImports(module, declarations).filter((imported) => !modules.includes(imported)));
  }
}

async function declarationsOf(module: string): Promise<string> {
  const { outputText, diagnostics = [] } = ts.transpileDeclaration(await readFile(join(repository, module), "utf8"), {
    fileName: module,
    compilerOptions: { target: ts.ScriptTarget.ES2024, module: ts.ModuleKind.CommonJS, strict: true },
    reportDiagnostics: true,
  });
  const [complaint] = diagnostics;
  if (complaint === undefined) return outputText;
  const line = complaint.file?.getLineAndCharacterOfPosition(complaint.start ?? 0).line ?? 0;
  throw new Error(`${module}:${line + 1}: ${ts.flattenDiagnosticMessageText(complaint.messageText, "\n")}`);
}

function ownImports(module: string, declarations: string): readonly string[] {
  return ts
    .preProcessFile(declarations)
    .importedFiles.filter(({ fileName }) => fileName.startsWith("."))
    .map(({ fileName }) => `${join(dirname(module), fileName)}.ts`);
}
