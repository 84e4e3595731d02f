import { readFileSync, writeFileSync } from "node:fs";
import * as z from "zod";
import type { Mutant } from "./mutant";

const schema = z.array(
  z.strictObject({ file: z.string(), right: z.string(), wrong: z.string(), foundBy: z.string().nullable() }),
);

/** Who found each mistake in the last run; null for one that nobody found. */
export type Results = Map<string, string | null>;

/** Tells a mistake from every other one. */
export function keyOf(file: string, { right, wrong }: Pick<Mutant, "right" | "wrong">): string {
  return JSON.stringify([file, right, wrong]);
}

/** Reads what the last run found. */
export function readResults(path: string): Results {
  const read = schema.parse(JSON.parse(readFileSync(path, "utf8")));
  return new Map(read.map((each) => [keyOf(each.file, each), each.foundBy]));
}

/** Writes what was found of the mistakes that the table holds, in its order. */
export function writeResults(path: string, keys: readonly string[], results: Results): void {
  const known = keys.flatMap((key) => {
    const foundBy = results.get(key);
    const [file, right, wrong] = JSON.parse(key) as string[];
    return foundBy === undefined ? [] : [{ file, right, wrong, foundBy }];
  });
  writeFileSync(path, `${JSON.stringify(known, null, 2)}\n`);
}

/** The test files that found this mistake before, or else those that found others in its file, in this run or before. */
export function likelyFinders(
  results: Results,
  { file, mutant }: { readonly file: string; readonly mutant: Mutant },
  lately: readonly (readonly [{ readonly file: string }, string])[],
): readonly string[] {
  const own = results.get(keyOf(file, mutant));
  const before = [...results].map(([key, foundBy]) => [{ file: (JSON.parse(key) as string[])[0] }, foundBy] as const);
  const others = [...lately, ...before].flatMap(([each, foundBy]) => (each.file === file ? [foundBy] : []));
  const isTest = (finder: string | null | undefined): finder is string => finder?.endsWith(".test.ts") === true;
  return [...new Set((isTest(own) ? [own] : others).filter(isTest))];
}
