import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Range, RangeList } from "../../src/cloudflare/ranges";
import { countAddresses, parseCidr, subtract } from "../../src/net/cidr";
import type { LiveList } from "../../src/ranges/live";
import { allowed, isOpen, needed, planUpdate } from "../../src/ranges/merge";

const now = new Date("2026-10-10T12:00:00Z");

function listOf(...ranges: readonly (string | Range)[]): RangeList {
  return {
    source: "https://example.com/ips",
    fetchedAt: "2026-10-05T00:00:00Z",
    etag: "before",
    ranges: ranges.map((range) => (typeof range === "string" ? { cidr: range, state: "active" } : range)),
  };
}

function liveOf(...cidrs: readonly string[]): LiveList {
  return { cidrs, etag: "after", source: "https://example.com/live", crossChecked: true, notes: [] };
}

const retiring = (cidr: string, removeAfter: string): Range => ({ cidr, state: "retiring", removeAfter });

describe("allowed", () => {
  test("opens active ranges and retiring ones to the end of their date, and closes them after it", () => {
    const list = listOf(
      "104.16.0.0/13",
      retiring("131.0.72.0/22", "2026-10-10"),
      retiring("103.31.4.0/22", "2026-10-09"),
    );
    expect(allowed(list, null, now)).toEqual(["104.16.0.0/13", "131.0.72.0/22"]);
    expect(allowed(list, null, new Date("2026-10-10T23:59:59.999Z"))).toEqual(["104.16.0.0/13", "131.0.72.0/22"]);
    expect(allowed(list, null, new Date("2026-10-11T00:00:00Z"))).toEqual(["104.16.0.0/13"]);
  });

  test("adds what a live list publishes, and takes nothing away that it lacks", () => {
    const list = listOf("104.16.0.0/13", "131.0.72.0/22");
    expect(allowed(list, liveOf("104.16.0.0/13", "104.28.0.0/16"), now)).toEqual([
      "104.16.0.0/13",
      "131.0.72.0/22",
      "104.28.0.0/16",
    ]);
  });

  test("adds no rule for a live range that is open already in other pieces", () => {
    expect(allowed(listOf("104.16.0.0/13"), liveOf("104.16.0.0/14", "104.20.0.0/14"), now)).toEqual(["104.16.0.0/13"]);
    expect(allowed(listOf("104.16.0.0/14", "104.20.0.0/14"), liveOf("104.16.0.0/13"), now)).toEqual([
      "104.16.0.0/14",
      "104.20.0.0/14",
    ]);
  });
});

test("demands active and live ranges, and never a retiring one, open or not", () => {
  const list = listOf("104.16.0.0/13", retiring("131.0.72.0/22", "2026-12-31"));
  expect(needed(list, null)).toEqual(["104.16.0.0/13"]);
  expect(needed(list, liveOf("104.28.0.0/16"))).toEqual(["104.16.0.0/13", "104.28.0.0/16"]);
});

describe("planUpdate", () => {
  const options = { now, holdDownDays: 30 };

  test("activates what is new, retires what is gone, and records where the list came from", () => {
    const list = listOf("104.16.0.0/13", "131.0.72.0/22", "2606:4700::/32");
    const live = liveOf("104.16.0.0/13", "104.28.0.0/16", "2606:4700::/32", "2606:4701::/32");
    expect(planUpdate(list, live, options)).toEqual({
      source: "https://example.com/live",
      fetchedAt: "2026-10-10T12:00:00.000Z",
      etag: "after",
      ranges: [
        { cidr: "104.16.0.0/13", state: "active" },
        { cidr: "131.0.72.0/22", state: "retiring", removeAfter: "2026-11-09" },
        { cidr: "104.28.0.0/16", state: "active" },
        { cidr: "2606:4700::/32", state: "active" },
        { cidr: "2606:4701::/32", state: "active" },
      ],
    });
  });

  test.each([
    ["keeps the date of a range that stays away", "2026-10-10", [], [retiring("131.0.72.0/22", "2026-10-10")]],
    ["drops a range whose date has passed", "2026-10-09", [], []],
    ["reactivates a range that is back", "2026-10-12", ["131.0.72.0/22"], [{ cidr: "131.0.72.0/22", state: "active" }]],
    [
      "reactivates it after its date too",
      "2026-10-09",
      ["131.0.72.0/22"],
      [{ cidr: "131.0.72.0/22", state: "active" }],
    ],
  ] as const)("%s", (_title, removeAfter, extra, expected) => {
    const list = listOf("104.16.0.0/13", retiring("131.0.72.0/22", removeAfter));
    const { ranges } = planUpdate(list, liveOf("104.16.0.0/13", ...extra), options);
    expect(ranges.slice(1)).toEqual(expected);
  });

  test("retires nothing on the word of one source alone", () => {
    const live = { ...liveOf("104.16.0.0/13"), crossChecked: false };
    expect(planUpdate(listOf("104.16.0.0/13", "131.0.72.0/22"), live, options).ranges).toEqual([
      { cidr: "104.16.0.0/13", state: "active" },
      { cidr: "131.0.72.0/22", state: "active" },
    ]);
  });
});

