import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { runProcess } from "../../src/engine/run-process";
import { temporaryFolder, writeExecutable } from "./fake-pulumi";

const base = { environment: { PATH: "/usr/bin:/bin" }, timeoutMilliseconds: 20_000 };

test("collects output and exit status, and gives the command only the environment it is given", async () => {
  const command = writeExecutable(
    join(temporaryFolder(), "command"),
    `echo "$1 $GIVEN $HOME"`,
    "echo bad >&2",
    "exit 4",
  );
  const environment = { ...base.environment, GIVEN: "given" };
  expect(await runProcess(command, ["one"], { ...base, environment })).toEqual({
    stdout: "one given \n",
    stderr: "bad\n",
    exitCode: 4,
  });
});

test.skipIf(process.platform === "win32")("has a command give way, with all that it starts", async () => {
  const command = writeExecutable(join(temporaryFolder(), "command"), "sleep 0.3", "sh -c nice");
  const priority = async (isBeside: boolean) => (await runProcess(command, [], { ...base, isBeside })).stdout.trim();
  expect([await priority(false), await priority(true)]).toEqual(["0", "19"]);
});

test("says why a command did not start", async () => {
  expect(await runProcess("/nowhere/command", [], base)).toEqual({
    stdout: "",
    stderr: "",
    exitCode: null,
    stopped: "not-started",
    reason: "spawn /nowhere/command ENOENT",
  });
});

test("says which signal ended a command", async () => {
  const command = writeExecutable(join(temporaryFolder(), "command"), "kill -TERM $$");
  expect(await runProcess(command, [], base)).toEqual({
    stdout: "",
    stderr: "",
    exitCode: null,
    stopped: "signal",
    reason: "SIGTERM",
  });
});

test("ends a command that takes too long, with the processes that it has started", async () => {
  const folder = temporaryFolder();
  const command = writeExecutable(join(folder, "command"), "sleep 1000 &", `echo $! > ${folder}/pid`, "wait");
  const result = await runProcess(command, [], { ...base, timeoutMilliseconds: 1_000 });
  expect([result.exitCode, result.stopped, result.reason]).toEqual([null, "timeout", "not done after 1 s"]);
  const pid = Number(readFileSync(join(folder, "pid"), "utf8"));
  await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow("ESRCH"), 10_000);
});

test("kills a command that does not heed the polite signal", async () => {
  const command = writeExecutable(join(temporaryFolder(), "command"), "trap '' INT", "while :; do sleep 0.1; done");
  const result = await runProcess(command, [], {
    ...base,
    timeoutMilliseconds: 500,
    stopSignal: "SIGINT",
    graceMilliseconds: 500,
  });
  expect([result.exitCode, result.stopped]).toEqual([null, "timeout"]);
});

test("lets a command that heeds the polite signal end in its own way", async () => {
  const folder = temporaryFolder();
  const command = writeExecutable(
    join(folder, "command"),
    "trap 'echo tidy; exit 9' INT",
    "echo ready >&2",
    "while :; do sleep 0.1; done",
  );
  const abort = new AbortController();
  const result = await runProcess(command, [], {
    ...base,
    stopSignal: "SIGINT",
    signal: abort.signal,
    onStderr: () => abort.abort(),
  });
  expect(result).toEqual({ stdout: "tidy\n", stderr: "ready\n", exitCode: 9, stopped: "aborted", reason: "aborted" });
});

test("stops the command when the caller is interrupted, and then the caller", async () => {
  const folder = temporaryFolder();
  const command = writeExecutable(
    join(folder, "command"),
    `echo $$ > ${folder}/pid`,
    "echo ready >&2",
    "exec sleep 1000",
  );
  const caller = `
    const { runProcess } = require(${JSON.stringify(join(__dirname, "../../src/engine/run-process.ts"))});
    runProcess(${JSON.stringify(command)}, [], {
      environment: process.env, timeoutMilliseconds: 60_000, stopSignal: "SIGINT",
      onStderr: () => process.stdout.write("ready"),
    }).then(() => setInterval(() => {}, 1e9));`;
  const child = spawn(process.execPath, ["--require", "tsx/cjs", "-e", caller], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  await once(child.stdout, "data");
  child.kill("SIGINT");
  expect(await once(child, "exit")).toEqual([null, "SIGINT"]);
  const pid = Number(readFileSync(join(folder, "pid"), "utf8"));
  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
});
