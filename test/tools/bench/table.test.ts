import { expect, test } from "vitest";
import { renderTable } from "../../../tools/bench/table";

test("a table has its names on the left and its numbers on the right, without blanks at the end of a line", () => {
  const rows = [
    ["", "seconds", "ratio"],
    ["without", "3.1"],
    ["with the pack", "12.5", "4.03"],
  ];
  expect(renderTable(rows).split("\n")).toEqual([
    "                seconds   ratio",
    "without             3.1",
    "with the pack      12.5    4.03",
  ]);
});
