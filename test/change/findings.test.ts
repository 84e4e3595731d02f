import { describe, expect, test } from "vitest";
import { stepFindings } from "../../src/change/findings";
import type { Judged } from "../../src/findings/served";
import { defaultSettings, type Settings } from "../../src/findings/settings";
import { createGraph, type ResourceGraph } from "../../src/graph/resource-graph";
import { reach } from "../../src/reach/reach";
import { edgeRanges, goodSite, graphOf, siteWith, urnOf } from "../reach/site";

const judged = (graph: ResourceGraph): Judged => ({ graph, reach: reach(graph, { edgeRanges }) });
const docs = (id: string) => `https://example.com/${id}`;
const address = graphOf(siteWith({ www: { type: "A", content: "198.51.100.7" } }), "preview");

function found(after: ResourceGraph, settings: Settings = defaultSettings) {
  return stepFindings(judged(graphOf(goodSite)), judged(after), { settings, docs });
}

describe("a step's findings", () => {
  test("tell a transition as a policy tells a hazard, with the place in the program that is to come", () => {
    const source = { file: "index.ts", line: 3, column: 1 };
    const placed = createGraph(address.nodes.map((node) => ({ ...node, source })));
    expect(found(placed)).toEqual([
      {
        id: `record-replaced:${urnOf(goodSite, "www")}`,
        policy: "record-replaced",
        cause: "record-replaced",
        kind: "hazard",
        severity: "error",
        resource: urnOf(goodSite, "www"),
        codes: ["deploy"],
        hostnames: ["www.example.com"],
        what: 'Record "www" changes its type from CNAME to A: the new one is made first and refused, since www.example.com is taken.',
        fix: "Set deleteBeforeReplace on the record, and accept a moment without it.",
        docs: "https://example.com/record-replaced",
        related: [],
        location: source,
      },
    ]);
  });

  test("have the severity that is set for them, and are silent where they are off", () => {
    const set = (severity: "note" | "off"): Settings => ({
      ...defaultSettings,
      rules: { "record-replaced": { severity, parameters: {} } },
    });
    expect(found(address, set("note")).map(({ severity }) => severity)).toEqual(["note"]);
    expect(found(address, set("off"))).toEqual([]);
  });

  test("are none where nothing changes", () => {
    expect(found(graphOf(goodSite))).toEqual([]);
  });
});
