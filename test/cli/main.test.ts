import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import manifest from "../../package.json";
import { main } from "../../src/cli/main";
import { recordingIo, run } from "./run";

test("prints the help and the version, and ends well", async () => {
  expect(await run("--version")).toEqual({ status: 0, out: manifest.version, err: "" });
  const help = await run("ranges check --help");
  expect(help).toEqual({ status: 0, out: expect.stringContaining("Usage: no521 ranges check [options]"), err: "" });
});

describe("a command line that makes no sense ends with 64 and two lines", () => {
  test.each([
    ["rangess", "Unknown command 'rangess' (Did you mean ranges?)", "no521"],
    ["ranges shw", "Unknown command 'shw' (Did you mean show?)", "no521 ranges"],
    ["--bogus", "Unknown option '--bogus'.", "no521"],
    ["ranges show --bogus", "Unknown option '--bogus'.", "no521 ranges show"],
    ["ranges show more", "Too many arguments for 'show'. Expected 0 arguments but got 1.", "no521 ranges show"],
    ["ranges show --format", "Option '--format <format>' argument missing.", "no521 ranges show"],
    [
      "ranges show --format xml",
      "Option '--format <format>' argument 'xml' is invalid. Allowed choices are text, json.",
      "no521 ranges show",
    ],
  ])("%s", async (line, what, command) => {
    const err = `error: ${what}\n  fix: Run "${command} --help" to see what it takes.`;
    expect(await run(line)).toEqual({ status: 64, out: "", err });
  });

  test.each(["", "ranges"])("%j, which names no command, after the help", async (line) => {
    const { status, out, err } = await run(line);
    expect({ status, out }).toEqual({ status: 64, out: "" });
    expect(err).toMatch(
      /^Usage: no521 .*needs a command\.\n {2}fix: Run "no521[ a-z]* --help" to see what it takes\.$/s,
    );
  });
});

test.each(["20.20.2", "22.9.0"])("an old Node is refused before anything is done: %s", async (nodeVersion) => {
  const err = `error: This is Node ${nodeVersion}; no521 needs 22.15 or later.\n  fix: Put a newer Node on PATH.`;
  expect(await run("check", { nodeVersion })).toEqual({ status: 2, out: "", err });
});

test("a bug keeps its stack, and is called one", async () => {
  const { io, printed } = recordingIo({
    now: () => {
      throw new RangeError("no clock");
    },
  });
  expect(await main(["ranges", "check"], io)).toBe(2);
  expect(printed().err).toMatch(/^RangeError: no clock\n {4}at .*\nThis is a bug of no521, not a mistake of yours\.$/s);
});

describe("as a process", () => {
  const start = (...args: readonly string[]) =>
    spawn(process.execPath, ["--import", "tsx", "src/cli/main.ts", ...args], { stdio: ["ignore", "pipe", "pipe"] });

  test("it ends with the command's status", async () => {
    const child = start("ranges", "show", "--format", "xml");
    const err: Buffer[] = [];
    child.stderr.on("data", (chunk) => err.push(chunk));
    expect(await once(child, "close")).toEqual([64, null]);
    expect(Buffer.concat(err).toString()).toContain("error: Option '--format <format>' argument 'xml' is invalid.");
  });

  test("it takes it quietly that its reader has gone away", async () => {
    const child = start("ranges", "show", "--format", "json");
    child.stdout.destroy();
    const err: Buffer[] = [];
    child.stderr.on("data", (chunk) => err.push(chunk));
    expect(await once(child, "close")).toEqual([0, null]);
    expect(Buffer.concat(err).toString()).toBe("");
  });
});
