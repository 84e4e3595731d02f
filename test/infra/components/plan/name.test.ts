import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cidrSlug, hostnameSlug } from "../../../../infra/components/plan/name";
import { parseCidr } from "../../../../src/net/cidr";

/** Canonical CIDRs of both families, short zero-filled ones among them. */
const cidr = fc
  .oneof(
    fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })),
    fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })),
    fc.tuple(
      fc.array(fc.constantFrom("0", "1", "2", "ff"), { minLength: 8, maxLength: 8 }).map((groups) => groups.join(":")),
      fc.integer({ min: 0, max: 128 }),
    ),
  )
  .map(([address, bits]) => parseCidr(`${address}/${bits}`)?.text)
  .filter((text) => text !== undefined);

describe("cidrSlug", () => {
  test.each([
    ["103.21.244.0/22", "103-21-244-0-22"],
    ["2606:4700::/32", "2606-4700-32"],
    ["2001:db8::1/128", "2001-db8--1-128"],
  ])("writes %s as %s", (text, slug) => {
    expect(cidrSlug(text)).toBe(slug);
  });

  test("gives different CIDRs different slugs that a resource name can hold", () => {
    fc.assert(
      fc.property(cidr, cidr, (a, b) => {
        expect(cidrSlug(a)).toMatch(/^[0-9a-f-]+$/);
        expect(cidrSlug(a) === cidrSlug(b)).toBe(a === b);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("hostnameSlug", () => {
  test.each([
    ["www.example.com", "www-example-com"],
    ["a-b.example.com", "a--b-example-com"],
    ["a.b.example.com", "a-b-example-com"],
    ["*.example.com", "_any-example-com"],
  ])("writes %s as %s", (hostname, slug) => {
    expect(hostnameSlug(hostname)).toBe(slug);
  });
});
