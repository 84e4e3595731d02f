import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type RangeList, snapshot } from "../../src/cloudflare/ranges";
import { formatRangeList, parseRangeList } from "../../src/ranges/read";
import { UserError } from "../../src/user-error";

const list: RangeList = {
  source: "https://example.com/ips",
  fetchedAt: "2026-10-05T00:00:00Z",
  etag: "38f79d050aa027e3be3865e495dcc9bc",
  ranges: [
    { cidr: "104.16.0.0/13", state: "active" },
    { cidr: "131.0.72.0/22", state: "retiring", removeAfter: "2026-12-31" },
    { cidr: "2606:4700::/32", state: "active" },
  ],
};

/** The list as parsed JSON, with one change. */
function changed(change: Record<string, unknown>): string {
  return JSON.stringify({ ...list, ...change });
}

describe("parseRangeList", () => {
  test("reads what formatRangeList wrote", () => {
    expect(parseRangeList(formatRangeList(list), "no521.ranges.json")).toEqual(list);
  });

  test("reads the list that the package carries, and formats it as it is committed", () => {
    const text = readFileSync("src/cloudflare/ranges.snapshot.json", "utf8");
    expect(parseRangeList(text, "snapshot")).toEqual(snapshot);
    expect(formatRangeList(snapshot)).toBe(text);
  });

  test.each([
    ["{", 'x.json is not JSON: it starts with "{".'],
    ["", 'x.json is not JSON: it starts with "".'],
    ["[]", "x.json is no range list: its content: Invalid input: expected object, received array."],
    [changed({ etag: 5 }), "x.json is no range list: etag: Invalid input: expected string, received number."],
    [changed({ fetchedAt: "yesterday" }), "x.json is no range list: fetchedAt: Invalid ISO datetime."],
    [changed({ extra: 1 }), 'x.json is no range list: its content: Unrecognized key: "extra".'],
    [
      changed({ ranges: [{ cidr: "0.0.0.0/0", state: "active" }] }),
      "x.json is no range list: ranges[0].cidr: 0.0.0.0/0 is too large: a prefix shorter than /10 is not believed.",
    ],
    [
      changed({ ranges: [{ cidr: "104.16.0.1/13", state: "active" }] }),
      'x.json is no range list: ranges[0].cidr: "104.16.0.1/13" is not canonical: 104.16.0.0/13 is.',
    ],
    [
      changed({ ranges: [{ cidr: "104.16.0.0/13", state: "retiring" }] }),
      "x.json is no range list: ranges[0].removeAfter: Invalid input: expected string, received undefined.",
    ],
    [
      changed({ ranges: [{ cidr: "104.16.0.0/13", state: "active", removeAfter: "2026-12-31" }] }),
      'x.json is no range list: ranges[0]: Unrecognized key: "removeAfter".',
    ],
    [
      changed({ ranges: [...list.ranges, ...list.ranges] }),
      "x.json is no range list: ranges: 104.16.0.0/13 is listed twice.",
    ],
    [changed({ ranges: list.ranges.slice(0, 2) }), "x.json is no range list: ranges: it names no active IPv6 range."],
    [changed({ ranges: list.ranges.slice(1) }), "x.json is no range list: ranges: it names no active IPv4 range."],
  ])("refuses %j and names the key", (text, message) => {
    expect(() => parseRangeList(text, "x.json")).toThrow(
      new UserError(message, "Restore the committed file, or delete it to use the list that no521 carries."),
    );
  });
});
