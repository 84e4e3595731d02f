import { readdir } from "node:fs/promises";
import { UsageError } from "./command";

/** Gives the stacks of a project folder that have a file of their own. */
export async function stacksOf(folder: string): Promise<readonly string[]> {
  const files = await readdir(folder).catch(() => []);
  return files.flatMap((file) => /^Pulumi\.(.+)\.ya?ml$/.exec(file)?.[1] ?? []).toSorted();
}

/**
 * Gives the stack that is meant where none is named.
 * @throws {UsageError} if it is not the only one.
 */
export async function onlyStack(folder: string): Promise<string> {
  const stacks = await stacksOf(folder);
  const [only, ...others] = stacks;
  if (only !== undefined && others.length === 0) return only;
  const found = stacks.length === 0 ? "no stack has a Pulumi.<stack>.yaml here" : `there are ${stacks.join(", ")}`;
  throw new UsageError(`No stack is named, and ${found}.`, "Name one with --stack.");
}
