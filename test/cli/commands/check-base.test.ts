import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { type Report, reportSchema } from "../../../src/report/schema";
import { goodSite, siteWith, stateOf } from "../../reach/site";
import { temporaryFolder } from "../../temporary-folder";
import { type Ran, run } from "../run";

const repository = resolve(__dirname, "../../..");
const execute = promisify(execFile);

type Files = Readonly<Record<string, string>>;

/** A site with one proxied record; a private address is an error, another type is refused beside the old one. */
function site(content = "10.0.0.5", type = "A", name = "www"): string {
  return `import * as cloudflare from "@pulumi/cloudflare";
new cloudflare.DnsRecord("${name}", {
  zoneId: "023e105f4ecef8ad9ca31a8372d0c353", name: "${name}.example.com", type: "${type}", content: "${content}", proxied: true, ttl: 1,
});\n`;
}

const plain: Files = {
  "Pulumi.yaml": "name: shop\nruntime: nodejs\n",
  "Pulumi.dev.yaml": "config: {}\n",
  "index.ts": site(),
};

async function write(folder: string, files: Files): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

async function git(folder: string, ...args: readonly string[]): Promise<string> {
  const own = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
  return (await execute("git", ["-C", folder, ...own, ...args])).stdout;
}

/** A repository with one commit on `main`, and what is changed since; packages are installed at its top. */
async function changed(base: Files, head: Files): Promise<string> {
  const folder = await temporaryFolder();
  await git(folder, "init", "-q", "-b", "main");
  await write(folder, { ".gitignore": "node_modules\n", ...base });
  await git(folder, "add", "-A");
  await git(folder, "commit", "-qm", "base");
  await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
  await write(folder, head);
  return folder;
}

function check(folder: string, options: string, env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  return run(`check ${folder} ${options}`, {
    cwd: folder,
    readText: (path) => readFile(path, "utf8"),
    writeText: (path, text) => writeFile(path, text),
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
  });
}

async function reported(folder: string, options = "--base main", env: NodeJS.ProcessEnv = {}): Promise<Report> {
  const { out, err } = await check(folder, `${options} --format json`, env);
  if (out === "") throw new Error(err);
  return reportSchema.parse(JSON.parse(out));
}

/** The difference in short: policies of what is new and of what is gone, and the outcomes before and after. */
function differenceOf({ comparison, findings, reach }: Report) {
  const outcomes = (rows: Report["reach"] | null | undefined) => rows?.map(({ outcome }) => outcome) ?? null;
  return {
    added: findings.filter(({ id }) => comparison?.added.includes(id)).map(({ policy }) => policy),
    fixed: comparison?.fixed.map(({ policy }) => policy),
    reach: [outcomes(comparison?.reach), outcomes(reach)],
  };
}

async function trouble(folder: string, options = "--base main", env: NodeJS.ProcessEnv = {}) {
  const { status, out, err } = await check(folder, options, env);
  return { status, out, lines: err.split("\n").filter((line) => /^(error:| {2}fix:)/.test(line)) };
}

