import { describe, expect, test } from "vitest";
import { evaluate } from "../../../policies/evaluate";
import { exampleRanges as edgeRanges } from "../../../policies/example-graph";
import { createGraph } from "../../../src/graph/resource-graph";
import { notKnown } from "../../../src/graph/value";
import { manySites } from "../../../tools/bench/many-sites";

describe.each(["state", "preview"] as const)("many sites, as in a %s", (knowledge) => {
  const resources = manySites(6, knowledge);
  const { reach, findings } = evaluate(createGraph(resources), { edgeRanges });

  test("are as many as were asked for, each with two hostnames in a zone of its own", () => {
    expect([...new Set(reach.rows.map(({ hostname }) => hostname))]).toEqual([
      "api.site-0.example.com",
      "api.site-1.example.com",
      "api.site-2.example.com",
      "www.site-0.example.com",
      "www.site-1.example.com",
      "www.site-2.example.com",
    ]);
  });

  test("are good: what is measured is the way of a dial through all hops", () => {
    expect([findings, new Set(reach.rows.map(({ outcome }) => outcome))]).toEqual([[], new Set(["redirected", "ok"])]);
  });

  test("share no resource", () => {
    const urns = new Set(resources.map(({ urn }) => urn));
    expect(urns.size).toBe(resources.length);
    expect(resources.length % 3).toBe(0);
  });

  test(`have ids ${knowledge === "state" ? "" : "not "}known`, () => {
    expect(resources.some(({ inputs }) => Object.values(inputs).includes(notKnown))).toBe(knowledge === "preview");
    expect(resources.every(({ id }) => (id === undefined) === (knowledge === "preview"))).toBe(true);
  });
});
