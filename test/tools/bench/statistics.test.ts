import { describe, expect, test } from "vitest";
import { growthExponent, interleave, summarise } from "../../../tools/bench/statistics";

describe("a summary", () => {
  test.each([
    [[5], { median: 5, least: 5, most: 5 }],
    [[9, 1, 4], { median: 4, least: 1, most: 9 }],
    [[10, 2, 4, 100], { median: 7, least: 2, most: 100 }],
  ])("of %j is %j", (values, summary) => {
    expect(summarise(values)).toEqual(summary);
  });
});

describe("the growth exponent", () => {
  test.each([
    ["a cost that stays", 7, 0],
    ["a linear cost", 70, 1],
    ["a quadratic cost", 700, 2],
  ])("of %s (7, then %d for ten times the size) is %d", (_, cost, exponent) => {
    expect(growthExponent({ size: 100, cost: 7 }, { size: 1000, cost })).toBeCloseTo(exponent);
  });
});

test("variants take turns, and each keeps its own measurements", async () => {
  const order: string[] = [];
  const variant = (name: string) => async () => `${name}${order.push(name)}`;
  expect(await interleave(2, [variant("a"), variant("b")])).toEqual([
    ["a1", "a3"],
    ["b2", "b4"],
  ]);
});
