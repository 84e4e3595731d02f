import { describe, expect, test } from "vitest";
import { DriftSchedules, type DriftSchedulesArgs } from "../../../infra/components/drift-schedules";
import { recordProgram } from "../record-program";

const args: DriftSchedulesArgs = {
  organization: "acme",
  project: "shop",
  stacks: ["production", "staging"],
  hourUtc: 5,
};

describe("DriftSchedules", () => {
  test("declares a schedule for each stack, and none that remediates", async () => {
    const { children, get } = await recordProgram(() => void new DriftSchedules("daily", args));
    expect(children).toEqual(["DriftSchedule daily-production", "DriftSchedule daily-staging", "DriftSchedules daily"]);
    expect(get("DriftSchedule", "daily-production").inputs).toEqual({
      organization: "acme",
      project: "shop",
      stack: "production",
      scheduleCron: "20 5 * * *",
      autoRemediate: false,
    });
    expect(get("DriftSchedule", "daily-staging").parent).toBe(get("DriftSchedules", "daily").urn);
  });

  test.each<[Partial<DriftSchedulesArgs>, string]>([
    [{ stacks: [] }, "is empty; name one stack at least"],
    [{ stacks: ["a", "b", "a"] }, 'names "a" twice'],
    [{ stacks: ["shop/production"] }, 'has "shop/production", not the name of a stack alone'],
    [{ hourUtc: 24 }, "is 24, not a whole number from 0 to 23"],
    [{ hourUtc: 5.5 }, "is 5.5, not a whole number from 0 to 23"],
    [{ hourUtc: -1 }, "is -1, not a whole number from 0 to 23"],
  ])("refuses %j before anything is registered", async (change, reason) => {
    const recording = recordProgram(() => void new DriftSchedules("daily", { ...args, ...change }));
    await expect(recording).rejects.toMatchObject({ propertyPath: Object.keys(change)[0], reason });
  });
});
