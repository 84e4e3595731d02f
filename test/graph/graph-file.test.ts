import { expect, test } from "vitest";
import { formatGraph, parseGraph } from "../../src/graph/graph-file";
import { notKnown, type Properties } from "../../src/graph/value";
import { goodSite, graphOf, modes } from "../reach/site";

test.each(modes)("a graph is read as it was written: %s", (mode) => {
  const graph = graphOf(goodSite, mode);
  expect(parseGraph(formatGraph(graph)).nodes).toEqual(graph.nodes);
});

test("an unknown value stays unknown at any depth, and text stays text", () => {
  const [node] = graphOf(goodSite).nodes;
  if (node === undefined) throw new Error("the site has resources");
  const inputs: Properties = { list: [notKnown, "not known", { inner: notKnown }], empty: null, flag: false };
  const { nodes } = parseGraph(formatGraph({ ...graphOf(goodSite), nodes: [{ ...node, inputs }] }));
  expect(nodes.map((each) => each.inputs)).toEqual([inputs]);
});
