import { expect, test } from "vitest";
import { type RangeList, snapshot } from "../../src/cloudflare/ranges";
import { changesOf, compare } from "../../src/ranges/difference";
import type { LiveList } from "../../src/ranges/live";

const list: RangeList = {
  ...snapshot,
  etag: "abc",
  ranges: [
    { cidr: "104.16.0.0/13", state: "active" },
    { cidr: "131.0.72.0/22", state: "retiring", removeAfter: "2026-12-31" },
    { cidr: "103.31.4.0/22", state: "active" },
  ],
};

const live = (etag: string, ...cidrs: readonly string[]): LiveList => ({
  cidrs,
  etag,
  source: "https://example.com/ips",
  crossChecked: true,
  notes: [],
});

test("finds no difference where the active ranges are published, and expects no retiring one", () => {
  expect(compare(list, live("def", "103.31.4.0/22", "104.16.0.0/13"))).toEqual({
    published: [],
    dropped: [],
    edited: false,
  });
});

test("finds what is published and what is dropped, a returned range included", () => {
  expect(compare(list, live("def", "104.16.0.0/13", "131.0.72.0/22", "104.28.0.0/16"))).toEqual({
    published: ["131.0.72.0/22", "104.28.0.0/16"],
    dropped: ["103.31.4.0/22"],
    edited: false,
  });
});

test("tells a list that was edited by hand by its digest", () => {
  expect(compare(list, live("abc", "104.16.0.0/13")).edited).toBe(true);
  expect(compare(list, live("abc", "104.16.0.0/13", "103.31.4.0/22")).edited).toBe(false);
});

test("lists what an update changes, the removed ranges last", () => {
  const after: RangeList = {
    ...list,
    ranges: [
      { cidr: "104.16.0.0/13", state: "retiring", removeAfter: "2027-01-31" },
      { cidr: "131.0.72.0/22", state: "active" },
      { cidr: "104.28.0.0/16", state: "active" },
    ],
  };
  expect(changesOf(list, after)).toEqual([
    { cidr: "104.16.0.0/13", kind: "retiring", removeAfter: "2027-01-31" },
    { cidr: "131.0.72.0/22", kind: "returned", removeAfter: null },
    { cidr: "104.28.0.0/16", kind: "added", removeAfter: null },
    { cidr: "103.31.4.0/22", kind: "removed", removeAfter: null },
  ]);
  expect(changesOf(list, list)).toEqual([]);
});
