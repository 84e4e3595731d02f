import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { reportSchema } from "../../src/report/schema";
import { siteWith, stateOf } from "../reach/site";
import { temporaryFolder } from "../temporary-folder";
import { run } from "./run";

const broken = siteWith({ "group-443-172.64.0.0/13": null });

function reach(options: string, written: Map<string, string> = new Map()) {
  return run(`reach --state state.json ${options}`, {
    cwd: "/shop",
    readText: () => Promise.resolve(JSON.stringify(stateOf(broken))),
    writeText: (path, text) => {
      written.set(path, text);
      return Promise.resolve();
    },
  });
}

describe("the reports of a command", () => {
  test("go to files as well, each in its format", async () => {
    const written = new Map<string, string>();
    const { status, out } = await reach("--report json=out/report.json --report markdown=/tmp/comment.md", written);
    expect([status, out.split("\n").at(-1)]).toEqual([1, "Visitors of 1 of 1 hostname will see errors."]);
    expect([...written.keys()]).toEqual(["/shop/out/report.json", "/tmp/comment.md"]);
    expect(reportSchema.parse(JSON.parse(written.get("/shop/out/report.json") ?? "")).summary.fails).toBe(1);
    expect(written.get("/tmp/comment.md")?.split("\n").slice(0, 3)).toEqual([
      "## no521: test/test",
      "",
      "**Visitors of 1 of 1 hostname will see errors.**",
    ]);
  });

  test.each([
    ["sarif", '--report is "sarif", not a format and a file.'],
    ["=report.md", '--report is "=report.md", not a format and a file.'],
    ["markdown=", '--report is "markdown=", not a format and a file.'],
    ["pdf=report.pdf", '--report is "pdf=report.pdf", not a format and a file.'],
  ])("are refused as a usage error where --report is %s", async (given, what) => {
    const { status, out, err } = await reach(`--report ${given}`);
    expect([status, out, err.split("\n")[0]]).toEqual([64, "", `error: ${what}`]);
  });

  test("are refused where two are to go to one file", async () => {
    expect(await reach("--report json=a --report markdown=a")).toEqual({
      status: 64,
      out: "",
      err: "error: Two reports are to go to a.\n  fix: Give each --report a file of its own.",
    });
  });

  test("replace a file that was named, and need its folder to be there", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "state.json"), JSON.stringify(stateOf(broken)));
    await writeFile(join(folder, "report.md"), "mine");
    const real = {
      cwd: folder,
      readText: (path: string) => readFile(path, "utf8"),
      writeText: (path: string, text: string) => writeFile(path, text),
    };
    await run("reach --state state.json --report markdown=report.md", real);
    expect((await readFile(join(folder, "report.md"), "utf8")).startsWith("## no521")).toBe(true);
    const { status, out, err } = await run("reach --state state.json --report json=gone/report.json", real);
    expect([status, out.split("\n").at(-1), err]).toEqual([
      2,
      "Visitors of 1 of 1 hostname will see errors.",
      `error: Cannot write the json report to gone/report.json: there is no folder ${join(folder, "gone")}.\n  fix: Make the folder, or name a file in another one.`,
    ]);
    await mkdir(join(folder, "there"));
    const onFolder = await run("reach --state state.json --report json=there", real);
    expect([onFolder.status, onFolder.err]).toEqual([
      2,
      expect.stringMatching(
        /^error: Cannot write the json report to there: EISDIR.*\n {2}fix: Name a file that can be/,
      ),
    ]);
  });

  test("name files from the top of the repository", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, ".git"));
    await mkdir(join(folder, "infra"));
    const { out } = await run("reach --state state.json --format github", {
      cwd: join(folder, "infra"),
      readText: () => Promise.resolve(JSON.stringify(stateOf(broken))),
    });
    expect(out.split("\n").at(0)).toMatch(/^::error title=require-cloudflare-ranges%3A 522::Security group/);
  });
});
