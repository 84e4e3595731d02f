import { describe, expect, test } from "vitest";
import { prohibitedRanges, prohibitedTarget } from "../../src/cloudflare/prohibited";
import { overlaps } from "../../src/net/cidr";

describe("prohibitedTarget", () => {
  test.each([
    ["10.1.2.3", "10.0.0.0/8", 9003, 1002],
    ["172.31.255.255", "172.16.0.0/12", 9003, 1002],
    ["192.168.0.1", "192.168.0.0/16", 9003, 1002],
    ["100.127.0.1", "100.64.0.0/10", 9003, 1002],
    ["fd12::1", "fc00::/7", 9003, 1002],
    ["127.0.0.1", "127.0.0.0/8", 9003, 1002],
    ["::1", "::1/128", 9003, 1002],
    ["169.254.169.254", "169.254.0.0/16", 9003, 1002],
    ["fe80::1", "fe80::/10", 9003, 1002],
    ["0.0.0.0", "0.0.0.0/32", 9003, 1002],
    ["1.1.1.1", "1.1.1.1/32", 9003, 1000],
    ["104.16.1.1", "104.16.0.0/13", null, 1000],
    ["2606:4700::1111", "2606:4700::/32", null, 1000],
    ["192.0.2.1", "192.0.2.0/24", null, 522],
    ["100::", "100::/64", null, 522],
    ["::ffff:10.1.2.3", "10.0.0.0/8", 9003, 1002],
  ])("refuses %s as part of %s, API error %s, seen as %i", (address, range, apiError, runtimeCode) => {
    const prohibited = prohibitedTarget(address);
    expect(prohibited).toMatchObject({ network: { text: range }, apiError, runtimeCode });
  });

  test.each([
    "172.32.0.1",
    "172.15.255.255",
    "100.128.0.1",
    "104.28.0.1",
    "198.51.100.7",
    "2001:db8::1",
    "192.0.3.1",
    "100:0:0:1::",
    "not an address",
    "",
  ])("has nothing to say against %j", (address) => {
    expect(prohibitedTarget(address)).toBeUndefined();
  });
});

test("holds all its ranges, and no two that overlap, so that the answer does not depend on their order", () => {
  expect(prohibitedRanges).toHaveLength(14 + 22);
  const pairs = prohibitedRanges.flatMap((a, index) => prohibitedRanges.slice(index + 1).map((b) => [a, b] as const));
  expect(pairs.filter(([a, b]) => overlaps(a.network, b.network))).toEqual([]);
});
