import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, realpath, symlink } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";

/** Where packages are installed, and where they are wanted too. */
export interface LinkModulesOptions {
  /** Absolute path of the working tree. */
  readonly head: string;
  /** Absolute path of the same repository's files at another commit. */
  readonly base: string;
  /** The project's folder, relative to both. */
  readonly prefix: string;
}

/** Files in which package managers write down what they have installed. */
const lockfiles = ["package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb"];

/**
 * Links the packages that are installed for a project, in its folder and above, into another tree of the same repository.
 * A package of a workspace is linked to that tree's own copy. Gives the lockfiles that differ, by which the other tree
 * would have installed other packages.
 */
export async function linkModules(options: LinkModulesOptions): Promise<readonly string[]> {
  const folders = foldersUpward(options.prefix);
  for (const folder of folders) await linkModulesOf(folder, options);
  const names = folders.flatMap((folder) => lockfiles.map((name) => join(folder, name)));
  const differing = await Promise.all(names.map(async (name) => ((await isAlike(options, name)) ? [] : [name])));
  return differing.flat();
}

/** The project's folder first, the top of the repository last. */
function foldersUpward(prefix: string): readonly string[] {
  const parts = prefix.split("/").filter((part) => part !== "" && part !== ".");
  return [...parts.map((_, index) => parts.slice(0, parts.length - index).join("/")), ""];
}

async function linkFolder(from: string, to: string, options: LinkModulesOptions): Promise<void> {
  await mkdir(to);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.name.startsWith("@") && entry.isDirectory()) {
      await linkFolder(source, target, options);
      continue;
    }
    const workspace = await workspaceOf(source, options);
    // A link leads to the end: a program is granted the places where packages are, not the ways to them.
    const end = workspace === undefined ? await realpath(source).catch(() => source) : join(options.base, workspace);
    await symlink(end, target);
    if (workspace !== undefined) await linkModulesOf(workspace, options);
  }
}

/** What a workspace links into node_modules is a folder of the repository, and not one that was installed. */
async function workspaceOf(source: string, { head, base }: LinkModulesOptions): Promise<string | undefined> {
  const real = await realpath(source).catch(() => source);
  const path = relative(head, real);
  const isOutside = path.startsWith("..") || path === "";
  return isOutside || path.split(sep).includes("node_modules") || !existsSync(join(base, path)) ? undefined : path;
}

async function linkModulesOf(folder: string, options: LinkModulesOptions): Promise<void> {
  const from = join(options.head, folder, "node_modules");
  const to = join(options.base, folder, "node_modules");
  if (existsSync(from) && existsSync(dirname(to)) && !existsSync(to)) await linkFolder(from, to, options);
}

async function isAlike({ head, base }: LinkModulesOptions, name: string): Promise<boolean> {
  const [ours, theirs] = await Promise.all([head, base].map((root) => readFile(join(root, name)).catch(() => null)));
  if (ours === null || theirs === null) return ours === theirs;
  return ours !== undefined && theirs !== undefined && ours.equals(theirs);
}
