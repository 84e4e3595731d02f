import { expect, test } from "vitest";
import { mutantsPage } from "../../../tools/mutants/page";
import { keyOf } from "../../../tools/mutants/results";

const file = "src/reach/a.ts";
const found = { right: "a < b", wrong: "a <= b", means: "the bound is within" };
const unfound = { right: "a + b", wrong: "b + a", means: "the order matters", survives: "it does not." };

test("the page says of each mistake who found it, and why nobody found the others", () => {
  const results = new Map([
    [keyOf(file, found), "lab"],
    [keyOf(file, unfound), null],
  ]);
  const page = mutantsPage([{ file, mutants: [found, unfound] }], results);
  expect(page).toContain("So 2 mistakes that a person could make are planted in 1 files");
  expect(page).toContain("Of the 2 that have been tried they find 1.");
  expect(page).toContain('- [src/reach/a.ts](../src/reach/a.ts), "the order matters": it does not.');
  expect(page).toContain("| the bound is within | lab |\n| the order matters | nobody |");
});

test("the page says so where everything is found", () => {
  const page = mutantsPage([{ file, mutants: [found] }], new Map([[keyOf(file, found), "lab"]]));
  expect(page).toContain("Of the 1 that have been tried they find 1.");
  expect(page).toContain("## What nobody finds\n\nNothing.");
});

test("the page does not pass what has not been tried for found", () => {
  const page = mutantsPage([{ file, mutants: [found, unfound] }], new Map([[keyOf(file, found), "lab"]]));
  expect(page).toContain("Of the 1 that have been tried they find 1, and 1 have not been tried.");
  expect(page).toContain("| the order matters | not tried |");
});
