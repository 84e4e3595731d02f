import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** Gives the top folder of the Git repository that a folder is in, undefined where it is in none. */
export function repositoryOf(folder: string): string | undefined {
  // A worktree and a submodule have a file there instead of a folder.
  if (existsSync(join(folder, ".git"))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : repositoryOf(parent);
}
