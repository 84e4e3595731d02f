import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { main } from "../src/cli/main";
import { recordingIo } from "./cli/run";
import { temporaryFolder } from "./temporary-folder";

const examples = resolve(__dirname, "../examples/schedule");
const read = (path: string) => readFileSync(join(examples, path), "utf8");
const hasSystemd = spawnSync("systemd-analyze", ["--version"]).status === 0;

/** Checks units as an instance of the stack `production`, where a program that is there stands for ours. */
async function verify(change: (text: string) => string = (text) => text): Promise<string> {
  const folder = await temporaryFolder();
  const units = ["no521-drift@.service", "no521-drift@.timer"];
  for (const unit of units) {
    const text = read(`systemd/${unit}`).replace("/srv/site/node_modules/.bin/no521", "/bin/true");
    writeFileSync(join(folder, unit), change(text));
  }
  const paths = units.map((unit) => join(folder, unit.replace("@", "@production")));
  const { status, stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", ...paths], { encoding: "utf8" });
  return `${status} ${stderr}`;
}

describe.skipIf(!hasSystemd)("the units for systemd", () => {
  test("are what systemd takes", async () => {
    expect(await verify()).toBe("0 ");
  });

  test.each([
    ["OnCalendar=*-*-* 05:17:00", "OnCalendar=daily at five", "Failed to parse calendar specification"],
    ["ProtectSystem=strict", "ProtectSystm=strict", "Unknown key"],
  ])("would not pass with %s as %s", async (good, bad, remark) => {
    expect(await verify((text) => text.replace(good, bad))).toContain(remark);
  });
});

/** What each example runs, as an argument line of ours. */
const lines: readonly (readonly [path: string, line: string | undefined])[] = [
  "github/drift.yml",
  "systemd/no521-drift@.service",
  "cron/no521-drift",
].map((path) => [path, /no521 (drift --.*)/.exec(read(path))?.[1]]);

describe.each(lines)("the command of %s", (path, line = "") => {
  const args = line
    .replace(/"?\$STACK"?|%i/, "production")
    .replace(/"/g, "")
    .split(" ");

  test("is understood, and asks for what its own text says that the environment has", async () => {
    const { io, printed } = recordingIo();
    expect(await main(args, io)).toBe(64);
    expect(printed().err).toMatch(
      /^error: --(github-issue|webhook) needs (GITHUB_REPOSITORY|NO521_WEBHOOK_URL), which/,
    );
  });

  test("starts off the full hour", () => {
    const timed = read(path.replace("@.service", "@.timer"));
    const [minute = "0"] = /(?<=cron: ")\d+|(?<=OnCalendar=\S+ \d+:)\d+|^\d+(?= \d+ \* \* \*)/m.exec(timed) ?? [];
    expect(Number(minute) % 15).not.toBe(0);
  });
});
