import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { runProgram } from "../../infra/run-program";
import { UserError } from "../../src/user-error";

describe("runProgram", () => {
  test("returns what the program returns", async () => {
    expect(await runProgram(async () => 521)).toBe(521);
  });

  test("turns a mistake of the user into one error that the engine prints without a stack", async () => {
    const failing = runProgram(async () => {
      throw new UserError("no521:origin is odd.", "Set it.");
    });
    const error: unknown = await failing.catch((caught: unknown) => caught);
    expect(pulumi.RunError.isInstance(error)).toBe(true);
    expect(error).toHaveProperty("message", "no521:origin is odd.\n  fix: Set it.");
  });

  test("names the argument that a component refuses", async () => {
    const failing = runProgram(async () => {
      throw new pulumi.InputPropertyError({ propertyPath: "hostnames[1]", reason: '"x" is not in the zone' });
    });
    const error: unknown = await failing.catch((caught: unknown) => caught);
    expect(pulumi.RunError.isInstance(error)).toBe(true);
    expect(error).toHaveProperty("message", 'hostnames[1]: "x" is not in the zone.');
  });

  test("leaves a bug its stack", async () => {
    const bug = new TypeError("undefined is not a function");
    await expect(runProgram(() => Promise.reject(bug))).rejects.toBe(bug);
  });
});
