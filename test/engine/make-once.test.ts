import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeOnce } from "../../src/engine/make-once";
import { temporaryFolder } from "./fake-pulumi";

/** Starts a process that wants the folder, and waits for its lines one by one. */
function start(folder: string, gate: string): { child: ChildProcess; next: () => Promise<string> } {
  const script = join(__dirname, "make-once-process.ts");
  const child = spawn(process.execPath, ["--require", "tsx/cjs", script, folder, gate], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const lines = child.stdout[Symbol.asyncIterator]();
  let rest: string[] = [];
  return {
    child,
    next: async () => {
      if (rest.length === 0) {
        const { value, done } = await lines.next();
        rest = done ? ["(end)"] : String(value).trim().split("\n");
      }
      return rest.shift() ?? "(end)";
    },
  };
}

test("lets one of two processes make the folder and the other wait for it", async () => {
  const root = temporaryFolder();
  const [folder, gate] = [join(root, "engine"), join(root, "gate")];
  const first = start(folder, gate);
  expect(await first.next()).toBe("making");
  const second = start(folder, gate);
  expect(await second.next()).toBe("waiting");
  expect(existsSync(folder)).toBe(false);
  writeFileSync(gate, "");
  expect([await first.next(), await second.next()]).toEqual(["done", "done"]);
  expect(readFileSync(`${gate}.log`, "utf8")).toBe("made\n");
  expect(readdirSync(folder).sort()).toEqual(["half", "whole"]);
  expect(readdirSync(root).sort()).toEqual(["engine", "gate", "gate.log"]);
});

test("starts anew after a process that was killed half-way, and removes what it left", async () => {
  const root = temporaryFolder();
  const [folder, gate] = [join(root, "engine"), join(root, "gate")];
  const killed = start(folder, gate);
  expect(await killed.next()).toBe("making");
  killed.child.kill("SIGKILL");
  await once(killed.child, "exit");
  const left = readdirSync(root).sort();
  expect(left).toEqual([expect.stringMatching(/^engine\.partial-/), "engine.lock", "gate.log"].sort(lockFirst));
  // What time does to a lock that nobody renews.
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(`${folder}.lock`, longAgo, longAgo);
  writeFileSync(gate, "");
  const next = start(folder, gate);
  expect([await next.next(), await next.next()]).toEqual(["making", "done"]);
  await once(next.child, "exit");
  expect(readdirSync(root).sort()).toEqual(["engine", "gate", "gate.log"]);
  expect(readFileSync(join(folder, "whole"), "utf8")).toBe(String(next.child.pid));
});

/** Orders "engine.lock" before the matcher of "engine.partial-…". */
function lockFirst(a: unknown, b: unknown): number {
  return (
    Number(b === "engine.lock") - Number(a === "engine.lock") || Number(a === "gate.log") - Number(b === "gate.log")
  );
}

test("leaves nothing where the making fails, and lets the next try", async () => {
  const root = temporaryFolder();
  const options = {
    folder: join(root, "deep", "engine"),
    isWhole: async (candidate: string) => existsSync(join(candidate, "whole")),
    onWait: () => undefined,
  };
  const failing = makeOnce({
    ...options,
    make: async (partial) => {
      writeFileSync(join(partial, "half"), "");
      throw new Error("the disk is full");
    },
  });
  await expect(failing).rejects.toThrow(new Error("the disk is full"));
  expect(readdirSync(join(root, "deep"))).toEqual([]);
  await makeOnce({ ...options, make: async (partial) => writeFileSync(join(partial, "whole"), "") });
  expect(readdirSync(options.folder)).toEqual(["whole"]);
});

test("makes a folder again that is not whole, and keeps its neighbours", async () => {
  const root = temporaryFolder();
  const folder = join(root, "engine");
  mkdirSync(folder);
  mkdirSync(join(root, "engine-2.partial-abc"));
  writeFileSync(join(folder, "half"), "");
  await makeOnce({
    folder,
    isWhole: async (candidate) => existsSync(join(candidate, "whole")),
    onWait: () => undefined,
    make: async (partial) => writeFileSync(join(partial, "whole"), ""),
  });
  expect(readdirSync(folder)).toEqual(["whole"]);
  expect(readdirSync(root).sort()).toEqual(["engine", "engine-2.partial-abc"]);
});

test("stops and begins again when its lock is lost, so that no two results are mixed", {
  timeout: 60_000,
}, async () => {
  const folder = join(temporaryFolder(), "engine");
  const endings: string[] = [];
  await makeOnce({
    folder,
    isWhole: async (candidate) => existsSync(join(candidate, "whole")),
    onWait: () => undefined,
    make: async (partial, signal) => {
      if (endings.length === 0) {
        rmSync(`${folder}.lock`, { recursive: true });
        await once(signal, "abort");
        endings.push("lost");
        throw new Error("stopped");
      }
      writeFileSync(join(partial, "whole"), "");
      endings.push("made");
    },
  });
  expect(endings).toEqual(["lost", "made"]);
});
