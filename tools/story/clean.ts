import { existsSync } from "node:fs";
import { readdir, rm, rmdir } from "node:fs/promises";
import { join } from "node:path";

/** The folders that the sandbox makes in its own. */
const made = ["home", "state", "cloud"];

/** Removes what the sandbox made in its folder and nothing else; says what it did. */
export async function clean(root: string): Promise<string> {
  if (!existsSync(root)) return "There is no sandbox to remove.";
  for (const folder of made) await rm(join(root, folder), { recursive: true, force: true });
  const left = await readdir(root);
  if (left.length > 0) return `Removed the sandbox; left what it did not make: ${left.toSorted().join(", ")}.`;
  await rmdir(root);
  return "Removed the sandbox.";
}