describe("no521 check --base with a Git reference", () => {
  test("tells before and after, what is fixed, and what goes wrong on the way", async () => {
    const folder = await changed(plain, { "index.ts": site("origin.example.net", "CNAME") });
    expect(differenceOf(await reported(folder))).toEqual({
      added: ["record-replaced"],
      fixed: ["no-prohibited-address"],
      reach: [
        ["unknown", "fails"],
        ["unknown", "unknown"],
      ],
    });
  });

  test("leaves neither a folder nor a change of the repository behind", async () => {
    const folder = await changed(plain, { "index.ts": site("10.0.0.6") });
    const before = await git(folder, "status", "--porcelain");
    const index = await readFile(join(folder, ".git/index"));
    await reported(folder);
    expect(await git(folder, "status", "--porcelain")).toBe(before);
    expect((await readFile(join(folder, ".git/index"))).equals(index)).toBe(true);
    const mine = (await readdir(join(folder, ".git"))).filter((name) => /worktrees|lock/.test(name));
    expect(mine).toEqual([]);
  });

  test("exits with 1 for what is new alone, where only that is asked", async () => {
    const same = await changed(plain, {});
    expect([(await check(same, "--base main")).status, (await check(same, "--base main --new-only")).status]).toEqual([
      1, 0,
    ]);
    const worse = await changed(plain, {
      "index.ts": site() + site("10.0.0.7", "A", "api").replace(/^import.*\n/, ""),
    });
    expect((await check(worse, "--base main --new-only")).status).toBe(1);
  });

  test("takes a finding for new that keeps more of the visitors out than it did", async () => {
    const example = await readFile(join(repository, "examples/by-hand/index.ts"), "utf8");
    const narrowed = { "index.ts": example.replace('  "131.0.72.0/22",\n', "") };
    const folder = await changed({ ...plain, "index.ts": example }, narrowed);
    expect(differenceOf(await reported(folder)).added).toEqual(["require-cloudflare-ranges"]);
    const baseline = await changed({ ...plain, "index.ts": example }, {});
    await check(baseline, "--write-baseline");
    await write(baseline, narrowed);
    expect(differenceOf(await reported(baseline, "--base no521.baseline.json")).added).toEqual([
      "require-cloudflare-ranges",
    ]);
  });

  test("takes a project that the base does not have for new", async () => {
    const folder = await changed(
      { "README.md": "nothing" },
      Object.fromEntries(Object.entries(plain).map(([name, text]) => [`site/${name}`, text])),
    );
    const report = await reported(join(folder, "site"));
    expect(report.notes).toContain("main has no site/Pulumi.yaml: all that is declared is new.");
    expect(differenceOf(report)).toMatchObject({
      added: ["no-prohibited-address", "require-outage-alarm"],
      fixed: [],
      reach: [[], ["unknown", "fails"]],
    });
  });

  test("takes a stack that the base does not have for new", async () => {
    const folder = await changed(plain, { "Pulumi.prod.yaml": "config: {}\n" });
    const report = await reported(folder, "--stack prod --base main");
    expect(report.notes).toEqual(["main has no Pulumi.prod.yaml: all that is declared is new."]);
  });

  test("records the base with its own files, those of a workspace included", async () => {
    const component = (address: string) => `exports.address = "${address}";\n`;
    const manifest = JSON.stringify({ name: "network", main: "index.js" });
    const folder = await changed(
      {
        ...plain,
        "packages/network/package.json": manifest,
        "packages/network/index.js": component("origin.example.net"),
        "index.ts": `${site("X", "CNAME").replace('"X"', "address")}import { address } from "network";`,
      },
      { "packages/network/index.js": component("origin.example.org") },
    );
    await rm(join(folder, "node_modules"));
    await mkdir(join(folder, "node_modules"));
    for (const name of ["@pulumi", "google-protobuf", "tsx"]) {
      await symlink(join(repository, "node_modules", name), join(folder, "node_modules", name));
    }
    await symlink("../packages/network", join(folder, "node_modules/network"));
    const { reach, comparison } = await reported(folder);
    const targets = (rows: Report["reach"] | null | undefined) =>
      new Set(rows?.flatMap(({ dials }) => dials.map(({ target }) => target)));
    expect([targets(comparison?.reach), targets(reach)]).toEqual([
      new Set(["origin.example.net"]),
      new Set(["origin.example.org"]),
    ]);
  });

  test("records the base of a project in a folder of its repository with the files above it", async () => {
    const address = (text: string) => `export const address = "${text}";\n`;
    const folder = await changed(
      {
        ...Object.fromEntries(Object.entries(plain).map(([name, text]) => [`sites/shop/${name}`, text])),
        "sites/shop/index.ts": `${site("X", "CNAME").replace('"X"', "address")}import { address } from "../../shared/origin";`,
        "shared/origin.ts": address("origin.example.net"),
      },
      { "shared/origin.ts": address("origin.example.org") },
    );
    const { reach, comparison } = await reported(join(folder, "sites/shop"));
    const targetsOf = (rows: Report["reach"] | null | undefined) =>
      new Set(rows?.flatMap(({ dials }) => dials.map(({ target }) => target)));
    expect([targetsOf(comparison?.reach), targetsOf(reach)]).toEqual([
      new Set(["origin.example.net"]),
      new Set(["origin.example.org"]),
    ]);
  });

  test("says that the base ran with other packages than its own", async () => {
    const folder = await changed(
      { ...plain, "package-lock.json": "{}" },
      { "package-lock.json": '{ "lockfileVersion": 3 }' },
    );
    expect((await reported(folder)).notes).toEqual([
      'The stack is "dev", the only one that has a file.',
      "main was run with the packages that are installed now, though package-lock.json differs. To judge it with its own, " +
        "check it out elsewhere, install there, write a report with --format json, and give that file to --base.",
    ]);
  });

  test("works in a hook, where Git's own variables point elsewhere", async () => {
    const folder = await changed(plain, {});
    const env = { GIT_DIR: ".git", GIT_INDEX_FILE: "/nowhere/index", GIT_WORK_TREE: "/nowhere" };
    expect(differenceOf(await reported(folder, "--base main", env))).toMatchObject({ added: [], fixed: [] });
  });
});

