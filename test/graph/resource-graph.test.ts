import { describe, expect, test } from "vitest";
import { defaultOptions, type ResourceNode } from "../../src/graph/resource";
import { createGraph } from "../../src/graph/resource-graph";
import { notKnown, type Properties } from "../../src/graph/value";

function node(
  name: string,
  inputs: Properties = {},
  dependsOn: Readonly<Record<string, readonly string[]>> = {},
  id?: string,
): ResourceNode {
  return {
    urn: name,
    type: name.replace(/\d+$/, ""),
    name,
    kind: "managed",
    ...(id !== undefined && { id }),
    inputs,
    outputs: {},
    options: defaultOptions,
    dependsOn: new Map(Object.entries(dependsOn)),
  };
}

const namesOf = (nodes: readonly ResourceNode[]) => nodes.map(({ name }) => name);

describe("follow", () => {
  test("finds a resource by its id where the value is known", () => {
    const rule = node("rule", { groupId: "sg-1" });
    const graph = createGraph([rule, node("group1", {}, {}, "sg-1"), node("group2", {}, {}, "sg-2")]);
    expect(namesOf(graph.follow(rule, "groupId", ["group"]).nodes)).toEqual(["group1"]);
  });

  test("finds a resource by the property's dependencies where the value is not known", () => {
    const rule = node("rule", { groupId: notKnown }, { groupId: ["vpc1", "group1"] });
    const graph = createGraph([rule, node("group1"), node("vpc1")]);
    expect(graph.follow(rule, "groupId", ["group"])).toMatchObject({
      nodes: [{ name: "group1" }],
      foreign: [],
      open: false,
    });
  });

  test("prefers the id to the dependencies, since a value may come from several resources", () => {
    const record = node("record", { content: "b" }, { content: ["balancer1", "balancer2"] });
    const graph = createGraph([record, node("balancer1", {}, {}, "a"), node("balancer2", {}, {}, "b")]);
    expect(namesOf(graph.follow(record, "content", ["balancer"]).nodes)).toEqual(["balancer2"]);
  });

  test("leaves open which of several resources one unknown value is", () => {
    const record = node("record", { content: notKnown }, { content: ["balancer1", "balancer2"] });
    const graph = createGraph([record, node("balancer1"), node("balancer2")]);
    expect(graph.follow(record, "content", ["balancer"])).toEqual({ nodes: [], foreign: [], open: true });
  });

  test("takes all the dependencies of an unknown list", () => {
    const balancer = node("balancer", { subnets: [notKnown, notKnown] }, { subnets: ["subnet1", "subnet2"] });
    const graph = createGraph([balancer, node("subnet1"), node("subnet2")]);
    expect(namesOf(graph.follow(balancer, "subnets", ["subnet"]).nodes)).toEqual(["subnet1", "subnet2"]);
  });

  test("leaves open what no dependency accounts for: one is one element of a list, and none if its id is known", () => {
    const fromOne = node("balancer", { groups: [notKnown, notKnown] }, { groups: ["group1"] });
    const besideKnown = node("balancer", { groups: ["sg-2", notKnown] }, { groups: ["group2"] });
    const inEntries = node("balancer", { groups: [{ id: "sg-2" }, { id: notKnown }] }, { groups: ["group2"] });
    const groups = [node("group1"), node("group2", {}, {}, "sg-2")];
    const followed = [fromOne, besideKnown, inEntries].map((balancer) => {
      const { nodes, open } = createGraph([balancer, ...groups]).follow(balancer, "groups", ["group"]);
      return [namesOf(nodes), open];
    });
    expect(followed).toEqual([
      [["group1"], true],
      [["group2"], true],
      [["group2"], true],
    ]);
  });

  test("names the ids that no resource here has", () => {
    const balancer = node("balancer", { subnets: ["subnet-1", "subnet-9"] });
    const graph = createGraph([balancer, node("subnet1", {}, {}, "subnet-1")]);
    expect(graph.follow(balancer, "subnets", ["subnet"])).toMatchObject({
      nodes: [{ name: "subnet1" }],
      foreign: ["subnet-9"],
    });
  });

  test("leaves an unknown value open that came from nowhere here", () => {
    const rule = node("rule", { groupId: notKnown });
    expect(createGraph([rule]).follow(rule, "groupId", ["group"])).toEqual({ nodes: [], foreign: [], open: true });
  });

  test("finds nothing where the property is absent", () => {
    const rule = node("rule");
    expect(createGraph([rule]).follow(rule, "groupId", ["group"])).toEqual({ nodes: [], foreign: [], open: false });
  });
});

test("referring gives the resources that point to a node", () => {
  const group = node("group1", {}, {}, "sg-1");
  const graph = createGraph([
    group,
    node("rule1", { groupId: "sg-1" }),
    node("rule2", { groupId: notKnown }, { groupId: ["group1"] }),
    node("rule3", { groupId: "sg-2" }),
  ]);
  expect(namesOf(graph.referring(group, "rule", "groupId"))).toEqual(["rule1", "rule2"]);
});

test("origins goes through other resources, and survives a circle", () => {
  const graph = createGraph([
    node("certificate", {}, { body: ["wrapper"] }),
    node("wrapper", {}, { text: ["issued", "wrapper"] }),
    node("issued", {}, { "": ["certificate"] }),
  ]);
  const [certificate] = graph.ofType("certificate");
  expect(certificate && namesOf(graph.origins(certificate, "body", ["issued"]))).toEqual(["issued"]);
});

test("of two resources with one URN the later one counts", () => {
  const graph = createGraph([node("group1", { a: 1 }), node("group1", { a: 2 })]);
  expect(graph.nodes.map(({ inputs }) => inputs)).toEqual([{ a: 2 }]);
});
