import { expect, test } from "vitest";
import { coloursOf, mayColour, processIo } from "../../src/cli/io";
import { formatJson } from "../../src/report/json";
import { recordingIo } from "./run";

test.each([
  [{}, true],
  [{ NO_COLOR: "" }, true],
  [{ NO_COLOR: "1" }, false],
  [{ TERM: "dumb" }, false],
])("lets a terminal with the environment %j be coloured: %s", (env, expected) => {
  expect(mayColour(env)).toBe(expected);
});

test("colours a report only where it may", () => {
  expect(coloursOf(recordingIo().io).red("x")).toBe("x");
  expect(coloursOf(recordingIo({ isColoured: true }).io).red("x")).toBe("\u001b[31mx\u001b[39m");
});

test("writes JSON with sorted keys and lists in their order", () => {
  expect(formatJson({ b: [2, 1], a: { d: null, c: "x" } })).toBe(
    '{\n  "a": {\n    "c": "x",\n    "d": null\n  },\n  "b": [\n    2,\n    1\n  ]\n}',
  );
});

test("takes a pipe for no terminal, so that a report in a log has no colours", () => {
  const { isTerminal, isColoured } = processIo();
  expect([isTerminal, isColoured]).toEqual([false, false]);
});
