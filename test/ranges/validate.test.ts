import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type RangeList, snapshot } from "../../src/cloudflare/ranges";
import { countAddresses, parseCidr, subtract } from "../../src/net/cidr";
import type { Published } from "../../src/ranges/live";
import { allowed } from "../../src/ranges/merge";
import { type Bounds, judge, judgeEntry } from "../../src/ranges/validate";

const bounds: Bounds = { maxChangePercent: 10, ownNetworks: [], now: new Date("2026-10-10T12:00:00Z") };
const cidrs = snapshot.ranges.map(({ cidr }) => cidr);
const ipv4 = cidrs.filter((cidr) => !cidr.includes(":"));
const ipv6 = cidrs.filter((cidr) => cidr.includes(":"));

function published(change: { readonly ipv4?: readonly string[]; readonly ipv6?: readonly string[] } = {}): Published {
  return { ipv4: change.ipv4 ?? ipv4, ipv6: change.ipv6 ?? ipv6, etag: null };
}

const without = (list: readonly string[], ...gone: readonly string[]) => list.filter((cidr) => !gone.includes(cidr));

describe("judge", () => {
  test.each([
    ["the reviewed list itself", published()],
    ["a few ranges more", published({ ipv4: [...ipv4, "104.28.0.0/15"], ipv6: [...ipv6, "2606:4701::/32"] })],
    ["a few ranges less", published({ ipv4: without(ipv4, "131.0.72.0/22"), ipv6: without(ipv6, "2c0f:f248::/32") })],
    [
      "a range in two halves",
      published({ ipv4: [...without(ipv4, "104.16.0.0/13"), "104.16.0.0/14", "104.20.0.0/14"] }),
    ],
    ["two ranges as their supernet's part", published({ ipv4: [...ipv4, "173.245.48.0/21"] })],
  ])("believes %s", (_title, list) => {
    expect(judge(list, snapshot, bounds)).toBeUndefined();
  });

  test.each([
    ["no IPv4", published({ ipv4: [] }), "it names no IPv4 range"],
    ["no IPv6", published({ ipv6: [] }), "it names no IPv6 range"],
    [
      "a glued line",
      published({ ipv4: [...without(ipv4, "131.0.72.0/22"), "131.0.72.0/222400:cb00::/32"] }),
      '"131.0.72.0/222400:cb00::/32" is not a network',
    ],
    ["an empty line", published({ ipv4: [...ipv4, ""] }), '"" is not a network'],
    [
      "host bits",
      published({ ipv4: [...ipv4, "104.28.0.1/16"] }),
      '"104.28.0.1/16" is not canonical: 104.28.0.0/16 is',
    ],
    [
      "long IPv6",
      published({ ipv6: [...ipv6, "2606:4701:0::/32"] }),
      '"2606:4701:0::/32" is not canonical: 2606:4701::/32 is',
    ],
    ["a bare address", published({ ipv4: [...ipv4, "104.28.0.1"] }), '"104.28.0.1" is not canonical: 104.28.0.1/32 is'],
    [
      "everything",
      published({ ipv4: [...ipv4, "0.0.0.0/0"] }),
      "0.0.0.0/0 is too large: a prefix shorter than /10 is not believed",
    ],
    [
      "half a /8",
      published({ ipv4: [...ipv4, "52.0.0.0/9"] }),
      "52.0.0.0/9 is too large: a prefix shorter than /10 is not believed",
    ],
    [
      "all of IPv6",
      published({ ipv6: [...ipv6, "::/0"] }),
      "::/0 is too large: a prefix shorter than /26 is not believed",
    ],
    ["a private network", published({ ipv4: [...ipv4, "10.0.0.0/16"] }), "10.0.0.0/16 is not public address space"],
    ["multicast", published({ ipv4: [...ipv4, "239.0.0.0/16"] }), "239.0.0.0/16 is not public address space"],
    ["documentation", published({ ipv6: [...ipv6, "2001:db8::/32"] }), "2001:db8::/32 is not public address space"],
    ["unique local", published({ ipv6: [...ipv6, "fd00::/32"] }), "fd00::/32 is not public address space"],
    ["a family astray", published({ ipv4: [...ipv4, "2606:4701::/32"] }), "2606:4701::/32 is no IPv4 range"],
    ["a duplicate", published({ ipv4: [...ipv4, "131.0.72.0/22"] }), "131.0.72.0/22 is listed twice"],
    [
      "half of a supernet, in more entries",
      published({ ipv4: [...without(ipv4, "104.16.0.0/13"), "104.16.0.0/15", "104.18.0.0/16", "104.19.0.0/16"] }),
      "it lacks 18 % of the IPv4 addresses, more than 10 %",
    ],
    [
      "too many addresses",
      published({ ipv4: [...ipv4, "52.0.0.0/10"] }),
      "it adds 276 % to the IPv4 addresses, more than 10 %",
    ],
    [
      "too much IPv6",
      published({ ipv6: [...ipv6, "2606:4800::/29"] }),
      "it adds 58 % to the IPv6 addresses, more than 10 %",
    ],
    [
      "other addresses of the same size",
      published({ ipv4: ipv4.map((cidr) => (cidr === "172.64.0.0/13" ? "52.64.0.0/13" : cidr)) }),
      "it lacks 35 % of the IPv4 addresses, more than 10 %",
    ],
    [
      "many small ranges",
      published({ ipv4: [...ipv4, ...Array.from({ length: 11 }, (_, index) => `52.1.${index}.0/32`)] }),
      "it adds 11 IPv4 ranges, more than 10",
    ],
  ])("refuses a list with %s", (_title, list, reason) => {
    expect(judge(list, snapshot, bounds)).toBe(reason);
  });

  test("refuses a list that overlaps a network of our own", () => {
    const own = { ...bounds, ownNetworks: ["172.64.0.0/16"] };
    expect(judge(published(), snapshot, own)).toBe("172.64.0.0/13 overlaps 172.64.0.0/16, which is our own network");
  });

  test("counts a retiring range as reviewed until its date, and as new after it", () => {
    const list: RangeList = {
      ...snapshot,
      ranges: [...snapshot.ranges, { cidr: "104.28.0.0/14", state: "retiring", removeAfter: "2026-10-10" }],
    };
    const back = published({ ipv4: [...ipv4, "104.28.0.0/14"] });
    expect(judge(back, list, bounds)).toBeUndefined();
    expect(judge(back, list, { ...bounds, now: new Date("2026-10-11T00:00:00Z") })).toBe(
      "it adds 18 % to the IPv4 addresses, more than 10 %",
    );
  });

  test("lets a person allow more change", () => {
    const list = published({ ipv4: [...ipv4, "104.28.0.0/14"] });
    expect(judge(list, snapshot, bounds)).toBe("it adds 18 % to the IPv4 addresses, more than 10 %");
    expect(judge(list, snapshot, { ...bounds, maxChangePercent: 20 })).toBeUndefined();
  });
});