describe("a change under review cannot silence what its review is to see", () => {
  const waiver = (until: string, resource = "*::www") =>
    `waivers: [{ policy: no-prohibited-address, resource: "${resource}", reason: It moves., until: ${until} }]\n`;

  test("by a waiver that it adds", async () => {
    const folder = await changed(plain, { "no521.yaml": waiver("2026-12-31") });
    const { status } = await check(folder, "--base main");
    const { waivers, findings } = await reported(folder);
    expect([status, waivers.map(({ state, findings: covered }) => [state, covered.length])]).toEqual([
      1,
      [["proposed", 1]],
    ]);
    expect(findings.find(({ policy }) => policy === "no-prohibited-address")?.waiver).toBeNull();
  });

  test("by a waiver that it adds in the program", async () => {
    const inProgram = `new pulumi.ComponentResource("no521:index:Waiver", "w", {
      policy: "no-prohibited-address", resource: "*::www", reason: "It moves.", until: "2026-12-31" });
      import * as pulumi from "@pulumi/pulumi";`;
    const folder = await changed(plain, { "index.ts": site() + inProgram });
    const { waivers } = await reported(folder);
    expect(waivers.map(({ state }) => state)).toEqual(["proposed"]);
    expect((await check(folder, "")).status).toBe(0);
  });

  test("by a setting that it changes", async () => {
    const folder = await changed(plain, { "no521.yaml": "rules: { no-prohibited-address: off }\n" });
    const report = await reported(folder);
    expect(report.findings.map(({ policy }) => policy)).toContain("no-prohibited-address");
    expect(report.notes[0]).toBe(
      "Proposed, and not in force before it is merged: no521.yaml sets rules.no-prohibited-address to off; the base has its default.",
    );
  });

  test("by a file that NO521_CONFIG names in the repository", async () => {
    const folder = await changed(plain, { "ci/lenient.yaml": "rules: { no-prohibited-address: off }\n" });
    const env = { NO521_CONFIG: "ci/lenient.yaml" };
    expect((await reported(folder, "--base main", env)).summary.errors).toBe(1);
    expect((await reported(folder, "", env)).summary.errors).toBe(0);
  });

  test("while the base's waivers hold, though it rewrites them", async () => {
    const folder = await changed(
      { ...plain, "no521.yaml": waiver("2026-12-31") },
      { "no521.yaml": waiver("2099-12-31") },
    );
    const { waivers } = await reported(folder);
    expect(waivers.map(({ state, until, writtenIn }) => [state, until, writtenIn])).toEqual([
      ["proposed", "2099-12-31", "no521.yaml"],
      ["used", "2026-12-31", "main:no521.yaml"],
    ]);
    expect((await check(folder, "--base main")).status).toBe(0);
  });

  test("nor is a waiver kept that it takes away", async () => {
    const folder = await changed({ ...plain, "no521.yaml": waiver("2026-12-31") }, { "no521.yaml": "" });
    const report = await reported(folder);
    expect([report.waivers, differenceOf(report).added]).toEqual([[], ["no-prohibited-address"]]);
  });

  test("and a waiver of what only a comparison shows is not unused where nothing is compared", async () => {
    const text = 'waivers: [{ policy: record-replaced, resource: "*", reason: At night., until: 2026-12-31 }]\n';
    const folder = await changed({ ...plain, "no521.yaml": text }, { "index.ts": site("origin.example.net", "CNAME") });
    expect((await reported(folder)).waivers.map(({ state }) => state)).toEqual(["used"]);
    expect((await reported(folder, "")).waivers).toEqual([]);
  });
});

