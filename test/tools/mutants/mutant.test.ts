import { expect, test } from "vitest";
import { plant } from "../../../tools/mutants/mutant";

const mutant = { right: "a < b", wrong: "a <= b", means: "the bound is within" };

test("a mistake replaces the right text and leaves the rest", () => {
  expect(plant("if (a < b) return;\n", mutant)).toBe("if (a <= b) return;\n");
});

test("a mistake with a dollar sign is planted as it is written", () => {
  expect(plant("if (a < b) return;", { ...mutant, wrong: "$&$1" })).toBe("if ($&$1) return;");
});

test.each(["if (a > b) return;", "if (a < b || a < b) return;", ""])(
  "a mistake is not planted in %j, where the right text does not occur once",
  (text) => {
    expect(plant(text, mutant)).toBeUndefined();
  },
);
