import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { describe, expect, test } from "vitest";
import {
  RuntimeOptionError,
  readRuntimeOptions,
  splitArguments,
} from "../../../../tools/engine/language-host/runtime-options";

describe("runtime options", () => {
  test("have the defaults of Pulumi's own host", () => {
    const defaults = { typescript: true, nodeArguments: [], packageManager: "npm" };
    expect(readRuntimeOptions(undefined)).toEqual(defaults);
    expect(readRuntimeOptions(Struct.fromJavaScript({ unknown: 1 }))).toEqual(defaults);
  });

  test("are read from Pulumi.yaml", () => {
    const given = { typescript: false, tsconfig: "../tsconfig.json", nodeargs: "--inspect", packagemanager: "pnpm" };
    expect(readRuntimeOptions(Struct.fromJavaScript(given))).toEqual({
      typescript: false,
      tsconfig: "../tsconfig.json",
      nodeArguments: ["--inspect"],
      packageManager: "pnpm",
    });
  });

  test.each([
    [{ typescript: "false" }, '"typescript" of Pulumi.yaml: it is "false", and must be true or false.'],
    [{ tsconfig: 1 }, '"tsconfig" of Pulumi.yaml: it is 1, and must be a path.'],
    [{ nodeargs: ["--inspect"] }, '"nodeargs" of Pulumi.yaml: it is ["--inspect"], and must be one string.'],
    [
      { packagemanager: "rm -rf" },
      '"packagemanager" of Pulumi.yaml: it is "rm -rf", and must be one of npm, pnpm, yarn, bun.',
    ],
  ])("rejects %j", (given, message) => {
    expect(() => readRuntimeOptions(Struct.fromJavaScript(given))).toThrow(
      new RuntimeOptionError(`Cannot read runtime option ${message}`),
    );
  });
});

test.each([
  ["", []],
  ["  --a   -b ", ["--a", "-b"]],
  [`--title="two words"`, ["--title=two words"]],
  [`--title='it is "so"'`, [`--title=it is "so"`]],
  [String.raw`--path=a\ b "say \"hi\""`, ["--path=a b", 'say "hi"']],
  [`--empty "" end`, ["--empty", "", "end"]],
])("splits `%s` as a shell does", (line, words) => {
  expect(splitArguments(line)).toEqual(words);
});
