import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type RangeList, snapshot } from "../../../src/cloudflare/ranges";
import type { LiveReader } from "../../../src/ranges/desired";
import type { Live } from "../../../src/ranges/live";
import { formatRangeList } from "../../../src/ranges/read";
import { fetchLive } from "../../../src/ranges/source";
import { apiBody, ipv4, ipv6, say, sayText, startServer } from "../../ranges/hostile-server";
import { temporaryFolder } from "../../temporary-folder";
import { run } from "../run";

const cidrs = [...ipv4, ...ipv6];

/** A project with a list of its own: one range retiring until the date, everything else active. */
async function project(removeAfter = "2026-12-31"): Promise<string> {
  const folder = await temporaryFolder();
  const list: RangeList = {
    ...snapshot,
    etag: "before",
    ranges: snapshot.ranges.map((range) =>
      range.cidr === "131.0.72.0/22" ? { ...range, state: "retiring", removeAfter } : range,
    ),
  };
  await writeFile(join(folder, "no521.yaml"), "");
  await writeFile(join(folder, "no521.ranges.json"), formatRangeList(list));
  return folder;
}

function answering(...published: readonly string[]): LiveReader {
  const list = { cidrs: published, etag: "after", source: "https://example.com/ips", crossChecked: true, notes: [] };
  return async () => ({ kind: "live", list });
}

const failing =
  (live: Live): LiveReader =>
  async () =>
    live;
const unavailable = failing({ kind: "unavailable", reason: "it did not answer" });
const unbelievable = failing({ kind: "unbelievable", reason: "it names no IPv4 range" });

const unavailableText = [
  "error: Cloudflare's list could not be read: it did not answer.",
  "  fix: Check the network and the proxy variables, and run the command again.",
].join("\n");
const unbelievableText = [
  "error: Cloudflare's list is not believed: it names no IPv4 range.",
  "  fix: Compare it with https://www.cloudflare.com/ips/; if it is right, " +
    'run "no521 ranges update --max-change PERCENT".',
].join("\n");

describe("ranges show", () => {
  test("prints the project's list from any of its folders, and what is retiring in it", async () => {
    const folder = await project();
    const cwd = join(folder, "infra");
    await mkdir(cwd);
    const { status, out, err } = await run("ranges show", { cwd });
    const lines = out.split("\n");
    expect({ status, err }).toEqual({ status: 0, err: "" });
    expect(lines.slice(0, 7)).toEqual([
      "list     ../no521.ranges.json",
      "source   https://api.cloudflare.com/client/v4/ips",
      "fetched  2026-10-05T00:00:00Z",
      "etag     before",
      "",
      "IPv4 (15)",
      "  173.245.48.0/20",
    ]);
    expect(lines).toContain("  131.0.72.0/22       retiring, open until 2026-12-31");
    expect(lines).toContain("IPv6 (7)");
  });

  test("says of a retired range since when it is closed", async () => {
    const { out } = await run("ranges show", { cwd: await project("2026-11-09") });
    expect(out).toContain("\n  131.0.72.0/22       closed since 2026-11-09\n");
  });

  test("prints JSON of the package's list where the project has none", async () => {
    const { status, out } = await run("ranges show --format json", { cwd: await temporaryFolder() });
    const report = JSON.parse(out);
    expect(status).toBe(0);
    expect({ ...report, ranges: report.ranges.length }).toEqual({
      version: 1,
      path: null,
      source: "https://api.cloudflare.com/client/v4/ips",
      fetchedAt: "2026-10-05T00:00:00Z",
      etag: null,
      ranges: 22,
    });
    expect(report.ranges[0]).toEqual({
      cidr: "173.245.48.0/20",
      family: 4,
      open: true,
      removeAfter: null,
      state: "active",
    });
  });

  test("refuses a damaged list with the file's name", async () => {
    const cwd = await project();
    await writeFile(join(cwd, "no521.ranges.json"), "<html>");
    const fix = "Restore the committed file, or delete it to use the list that no521 carries.";
    expect(await run("ranges show", { cwd })).toEqual({
      status: 2,
      out: "",
      err: `error: ${join(cwd, "no521.ranges.json")} is not JSON: it starts with "<html>".\n  fix: ${fix}`,
    });
  });
});

