import { describe, expect, test } from "vitest";
import { type Command, defineCommand, UsageError, wholeNumber } from "../../src/cli/command";
import { type ExitStatus, exit } from "../../src/cli/exit";
import { buildProgram } from "../../src/cli/program";
import { recordingIo } from "./run";

/** Parses a line with one command, and gives what the command got. */
async function parse(line: string): Promise<unknown> {
  const invocations: unknown[] = [];
  const command = defineCommand({
    name: "try",
    summary: "Try the parser",
    arguments: [
      { name: "first", summary: "The first" },
      { name: "second", summary: "The second", optional: true },
    ],
    options: {
      "keep-going": { summary: "A switch named with a hyphen" },
      dryRun: { summary: "A switch" },
      stack: { value: "name", summary: "A text" },
      failOn: { value: "severity", summary: "A choice", choices: ["error", "warning"], default: "error" },
      report: { value: "format=path", summary: "A list", repeatable: true },
    },
    async run(invocation) {
      invocations.push(invocation);
      return exit.ok;
    },
  });
  await programOf([command]).parseAsync(line.split(" "), { from: "user" });
  return invocations[0];
}

function programOf(commands: readonly Command[], done: (status: ExitStatus) => void = () => undefined) {
  return buildProgram({ version: "1.2.3", groups: {}, commands }, { io: recordingIo().io, done });
}

describe("a declared command", () => {
  test("gets its arguments, the defaults of its options, and switches that are off", async () => {
    expect(await parse("try a")).toEqual({
      values: { "keep-going": false, dryRun: false, failOn: "error", report: [] },
      positionals: ["a"],
    });
  });

  test("gets what was given, lists in their order", async () => {
    expect(
      await parse("try a b --keep-going --dry-run --stack prod --fail-on warning --report json=x --report sarif=y"),
    ).toEqual({
      values: { "keep-going": true, dryRun: true, failOn: "warning", report: ["json=x", "sarif=y"], stack: "prod" },
      positionals: ["a", "b"],
    });
  });

  test("is not run without an argument that it needs", async () => {
    await expect(parse("try")).rejects.toThrow(
      new UsageError("Missing required argument 'first'.", 'Run "no521 try --help" to see what it takes.'),
    );
  });

  test("hands its status on", async () => {
    const statuses: ExitStatus[] = [];
    const command = defineCommand({ name: "try", summary: "Try", options: {}, run: async () => exit.found });
    await programOf([command], (status) => statuses.push(status)).parseAsync(["try"], { from: "user" });
    expect(statuses).toEqual([1]);
  });

  test("needs its group to be declared", () => {
    const command = defineCommand({ name: "no where", summary: "Try", options: {}, run: async () => exit.ok });
    expect(() => programOf([command])).toThrow('No group "no" is declared for the command "no where".');
  });
});

test.each(["6", "366", "-7", "7.5", "1e1", "", "many"])(
  "refuses %j where a whole number from 7 to 365 is due",
  (text) => {
    expect(() => wholeNumber(text, "--days", [7, 365])).toThrow(
      new UsageError(
        `--days is ${JSON.stringify(text)}, not a whole number from 7 to 365.`,
        "Give a whole number from 7 to 365.",
      ),
    );
  },
);

test("takes both ends of the interval", () => {
  expect([wholeNumber("7", "--days", [7, 365]), wholeNumber("365", "--days", [7, 365])]).toEqual([7, 365]);
});
