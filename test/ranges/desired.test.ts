import { join } from "node:path";
import { expect, test } from "vitest";
import { type RangeList, snapshot } from "../../src/cloudflare/ranges";
import { type DesiredOptions, desiredRanges } from "../../src/ranges/desired";
import type { Live } from "../../src/ranges/live";
import { rangesFileName, writeListFile } from "../../src/ranges/store";
import { temporaryFolder } from "../temporary-folder";

const now = new Date("2026-11-10T12:00:00Z");
const cidrs = snapshot.ranges.map(({ cidr }) => cidr);

const desire = async (answer: Live | null, change: Partial<DesiredOptions> = {}) =>
  desiredRanges({ now, projectFolder: await temporaryFolder(), live: answer && (async () => answer), ...change });

const liveOf = (...ranges: readonly string[]): Live => ({
  kind: "live",
  list: { cidrs: ranges, etag: null, source: "https://example.com/ips", crossChecked: true, notes: ["A note."] },
});

test("uses the reviewed list alone, without a word, where no live list is wanted", async () => {
  expect(await desire(null)).toEqual({ allowed: cidrs, needed: cidrs, notes: [] });
});

test("adds what a live list adds, asks for its review, and passes on its notes", async () => {
  expect(await desire(liveOf(...cidrs.slice(1), "104.28.0.0/16"))).toEqual({
    allowed: [...cidrs, "104.28.0.0/16"],
    needed: [...cidrs, "104.28.0.0/16"],
    notes: ["A note.", 'Cloudflare publishes 104.28.0.0/16, which the reviewed list lacks: run "no521 ranges update".'],
  });
});

test.each<[Live, string]>([
  [{ kind: "unavailable", reason: "it did not answer" }, "could not be read: it did not answer."],
  [{ kind: "unbelievable", reason: "it names no IPv4 range" }, "is not believed: it names no IPv4 range."],
])("goes on with the reviewed list and says why: %j", async (answer, reason) => {
  expect(await desire(answer)).toEqual({
    allowed: cidrs,
    needed: cidrs,
    notes: [`The reviewed list of 2026-10-05 is used: Cloudflare's list ${reason}`],
  });
});

test("opens a retiring range of the project's list to its date, demands it never, and says when it is closed", async () => {
  const list: RangeList = {
    ...snapshot,
    ranges: snapshot.ranges.map((range) =>
      range.cidr === "131.0.72.0/22" ? { ...range, state: "retiring", removeAfter: "2026-11-10" } : range,
    ),
  };
  const projectFolder = await temporaryFolder();
  await writeListFile(join(projectFolder, rangesFileName), list);
  const rest = cidrs.filter((cidr) => cidr !== "131.0.72.0/22");
  expect(await desire(null, { projectFolder })).toEqual({ allowed: cidrs, needed: rest, notes: [] });
  expect(await desire(null, { projectFolder, now: new Date("2026-11-11T00:00:00Z") })).toEqual({
    allowed: rest,
    needed: rest,
    notes: ["Closed, since their date has passed: 131.0.72.0/22."],
  });
});

test("hands the reviewed list, the date and our own networks to the reader of the live list", async () => {
  const asked: unknown[] = [];
  await desire(null, {
    ownNetworks: ["198.51.100.0/24"],
    live: async (...given) => {
      asked.push(given);
      return liveOf(...cidrs);
    },
  });
  expect(asked).toEqual([[snapshot, { now, ownNetworks: ["198.51.100.0/24"] }]]);
});