describe("ranges check", () => {
  test("ends with 0 where the active ranges are published", async () => {
    const readLive = answering(...cidrs.filter((cidr) => cidr !== "131.0.72.0/22"));
    expect(await run("ranges check", { cwd: await project(), readLive })).toEqual({
      status: 0,
      out: "Cloudflare publishes the 21 active ranges of no521.ranges.json.",
      err: "",
    });
  });

  test("ends with 1 where they differ, and says how", async () => {
    const readLive = answering(...cidrs.filter((cidr) => cidr !== "2c0f:f248::/32"));
    expect(await run("ranges check", { cwd: await project(), readLive })).toEqual({
      status: 1,
      out: [
        "Cloudflare's list differs from no521.ranges.json:",
        "  + 131.0.72.0/22       published, not active in the list",
        "  - 2c0f:f248::/32      active in the list, no longer published",
        'Run "no521 ranges update", review the difference and commit it.',
      ].join("\n"),
      err: "",
    });
  });

  test.each([
    [unavailable, unavailableText],
    [unbelievable, unbelievableText],
  ])("ends with 2 and the reason where it cannot judge", async (readLive, err) => {
    expect(await run("ranges check", { cwd: await project(), readLive })).toEqual({ status: 2, out: "", err });
  });

  test("says in JSON that the outcome is not known, and why", async () => {
    const cwd = await project();
    const { status, out } = await run("ranges check --format json", { cwd, readLive: unavailable });
    expect(status).toBe(2);
    expect(JSON.parse(out)).toEqual({
      version: 1,
      path: join(cwd, "no521.ranges.json"),
      outcome: "unknown",
      reason: "it did not answer",
      published: [],
      dropped: [],
      edited: false,
      crossChecked: false,
      notes: [],
    });
  });

  test("compares with a server, and tells a list that was edited by hand", async () => {
    const server = await startServer({ ipv4: sayText(ipv4.slice(1).join("\n")) });
    const list = { ...snapshot, etag: "38f79d050aa027e3be3865e495dcc9bc", ranges: snapshot.ranges.slice(1) };
    const cwd = await temporaryFolder();
    await writeFile(join(cwd, "no521.ranges.json"), formatRangeList(list));
    const readLive: LiveReader = (given, options) => fetchLive(given, { ...options, source: server.source });
    const ran = await run("ranges check", { cwd, readLive });
    await server.close();
    expect(ran).toEqual({
      status: 1,
      out: [
        "Cloudflare's list differs from no521.ranges.json:",
        "  + 173.245.48.0/20     published, not active in the list",
        "The list has the digest of Cloudflare's list: it was edited by hand.",
        'Run "no521 ranges update", review the difference and commit it.',
      ].join("\n"),
      err: "note: Only the API names 173.245.48.0/20.",
    });
  });
});

