import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { differences } from "../../src/drift/compare";
import { notKnown, type Properties } from "../../src/graph/value";

const listed = (before: Properties, after: Properties) =>
  differences(before, after).map(({ path, before: was, after: is }) => [path, was, is]);

describe("differences", () => {
  test("name the path, down into objects and lists", () => {
    const before = { ingress: [{ cidrBlocks: ["192.0.2.0/24"], fromPort: 443 }], tags: { "a.b": "1" } };
    const after = { ingress: [{ cidrBlocks: ["198.51.100.0/24"], fromPort: 443 }], tags: { "a.b": "2" } };
    expect(listed(before, after)).toEqual([
      ["ingress[0].cidrBlocks[0]", "192.0.2.0/24", "198.51.100.0/24"],
      ['tags["a.b"]', "1", "2"],
    ]);
  });

  test("leave the members alone that did not move", () => {
    expect(listed({ list: ["a", "b", "c"] }, { list: ["b", "c"] })).toEqual([["list[0]", "a", undefined]]);
    expect(listed({ list: ["b"] }, { list: ["a", "b"] })).toEqual([["list[0]", undefined, "a"]]);
  });

  test("tell another order once, of the whole list", () => {
    expect(listed({ list: ["a", "b"] }, { list: ["b", "a"] })).toEqual([["list", ["a", "b"], ["b", "a"]]]);
  });

  test("do not count what is not known, nor what the bridge keeps for itself", () => {
    const before: Properties = { password: notKnown, __defaults: ["name"], name: "a" };
    expect(listed(before, { password: "x", __defaults: [], name: "a" })).toEqual([]);
  });

  test("are none between a bag and itself, whatever the order of its keys", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (bag) => {
        const twin = Object.fromEntries(Object.entries(bag as Properties).toReversed());
        expect(differences(bag as Properties, twin)).toEqual([]);
      }),
    );
  });

  test("come and go in both directions at the same paths", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer()), fc.dictionary(fc.string(), fc.integer()), (a, b) => {
        const paths = (x: Properties, y: Properties) => differences(x, y).map(({ path }) => path);
        expect(paths(a, b)).toEqual(paths(b, a));
      }),
    );
  });
});
