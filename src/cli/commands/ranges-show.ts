import { relative } from "node:path";
import type { Range } from "../../cloudflare/ranges";
import { isOpen } from "../../ranges/merge";
import { projectFolderOf, readList, type StoredList } from "../../ranges/store";
import { formatJson } from "../../report/json";
import { defineCommand } from "../command";
import { exit } from "../exit";
import { coloursOf, type Io } from "../io";

/** `no521 ranges show`. */
export const rangesShow = defineCommand({
  name: "ranges show",
  summary: "Print the reviewed list of Cloudflare's ranges",
  options: {
    format: { value: "format", summary: "How to print it", choices: ["text", "json"], default: "text" },
  },
  async run({ values }, io) {
    const stored = await readList(projectFolderOf(io.cwd, io.env.NO521_CONFIG));
    io.out(values.format === "json" ? asJson(stored, io) : asText(stored, io));
    return exit.ok;
  },
});

/** Names a list as a person finds it. */
export function nameOf({ path }: StoredList, io: Io): string {
  return path === null ? "the list that no521 carries" : relative(io.cwd, path);
}

function asText(stored: StoredList, io: Io): string {
  const { list } = stored;
  const colours = coloursOf(io);
  const row = (range: Range) => {
    const text = `  ${range.cidr.padEnd(20)}${stateOf(range, io.now())}`.trimEnd();
    return range.state === "active" ? text : colours.yellow(text);
  };
  const family = (title: string, ranges: readonly Range[]) => ["", `${title} (${ranges.length})`, ...ranges.map(row)];
  return [
    `list     ${nameOf(stored, io)}`,
    `source   ${list.source}`,
    `fetched  ${list.fetchedAt}`,
    `etag     ${list.etag ?? "not recorded"}`,
    ...family("IPv4", list.ranges.filter(isIpv4)),
    ...family(
      "IPv6",
      list.ranges.filter((range) => !isIpv4(range)),
    ),
  ].join("\n");
}

function asJson({ list, path }: StoredList, io: Io): string {
  const ranges = list.ranges.map((range) => ({
    cidr: range.cidr,
    family: isIpv4(range) ? 4 : 6,
    open: isOpen(range, io.now()),
    removeAfter: range.removeAfter ?? null,
    state: range.state,
  }));
  return formatJson({ version: 1, path, source: list.source, fetchedAt: list.fetchedAt, etag: list.etag, ranges });
}

function stateOf(range: Range, now: Date): string {
  if (range.state === "active") return "";
  return isOpen(range, now) ? `retiring, open until ${range.removeAfter}` : `closed since ${range.removeAfter}`;
}

function isIpv4({ cidr }: Range): boolean {
  return !cidr.includes(":");
}
