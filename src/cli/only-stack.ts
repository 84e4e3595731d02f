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

/** The stack that a recording takes, and how it came to it. */
export interface ChosenStack {
  /** Null where none is named and it is not clear which is meant. */
  readonly stack: string | null;
  readonly notes: readonly string[];
}

/** Chooses the stack whose configuration a recording takes: the one that is named, else the only one, else none. */
export async function chooseStack(folder: string, named: string | undefined): Promise<ChosenStack> {
  if (named !== undefined) return { stack: named, notes: [] };
  const [only, ...others] = await stacksOf(folder);
  if (only === undefined)
    return { stack: null, notes: ["No stack has a file of its own, so the project's own configuration was taken."] };
  if (others.length === 0) return { stack: only, notes: [`The stack is "${only}", the only one that has a file.`] };
  const all = [only, ...others].join(", ");
  return {
    stack: null,
    notes: [`No stack was named, so only the project's own configuration was taken; --stack names one of ${all}.`],
  };
}