describe("a base that cannot be read is an error of its own", () => {
  test("where there is no such reference, with the name that was fetched", async () => {
    const folder = await changed(plain, {});
    expect(await trouble(folder, "--base develop")).toEqual({
      status: 2,
      out: "",
      lines: [
        `error: There is no "develop" in the repository ${folder}.`,
        "  fix: Name a branch, a tag or a commit that was fetched, or a file.",
      ],
    });
    await git(folder, "update-ref", "refs/remotes/origin/develop", "HEAD");
    expect((await trouble(folder, "--base develop")).lines[1]).toBe(
      "  fix: Name the branch as it was fetched: --base origin/develop.",
    );
  });

  test("where a clone is shallow", async () => {
    const folder = await changed(plain, {});
    const clone = join(await temporaryFolder(), "clone");
    await git(folder, "commit", "-q", "--allow-empty", "-m", "two");
    await git(folder, "clone", "-q", "--depth=1", `file://${folder}`, clone);
    await symlink(join(repository, "node_modules"), join(clone, "node_modules"));
    expect((await trouble(clone, "--base HEAD~1")).lines).toEqual([
      `error: There is no "HEAD~1" in the repository ${clone}, which is a shallow clone.`,
      "  fix: Fetch it first: git fetch --depth=1 origin HEAD~1, then --base FETCH_HEAD; or clone with more depth (fetch-depth: 0).",
    ]);
  });

  test("where there is no repository, and no Git", async () => {
    const folder = await temporaryFolder();
    await write(folder, plain);
    await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
    const { status, lines } = await trouble(folder);
    expect([status, lines[0]]).toEqual([
      2,
      expect.stringMatching(/is in no Git repository that can be read: fatal: not a git repository/),
    ]);
    expect((await trouble(folder, "--base main", { PATH: "/nowhere" })).lines[0]).toBe(
      "error: A comparison with a Git reference needs git, which is not on PATH.",
    );
  });

  test("where the base's program does not run", async () => {
    const folder = await changed({ ...plain, "index.ts": 'throw new Error("no zone");' }, { "index.ts": site() });
    expect(await trouble(folder)).toMatchObject({
      status: 2,
      out: "",
      lines: [expect.stringMatching(/^error: The base main cannot be judged: .*no zone/), expect.anything()],
    });
  });

  test("where a state is compared with a reference", async () => {
    const folder = await changed(plain, { "state.json": JSON.stringify(stateOf(goodSite)) });
    expect(await trouble(folder, "--state state.json --base main")).toMatchObject({
      status: 64,
      lines: [
        'error: "main" is a Git reference, at which only a program can be recorded.',
        "  fix: Record the program on both sides, without --state and --preview, or compare with a file.",
      ],
    });
  });

  test("where --new-only has nothing to compare with", async () => {
    expect(await trouble("/", "--new-only")).toMatchObject({
      status: 64,
      lines: ["error: --new-only needs something to compare with.", "  fix: Name it with --base."],
    });
  });
});

