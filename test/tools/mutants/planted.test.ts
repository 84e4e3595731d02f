import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { planted } from "../../../tools/mutants/planted";
import { keyOf, readResults } from "../../../tools/mutants/results";

const root = resolve(__dirname, "../../..");
const results = readResults(join(root, "tools/mutants/results.json"));

/** Holds types and two constructors of verdicts: nothing in it decides anything. */
const withoutDecision: readonly string[] = ["src/reach/hops/hop.ts"];

describe.each(planted)("the mistakes planted in $file", ({ file, mutants }) => {
  const text = readFileSync(join(root, file), "utf8");

  test.each(mutants)("replace a text that occurs once in a line, where $means", ({ right, wrong }) => {
    expect(right).not.toBe(wrong);
    expect(right).not.toContain("\n");
    expect(text.split(right)).toHaveLength(2);
  });

  test.each(mutants)("are found once they are tried, or it is explained why not, where $means", (mutant) => {
    const foundBy = results.get(keyOf(file, mutant));
    if (foundBy === undefined) return expect(mutant.survives).toBeUndefined();
    expect(foundBy === null).toBe(mutant.survives !== undefined);
  });
});

test("every file of the hops has at least three mistakes", () => {
  const hops = readdirSync(join(root, "src/reach/hops")).map((name) => `src/reach/hops/${name}`);
  const enough = planted.filter(({ mutants }) => mutants.length >= 3).map(({ file }) => file);
  expect(hops.filter((file) => !enough.includes(file))).toEqual(withoutDecision);
});

test("there are at least sixty mistakes, and none is planted twice", () => {
  const keys = planted.flatMap(({ file, mutants }) => mutants.map((mutant) => keyOf(file, mutant)));
  expect(keys.length).toBeGreaterThanOrEqual(60);
  expect(new Set(keys).size).toBe(keys.length);
});

test("the results are of the mistakes in the table alone", () => {
  const keys = planted.flatMap(({ file, mutants }) => mutants.map((mutant) => keyOf(file, mutant)));
  expect([...results.keys()].filter((key) => !keys.includes(key))).toEqual([]);
});
