import { cp, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { type Mutant, plant } from "./mutant";

/** What a copy does without: it is large, or of another place. */
const leftOut: readonly string[] = ["node_modules", ".git", "dist", "coverage", ".sandbox"];

/** Calls something with a copy of the repository, in which it may spoil files, and removes the copy. */
export async function withCopy<T>(repository: string, use: (copy: string) => Promise<T>): Promise<T> {
  const copy = await mkdtemp(join(await realpath(tmpdir()), "no521-mutants-"));
  try {
    await cp(repository, copy, {
      recursive: true,
      filter: (source) => !leftOut.includes(relative(repository, source)),
    });
    await symlink(await realpath(join(repository, "node_modules")), join(copy, "node_modules"));
    return await use(copy);
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

/**
 * Calls something while a mistake stands in a file of a copy.
 * @throws {Error} if the right text does not occur exactly once
 */
export async function whilePlanted<T>(copy: string, file: string, mutant: Mutant, use: () => Promise<T>): Promise<T> {
  const path = join(copy, file);
  const text = await readFile(path, "utf8");
  const wrong = plant(text, mutant);
  if (wrong === undefined) throw new Error(`"${mutant.right}" does not occur exactly once in ${file}`);
  await writeFile(path, wrong);
  try {
    return await use();
  } finally {
    await writeFile(path, text);
  }
}
