import fc from "fast-check";
import { expect, test } from "vitest";
import { planDriftCrons } from "../../../../infra/components/plan/drift-cron";

test("gives each stack a minute of its own by its name, whichever others there are", () => {
  const crons = planDriftCrons(["production", "staging", "europe"], 5);
  expect(crons).toEqual([
    { stack: "production", cron: "20 5 * * *" },
    { stack: "staging", cron: "7 5 * * *" },
    { stack: "europe", cron: "34 5 * * *" },
  ]);
  expect(planDriftCrons(["europe"], 5)).toEqual([crons[2]]);
});

test("never starts at a quarter of an hour", () => {
  fc.assert(
    fc.property(fc.string(), (stack) => {
      const minute = Number(planDriftCrons([stack], 5)[0]?.cron.split(" ")[0]);
      expect(minute).toBeGreaterThan(0);
      expect(minute).toBeLessThan(60);
      expect(minute % 15).not.toBe(0);
    }),
  );
});

test("spreads twenty stacks over the hour", () => {
  const crons = planDriftCrons(
    Array.from({ length: 20 }, (_, index) => `stack-${index}`),
    0,
  ).map(({ cron }) => cron);
  expect(new Set(crons).size).toBeGreaterThan(13);
});
