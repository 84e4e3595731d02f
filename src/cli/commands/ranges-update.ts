import { existsSync } from "node:fs";
import { join, relative } from "node:path";
import { type RangeList, snapshot } from "../../cloudflare/ranges";
import { type Change, changesOf } from "../../ranges/difference";
import { planUpdate } from "../../ranges/merge";
import { projectFolderOf, rangesFileName, readListFile, writeListFile } from "../../ranges/store";
import { defaultMaxChangePercent } from "../../ranges/validate";
import { UserError } from "../../user-error";
import { defineCommand, wholeNumber } from "../command";
import { exit } from "../exit";
import { coloursOf, type Io } from "../io";
import { unanswered } from "./ranges-check";

/** `no521 ranges update`. */
export const rangesUpdate = defineCommand({
  name: "ranges update",
  summary: "Bring the reviewed list up to date, for review and commit",
  description: [
    `Writes ${rangesFileName} beside no521.yaml. A new range is active at once.`,
    "A range that Cloudflare no longer publishes stays open for the hold-down and is closed after it.",
    "A list that is not believable changes nothing.",
  ].join(" "),
  options: {
    dryRun: { summary: "Print what would change and write nothing" },
    holdDown: { value: "days", summary: "How long a dropped range stays open, 7–365", default: "30" },
    maxChange: {
      value: "percent",
      summary: "Share of a family's addresses that may come or go, 0–100",
      default: String(defaultMaxChangePercent),
    },
    snapshot: { summary: "Update the list that no521 carries, in a checkout of it" },
  },
  async run({ values }, io) {
    const holdDownDays = wholeNumber(values.holdDown, "--hold-down", [7, 365]);
    const maxChangePercent = wholeNumber(values.maxChange, "--max-change", [0, 100]);
    const path = values.snapshot
      ? snapshotPath(io)
      : join(projectFolderOf(io.cwd, io.env.NO521_CONFIG), rangesFileName);
    const isNew = !existsSync(path);
    const list = isNew ? snapshot : await readListFile(path);
    const live = await io.readLive(list, { now: io.now(), maxChangePercent });
    if (live.kind !== "live") throw unanswered(live);
    for (const note of live.list.notes) io.err(`note: ${note}`);
    const next = planUpdate(list, live.list, { now: io.now(), holdDownDays });
    const changes = changesOf(list, next);
    const name = relative(io.cwd, path);
    if (changes.length > 0) io.out(asText(changes, io));
    if (!isNew && changes.length === 0 && isSameDigest(list, next)) io.out(`${name} is up to date.`);
    else if (values.dryRun) io.out(`Would write ${name} with ${countOf(next)}.`);
    else {
      await writeListFile(path, next);
      io.out(`Wrote ${name} with ${countOf(next)}: review the difference and commit it.`);
    }
    return exit.ok;
  },
});

/** A source without a digest says nothing about it. */
function isSameDigest(list: RangeList, next: RangeList): boolean {
  return next.etag === null || next.etag === list.etag;
}

function snapshotPath({ packageFolder }: Io): string {
  const path = join(packageFolder, "src", "cloudflare", "ranges.snapshot.json");
  if (existsSync(join(packageFolder, "tsconfig.json")) && existsSync(path)) return path;
  throw new UserError(
    "no521 is installed here, not checked out: the list that it carries comes with its version.",
    `Leave --snapshot out to write ${rangesFileName}, or update no521.`,
  );
}

function asText(changes: readonly Change[], io: Io): string {
  const colours = coloursOf(io);
  const paint = { added: colours.green, returned: colours.green, retiring: colours.yellow, removed: colours.red };
  const mark = { added: "+", returned: "+", retiring: "~", removed: "-" };
  return changes
    .map((change) => paint[change.kind](`${mark[change.kind]} ${change.cidr.padEnd(20)}${explain(change)}`))
    .join("\n");
}

function explain({ kind, removeAfter }: Change): string {
  if (kind === "added") return "published: active";
  if (kind === "returned") return "published again: active";
  if (kind === "retiring") return `no longer published: open until ${removeAfter}`;
  return `no longer published, and its date ${removeAfter} has passed: removed`;
}

function countOf({ ranges }: RangeList): string {
  const retiring = ranges.filter(({ state }) => state === "retiring").length;
  return `${ranges.length - retiring} active and ${retiring} retiring ranges`;
}
