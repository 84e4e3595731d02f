import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Admission,
  checkAdmission,
  checkerAdmission,
  countQuota,
  planRules,
} from "../../../../infra/components/plan/firewall";
import { snapshot } from "../../../../src/cloudflare/ranges";
import { merge, parseCidr } from "../../../../src/net/cidr";

const published = snapshot.ranges.map((range) => range.cidr);

function many(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `203.0.${index}.0/24`);
}

const ranges = fc
  .uniqueArray(
    fc.oneof(
      fc.tuple(fc.ipV4(), fc.integer({ min: 8, max: 32 })),
      fc.tuple(fc.ipV6(), fc.integer({ min: 16, max: 128 })),
    ),
    { maxLength: 80, selector: ([address, bits]) => parseCidr(`${address}/${bits}`)?.text },
  )
  .map((pairs) => pairs.flatMap(([address, bits]) => parseCidr(`${address}/${bits}`)?.text ?? []));

describe("planRules", () => {
  test("plans exactly the ranges, in their order, under names that are theirs alone", () => {
    fc.assert(
      fc.property(ranges, (given) => {
        const rules = planRules(given);
        expect(rules.map(({ cidr }) => cidr)).toEqual(given);
        expect(new Set(rules.map(({ key }) => key)).size).toBe(given.length);
        expect(rules.map(({ cidr, family }) => family === (cidr.includes(":") ? 6 : 4))).not.toContain(false);
      }),
    );
  });

  test("names a range alike wherever it stands in the list", () => {
    const [first, last] = [planRules(published), planRules(published.toReversed())];
    expect(last.toReversed()).toEqual(first);
  });

  test("covers every address that Cloudflare publishes and no other", () => {
    const covered = planRules(published).flatMap(({ cidr }) => parseCidr(cidr) ?? []);
    expect(merge(covered)).toEqual(merge(published.flatMap((cidr) => parseCidr(cidr) ?? [])));
  });

  test.each([
    [
      ["203.0.113.0/24", "300.1.1.1/8"],
      "ranges[1]",
      '"300.1.1.1/8" is not a CIDR such as 203.0.113.0/24 or 2001:db8::/32',
    ],
    [["203.0.113.7/24"], "ranges[0]", '"203.0.113.7/24" is written as AWS does not: write 203.0.113.0/24'],
    [["203.0.113.0/24", "203.0.113.0/24"], "ranges[1]", '"203.0.113.0/24" is listed twice'],
  ])("refuses %j", (given, propertyPath, reason) => {
    expect(() => planRules(given)).toThrow(expect.objectContaining({ propertyPath, reason }));
  });
});

describe("checkAdmission", () => {
  test("takes 15 IPv4 and 7 IPv6 rules for what Cloudflare publishes", () => {
    expect(countQuota({ kind: "rules", ranges: published })).toEqual({ ipv4: 15, ipv6: 7 });
    expect(() => checkAdmission({ kind: "rules", ranges: published })).not.toThrow();
  });

  test("counts each family for itself: sixty of either fit, one more does not", () => {
    const full: Admission = { kind: "rules", ranges: [...many(60), "2001:db8::/32"] };
    expect(() => checkAdmission(full)).not.toThrow();
    expect(() => checkAdmission({ ...full, ranges: [...many(61), "2001:db8::/32"] })).toThrow(
      expect.objectContaining({
        propertyPath: "admission",
        reason:
          "it takes 61 IPv4 rules of one security group, and AWS allows 60 for each family; use another group, or have the quota raised and pass it as rulesPerGroup",
      }),
    );
    expect(() => checkAdmission({ ...full, ranges: [...many(61), "2001:db8::/32"] }, 100)).not.toThrow();
  });

  test("counts a prefix list with its greatest size, not with what it holds", () => {
    const lists: Admission = { kind: "prefix-lists", ranges: published, maxEntries: { ipv4: 25, ipv6: 61 } };
    expect(countQuota(lists)).toEqual({ ipv4: 25, ipv6: 61 });
    expect(() => checkAdmission(lists)).toThrow(/it takes 61 IPv6 rules/);
  });

  test("refuses a prefix list without room for the ranges", () => {
    const lists: Admission = { kind: "prefix-lists", ranges: published, maxEntries: { ipv4: 14, ipv6: 12 } };
    expect(() => checkAdmission(lists)).toThrow(
      expect.objectContaining({
        propertyPath: "admission.maxEntries.ipv4",
        reason: "the list has room for 14 ranges, and 15 are to be admitted",
      }),
    );
  });

  test("refuses a list that leaves a family out", () => {
    expect(() => checkAdmission({ kind: "rules", ranges: ["203.0.113.0/24"] })).toThrow(
      expect.objectContaining({ propertyPath: "admission.ranges", reason: "it holds no IPv6 range" }),
    );
    expect(() => checkAdmission({ kind: "rules", ranges: ["2001:db8::/32"] })).toThrow(/it holds no IPv4 range/);
  });

  test("counts the health checkers' list with its weight", () => {
    expect(countQuota(checkerAdmission("pl-0a1b"))).toEqual({ ipv4: 25, ipv6: 0 });
    expect(() => checkAdmission(checkerAdmission("pl-0a1b"), 24)).toThrow(/it takes 25 IPv4 rules/);
  });
});