test("opens at most the growth bound beyond the reviewed list, whatever is published", () => {
  const entry = fc.oneof(
    fc.constantFrom(...ipv4),
    fc.tuple(fc.nat(0xffffffff), fc.integer({ min: 0, max: 32 })).map(([address, bits]) => {
      const bytes = [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff);
      return parseCidr(`${bytes.join(".")}/${bits}`)?.text ?? "";
    }),
    fc.string(),
  );
  const extra = fc.array(entry, { maxLength: 6 });
  const active = countAddresses(
    ipv4.flatMap((cidr) => parseCidr(cidr) ?? []),
    4,
  );
  let believed = 0;
  fc.assert(
    fc.property(extra, fc.subarray(ipv4), (more, gone) => {
      const list = published({ ipv4: [...without(ipv4, ...gone.slice(0, 1)), ...more] });
      if (judge(list, snapshot, bounds) !== undefined) return;
      believed++;
      const live = { cidrs: [...list.ipv4, ...list.ipv6], etag: null, source: "", crossChecked: true, notes: [] };
      const open = allowed(snapshot, live, bounds.now).flatMap((cidr) => parseCidr(cidr) ?? []);
      const reviewed = cidrs.flatMap((cidr) => parseCidr(cidr) ?? []);
      expect(countAddresses(subtract(open, reviewed), 4) * 10n).toBeLessThanOrEqual(active);
      expect(subtract(reviewed, open)).toEqual([]);
    }),
    { numRuns: 500 },
  );
  expect(believed).toBeGreaterThan(0);
});

test.each(["104.16.0.0/13", "2606:4700::/32", "2a06:98c0::/29"])("has nothing against %s by itself", (cidr) => {
  expect(judgeEntry(cidr)).toBeUndefined();
});