describe("no521 check --base with a file", () => {
  test("adopts an old code base, and tells what is new from then on", async () => {
    const folder = await changed(plain, {});
    const adopted = await check(folder, "--write-baseline");
    expect([adopted.status, adopted.err]).toEqual([
      0,
      "Wrote 2 findings to no521.baseline.json; --base no521.baseline.json --new-only tells what is new.",
    ]);
    const compare = "--base no521.baseline.json --new-only";
    expect((await check(folder, compare)).status).toBe(0);
    await write(folder, { "index.ts": site() + site("10.0.0.7", "A", "api").replace(/^import.*\n/, "") });
    const worse = await reported(folder, compare);
    expect([(await check(folder, compare)).status, differenceOf(worse).added, worse.comparison?.reach]).toEqual([
      1,
      ["no-prohibited-address", "require-outage-alarm"],
      null,
    ]);
  });

  test("writes a baseline over a baseline, and over nothing else", async () => {
    const folder = await changed(plain, { "mine.json": "{}" });
    expect((await check(folder, "--write-baseline=b.json")).status).toBe(0);
    await write(folder, { "index.ts": "" });
    expect((await check(folder, "--write-baseline=b.json")).err).toMatch(/^Wrote 0 findings to b\.json/);
    expect(await trouble(folder, "--write-baseline=mine.json")).toMatchObject({
      status: 2,
      lines: [
        `error: ${join(folder, "mine.json")} is there and is no baseline of no521, so it is not overwritten.`,
        "  fix: Name another file.",
      ],
    });
    expect(await readFile(join(folder, "mine.json"), "utf8")).toBe("{}");
    expect((await trouble(folder, "--write-baseline=gone/b.json")).lines[0]).toMatch(
      /^error: Cannot write .*gone\/b\.json: ENOENT\.$/,
    );
    expect(existsSync(join(folder, "gone"))).toBe(false);
  });

  test("compares with an earlier report, matrix included", async () => {
    const folder = await changed(plain, {});
    await write(folder, {
      "report.json": (await check(folder, "--format json")).out,
      "index.ts": site("origin.example.net", "CNAME"),
    });
    expect(differenceOf(await reported(folder, "--base report.json"))).toMatchObject({
      added: [],
      fixed: ["no-prohibited-address"],
      reach: [
        ["unknown", "fails"],
        ["unknown", "unknown"],
      ],
    });
  });

  test("compares with a state, and tells what goes wrong on the way", async () => {
    const moved = siteWith({ www: { type: "A", content: "198.51.100.7" } });
    const folder = await changed(plain, {
      "before.json": JSON.stringify(stateOf(goodSite)),
      "after.json": JSON.stringify(stateOf(moved)),
    });
    expect(differenceOf(await reported(folder, "--state after.json --base before.json")).added).toContain(
      "record-replaced",
    );
  });

  test.each([
    ["{}", "base.json is neither a baseline nor a report of no521, nor an exported state."],
    ["{", "base.json is no JSON: "],
    ['{ "version": 2, "findings": [] }', "base.json is neither a baseline nor a report of no521 (kind: "],
  ])("refuses another file: %s", async (text, message) => {
    const folder = await changed(plain, { "base.json": text });
    const { status, lines } = await trouble(folder, "--base base.json");
    expect([status, lines[0]?.startsWith(`error: ${message}`), lines[1]]).toEqual([
      2,
      true,
      "  fix: Name a baseline, an earlier report, an exported state or a Git reference.",
    ]);
  });

  test("refuses one that is not there", async () => {
    const folder = await changed(plain, {});
    expect((await trouble(folder, "--base gone.json")).lines[0]).toBe(
      `error: There is no file ${join(folder, "gone.json")}.`,
    );
  });
});
