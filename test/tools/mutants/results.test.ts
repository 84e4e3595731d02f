import { expect, test } from "vitest";
import { keyOf, likelyFinders } from "../../../tools/mutants/results";

const file = "src/reach/a.ts";
const mutant = { right: "a < b", wrong: "a <= b", means: "the bound is within" };
const other = { right: "c", wrong: "d", means: "it is another" };

test("who found a mistake before is asked first, and alone", () => {
  const results = new Map([
    [keyOf(file, mutant), "test/reach/a.test.ts"],
    [keyOf(file, other), "test/reach/b.test.ts"],
  ]);
  expect(likelyFinders(results, { file, mutant }, [])).toEqual(["test/reach/a.test.ts"]);
});

test("else those are asked that found others in its file, lately or before", () => {
  const results = new Map([
    [keyOf(file, other), "test/reach/b.test.ts"],
    [keyOf("src/reach/b.ts", other), "test/reach/c.test.ts"],
    [keyOf(file, { right: "e", wrong: "f" }), "lab"],
    [keyOf(file, { right: "g", wrong: "h" }), null],
  ]);
  const lately = [[{ file }, "test/reach/d.test.ts"] as const, [{ file: "src/reach/b.ts" }, "test/x.test.ts"] as const];
  expect(likelyFinders(results, { file, mutant }, lately)).toEqual(["test/reach/d.test.ts", "test/reach/b.test.ts"]);
  expect(likelyFinders(new Map(), { file, mutant }, [])).toEqual([]);
});