describe("ranges update", () => {
  const readLive = answering(...cidrs.filter((cidr) => cidr !== "103.31.4.0/22"), "104.28.0.0/16");
  const difference = [
    "~ 103.31.4.0/22       no longer published: open until 2026-12-10",
    "+ 131.0.72.0/22       published again: active",
    "+ 104.28.0.0/16       published: active",
  ].join("\n");

  test("writes the list beside no521.yaml and prints what is to be reviewed", async () => {
    const cwd = await project();
    const before = await readFile(join(cwd, "no521.ranges.json"), "utf8");
    expect(await run("ranges update", { cwd, readLive })).toEqual({
      status: 0,
      out: `${difference}\nWrote no521.ranges.json with 22 active and 1 retiring ranges: review the difference and commit it.`,
      err: "",
    });
    const after = (await readFile(join(cwd, "no521.ranges.json"), "utf8")).split("\n");
    expect(after.filter((line) => !before.includes(line.replace(/,$/, "")))).toEqual([
      '  "source": "https://example.com/ips",',
      '  "fetchedAt": "2026-11-10T12:00:00.000Z",',
      '  "etag": "after",',
      '    { "cidr": "103.31.4.0/22", "state": "retiring", "removeAfter": "2026-12-10" },',
      '    { "cidr": "131.0.72.0/22", "state": "active" },',
      '    { "cidr": "104.28.0.0/16", "state": "active" },',
    ]);
    expect(await run("ranges update", { cwd, readLive })).toEqual({
      status: 0,
      out: "no521.ranges.json is up to date.",
      err: "",
    });
  });

  test("drops a range whose date has passed", async () => {
    const cwd = await project("2026-11-09");
    const gone = answering(...cidrs.filter((cidr) => cidr !== "131.0.72.0/22"));
    const { out } = await run("ranges update", { cwd, readLive: gone });
    expect(out.split("\n")[0]).toBe(
      "- 131.0.72.0/22       no longer published, and its date 2026-11-09 has passed: removed",
    );
  });

  test("writes nothing with --dry-run", async () => {
    const cwd = await project();
    const before = await readFile(join(cwd, "no521.ranges.json"), "utf8");
    const { status, out } = await run("ranges update --dry-run", { cwd, readLive });
    expect({ status, out }).toEqual({
      status: 0,
      out: `${difference}\nWould write no521.ranges.json with 22 active and 1 retiring ranges.`,
    });
    expect(await readFile(join(cwd, "no521.ranges.json"), "utf8")).toBe(before);
  });

  test("gives a project its first list, even where nothing differs", async () => {
    const cwd = await temporaryFolder();
    expect((await run("ranges update", { cwd, readLive: answering(...cidrs) })).out).toBe(
      "Wrote no521.ranges.json with 22 active and 0 retiring ranges: review the difference and commit it.",
    );
    expect(JSON.parse(await readFile(join(cwd, "no521.ranges.json"), "utf8")).ranges).toEqual(snapshot.ranges);
  });

  test.each([
    [unavailable, unavailableText],
    [unbelievable, unbelievableText],
  ])("leaves the list alone where there is none to believe", async (reader, err) => {
    const cwd = await project();
    const before = await readFile(join(cwd, "no521.ranges.json"), "utf8");
    expect(await run("ranges update", { cwd, readLive: reader })).toEqual({ status: 2, out: "", err });
    expect(await readFile(join(cwd, "no521.ranges.json"), "utf8")).toBe(before);
  });

  test("takes a large change only where a person allows it", async () => {
    const grown = [...ipv4, "104.28.0.0/14"];
    const server = await startServer({ api: say(apiBody({ ipv4: grown })), ipv4: sayText(grown.join("\n")) });
    const reader: LiveReader = (list, options) => fetchLive(list, { ...options, source: server.source });
    const cwd = await project();
    const refused = await run("ranges update", { cwd, readLive: reader });
    const taken = await run("ranges update --max-change 20", { cwd, readLive: reader });
    await server.close();
    expect(refused.err).toContain("is not believed: it adds 18 % to the IPv4 addresses, more than 10 %.");
    expect([refused.status, taken.status]).toEqual([2, 0]);
    expect(taken.out).toContain("+ 104.28.0.0/14       published: active\n");
  });

  test("takes the hold-down in days, a week at least", async () => {
    const cwd = await project();
    expect((await run("ranges update --dry-run --hold-down 7", { cwd, readLive })).out).toContain(
      "open until 2026-11-17",
    );
    expect(await run("ranges update --hold-down 6", { cwd, readLive })).toEqual({
      status: 64,
      out: "",
      err: 'error: --hold-down is "6", not a whole number from 7 to 365.\n  fix: Give a whole number from 7 to 365.',
    });
  });

  test("updates the list that the package carries, in a checkout of it", async () => {
    const packageFolder = await temporaryFolder();
    const path = join(packageFolder, "src", "cloudflare", "ranges.snapshot.json");
    await mkdir(join(packageFolder, "src", "cloudflare"), { recursive: true });
    await writeFile(join(packageFolder, "package.json"), '{ "name": "no521", "version": "1.0.0" }');
    await writeFile(join(packageFolder, "tsconfig.json"), "{}");
    await writeFile(path, formatRangeList(snapshot));
    const { status, out } = await run("ranges update --snapshot", { cwd: packageFolder, packageFolder, readLive });
    expect(status).toBe(0);
    expect(out).toContain("Wrote src/cloudflare/ranges.snapshot.json with 22 active and 1 retiring ranges:");
    expect(await readFile(path, "utf8")).toContain("104.28.0.0/16");
  });

  test("has no list of its own to update where it is installed", async () => {
    const packageFolder = await temporaryFolder();
    await writeFile(join(packageFolder, "package.json"), '{ "name": "no521", "version": "1.0.0" }');
    expect(await run("ranges update --snapshot", { packageFolder, readLive })).toEqual({
      status: 2,
      out: "",
      err:
        "error: no521 is installed here, not checked out: the list that it carries comes with its version.\n" +
        "  fix: Leave --snapshot out to write no521.ranges.json, or update no521.",
    });
  });
});
