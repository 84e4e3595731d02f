import { accessSync, constants, realpathSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

const extensions = process.platform === "win32" ? [".exe", ".cmd", ""] : [""];

/** Finds an executable file in the folders of `PATH`. */
export function findOnPath(name: string, environment: NodeJS.ProcessEnv): string | undefined {
  const folders = (environment.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.flatMap((folder) => findIn(folder, name)).at(0);
}

/** Finds the executable `name` beside another executable, whose links are followed as the engine does. */
export function findBeside(executable: string, name: string): string | undefined {
  return findIn(dirname(realpathSync(executable)), name).at(0);
}

/** Reports whether the path is a file that this user may run. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Quotes a word so that a POSIX shell takes it as it is. */
export function shellQuoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

function findIn(folder: string, name: string): readonly string[] {
  return extensions.map((extension) => join(folder, `${name}${extension}`)).filter(isExecutable);
}
