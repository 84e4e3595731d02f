import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Cidr,
  contains,
  countAddresses,
  intersect,
  isCanonical,
  merge,
  overlaps,
  parseCidr,
  subtract,
} from "../../src/net/cidr";

function cidr(text: string): Cidr {
  const parsed = parseCidr(text);
  if (parsed === undefined) throw new Error(`"${text}" is no network.`);
  return parsed;
}

/** Networks that often nest and touch: few bits of one corner of the address space. */
const networks = fc
  .record({
    family: fc.constantFrom(4 as const, 6 as const),
    corner: fc.nat(255),
    bits: fc.integer({ min: 0, max: 8 }),
  })
  .map(({ family, corner, bits }) =>
    cidr(family === 4 ? `203.0.113.${corner}/${24 + bits}` : `2001:db8::${corner.toString(16)}/${120 + bits}`),
  );
const lists = fc.array(networks, { maxLength: 8 });

describe("parseCidr", () => {
  test.each([
    ["203.0.113.7", "203.0.113.7/32"],
    ["203.0.113.7/24", "203.0.113.0/24"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["2001:DB8::/32", "2001:db8::/32"],
    ["2001:db8:0:0::1", "2001:db8::1/128"],
    ["::/0", "::/0"],
    ["::ffff:203.0.113.7", "203.0.113.7/32"],
    ["::ffff:203.0.113.7/120", "203.0.113.0/24"],
    ["::ffff:0:0/96", "0.0.0.0/0"],
  ])("reads %s as %s", (text, network) => {
    expect(parseCidr(text)?.text).toBe(network);
  });

  test.each([
    "",
    "example.com",
    "203.0.113",
    "300.1.1.1/8",
    "01.2.3.4",
    "0x1.2.3.4/8",
    "203.0.113.0/33",
    "203.0.113.0/08",
    "203.0.113.0/-1",
    "203.0.113.0/",
    " 203.0.113.0/24",
    "203.0.113.0/24 ",
    "203.0.113.0/24/24",
    "131.0.72.0/222400:cb00::/32",
    "2001:db8::/129",
    "2001:db8::1::2",
    "fe80::1%eth0/64",
    "::ffff:203.0.113.7/95",
  ])("refuses %j", (text) => {
    expect(parseCidr(text)).toBeUndefined();
  });

  test("gives back the network that it wrote", () => {
    fc.assert(
      fc.property(networks, (network) => {
        expect(parseCidr(network.text)).toEqual(network);
        expect(isCanonical(network.text)).toBe(true);
      }),
    );
  });
});

test.each([
  ["203.0.113.1/24", false],
  ["203.0.113.0", false],
  ["2001:db8:0::/32", false],
  ["203.0.113.0/24", true],
])("says of %s that it is canonical: %s", (text, canonical) => {
  expect(isCanonical(text)).toBe(canonical);
});

describe("two networks", () => {
  test("nest or share no address", () => {
    fc.assert(
      fc.property(networks, networks, (a, b) => {
        expect(overlaps(a, b)).toBe(contains(a, b) || contains(b, a));
      }),
    );
  });

  test("of different families share no address", () => {
    expect(overlaps(cidr("0.0.0.0/0"), cidr("::/0"))).toBe(false);
  });
});

describe("subtract", () => {
  test("leaves the other half", () => {
    const rest = subtract([cidr("104.16.0.0/12")], [cidr("104.16.0.0/13"), cidr("104.24.0.0/14")]);
    expect(rest.map(({ text }) => text)).toEqual(["104.28.0.0/14"]);
  });

  test("splits the addresses of a list in what is taken and what is left", () => {
    fc.assert(
      fc.property(lists, lists, (from, taken) => {
        const left = subtract(from, taken);
        expect(left.some((part) => taken.some((other) => overlaps(part, other)))).toBe(false);
        for (const family of [4, 6] as const) {
          expect(countAddresses([...left, ...taken], family)).toBe(countAddresses([...from, ...taken], family));
        }
      }),
    );
  });
});

describe("intersect", () => {
  test("gives the half that both hold", () => {
    const both = intersect([cidr("104.16.0.0/12")], [cidr("104.24.0.0/14"), cidr("198.51.100.0/24")]);
    expect(both.map(({ text }) => text)).toEqual(["104.24.0.0/14"]);
  });

  test("and what is left besides are the whole list, and share nothing", () => {
    fc.assert(
      fc.property(lists, lists, (from, inside) => {
        const [both, left] = [intersect(from, inside), subtract(from, inside)];
        expect(left.some((part) => both.some((other) => overlaps(part, other)))).toBe(false);
        expect(merge([...both, ...left])).toEqual(merge(from));
      }),
    );
  });
});

describe("merge", () => {
  test("joins two halves and drops what lies inside", () => {
    const merged = merge([
      cidr("203.0.113.128/25"),
      cidr("203.0.113.0/25"),
      cidr("203.0.113.7/32"),
      cidr("2001:db8::/32"),
    ]);
    expect(merged.map(({ text }) => text)).toEqual(["203.0.113.0/24", "2001:db8::/32"]);
  });

  test("keeps exactly the addresses, in networks that do not overlap", () => {
    fc.assert(
      fc.property(lists, (list) => {
        const merged = merge(list);
        expect(subtract(list, merged)).toEqual([]);
        expect(subtract(merged, list)).toEqual([]);
        for (const [index, network] of merged.entries()) {
          expect(merged.slice(index + 1).some((other) => overlaps(network, other))).toBe(false);
        }
      }),
    );
  });
});

test("counts addresses that overlap once, and all 2^128 of them", () => {
  expect(countAddresses([cidr("203.0.113.0/24"), cidr("203.0.113.0/25")], 4)).toBe(256n);
  expect(countAddresses([cidr("::/0")], 6)).toBe(1n << 128n);
});