/** Any network inside the documentation ranges, so that lists overlap, nest and touch often. */
const cidr = fc.oneof(
  fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 24, max: 30 })).map(([last, bits]) => {
    return parseCidr(`198.51.100.${last}/${bits}`)?.text ?? "";
  }),
  fc.tuple(fc.integer({ min: 0, max: 0xffff }), fc.integer({ min: 34, max: 48 })).map(([group, bits]) => {
    return parseCidr(`2001:db8:${group.toString(16)}::/${bits}`)?.text ?? "";
  }),
);
const date = fc
  .integer({ min: -40, max: 40 })
  .map((days) => new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10));
const range: fc.Arbitrary<Range> = fc.oneof(
  cidr.map((text): Range => ({ cidr: text, state: "active" })),
  fc.tuple(cidr, date).map(([text, removeAfter]) => retiring(text, removeAfter)),
);
const lists = fc
  .uniqueArray(range, { selector: (item) => item.cidr, maxLength: 12 })
  .map((ranges) => listOf(...ranges));
const lives = fc.tuple(fc.uniqueArray(cidr, { maxLength: 12 }), fc.boolean()).map(([cidrs, crossChecked]) => ({
  ...liveOf(...cidrs),
  crossChecked,
}));

const networks = (cidrs: readonly string[]) => cidrs.flatMap((text) => parseCidr(text) ?? []);
const missing = (wanted: readonly string[], from: readonly string[]) => subtract(networks(wanted), networks(from));

describe("whatever a live list says", () => {
  test("every active and every unexpired retiring range stays open, under its own name", () => {
    fc.assert(
      fc.property(lists, lives, (list, live) => {
        const open = allowed(list, live, now);
        expect(open).toEqual(
          expect.arrayContaining(list.ranges.filter((one) => isOpen(one, now)).map((one) => one.cidr)),
        );
        expect(new Set(open).size).toBe(open.length);
      }),
    );
  });

  test("what is needed is open, and covers the active and the published ranges", () => {
    fc.assert(
      fc.property(lists, lives, (list, live) => {
        const demanded = needed(list, live);
        expect(missing(demanded, allowed(list, live, now))).toEqual([]);
        expect(missing([...needed(list, null), ...live.cidrs], demanded)).toEqual([]);
      }),
    );
  });

  test("nothing is opened beyond the reviewed and the published addresses", () => {
    fc.assert(
      fc.property(lists, lives, (list, live) => {
        expect(missing(allowed(list, live, now), [...allowed(list, null, now), ...live.cidrs])).toEqual([]);
      }),
    );
  });

  test("an update closes no address before its hold-down, whichever lists alternate", () => {
    fc.assert(
      fc.property(lists, fc.array(lives, { minLength: 1, maxLength: 5 }), (list, answers) => {
        const after = answers.reduce((before, live) => planUpdate(before, live, { now, holdDownDays: 30 }), list);
        expect(missing(allowed(list, null, now), allowed(after, null, now))).toEqual([]);
      }),
    );
  });

  test("an update closes what nobody publishes once the hold-down is over", () => {
    fc.assert(
      fc.property(lists, lives, (list, live) => {
        const believed = { ...live, crossChecked: true };
        const planned = planUpdate(list, believed, { now, holdDownDays: 30 });
        const later = new Date(now.getTime() + 41 * 86_400_000);
        const open = allowed(planUpdate(planned, believed, { now: later, holdDownDays: 30 }), null, later);
        expect([...open].sort()).toEqual([...live.cidrs].sort());
        expect(countAddresses(networks(open), 4)).toBe(countAddresses(networks(live.cidrs), 4));
      }),
    );
  });
});
