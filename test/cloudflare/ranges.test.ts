import { expect, test } from "vitest";
import { snapshot } from "../../src/cloudflare/ranges";
import { isCanonical, parseCidr } from "../../src/net/cidr";

test("carries Cloudflare's 15 IPv4 and 7 IPv6 ranges, all active and canonical", () => {
  const cidrs = snapshot.ranges.map(({ cidr }) => cidr);
  expect(cidrs.filter((cidr) => parseCidr(cidr)?.family === 4)).toHaveLength(15);
  expect(cidrs.filter((cidr) => parseCidr(cidr)?.family === 6)).toHaveLength(7);
  expect(cidrs.filter((cidr) => !isCanonical(cidr))).toEqual([]);
  expect(snapshot.ranges.filter(({ state }) => state !== "active")).toEqual([]);
});

test("has 104.16.0.0/13 and 104.24.0.0/14, not the /12 they replaced, and the range that came back in 2023", () => {
  const cidrs = snapshot.ranges.map(({ cidr }) => cidr);
  expect(cidrs).toContain("104.16.0.0/13");
  expect(cidrs).toContain("104.24.0.0/14");
  expect(cidrs).toContain("2c0f:f248::/32");
  expect(cidrs).not.toContain("104.16.0.0/12");
});
