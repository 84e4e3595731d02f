import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultOptions, type ResourceNode } from "../../src/graph/resource";
import { createGraph } from "../../src/graph/resource-graph";
import { types } from "../../src/graph/types";
import { notKnown, type Properties, type Value } from "../../src/graph/value";
import { reach } from "../../src/reach/reach";
import { classesOf, rank } from "./classes";
import { edgeRanges, goodSite, graphOf, type Site } from "./site";

const judge = (nodes: readonly ResourceNode[]) => classesOf(createGraph(nodes));
const goodNodes = graphOf(goodSite).nodes;
const anyNode = fc.constantFrom(...goodNodes);

/** One site of many, some of them broken: parts are missing. */
const sites = fc.uniqueArray(fc.constantFrom(...Object.keys(goodSite)), { maxLength: 4 }).map((missing): Site => {
  const kept = Object.entries(goodSite).filter(([name]) => name === "www" || !missing.includes(name));
  return Object.fromEntries(kept);
});

describe("the model", () => {
  test("does not mind the order in which resources are registered", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...goodNodes], { minLength: goodNodes.length }), (shuffled) => {
        expect(judge(shuffled)).toEqual(judge(goodNodes));
      }),
    );
  });

  test("keeps the class of a row, or no longer knows it, when a value becomes unknown", () => {
    fc.assert(
      fc.property(anyNode, fc.nat(), (chosen, index) => {
        const keys = Object.keys(chosen.inputs).filter((key) => chosen.type !== types.dnsRecord || key !== "name");
        const key = keys[index % keys.length] ?? "";
        const hidden = goodNodes.map((node) => (node === chosen ? withProperty(node, key, notKnown) : node));
        const before = judge(goodNodes);
        for (const [row, after] of judge(hidden))
          expect([before.get(row) ?? rank.unknown, rank.unknown]).toContain(after);
      }),
    );
  });

  test("explains every row that fails or is unknown", () => {
    fc.assert(
      fc.property(sites, fc.constantFrom("preview", "state"), (site, mode) => {
        for (const row of reach(graphOf(site, mode as "preview"), { edgeRanges }).rows) {
          if (row.outcome === "fails") expect(row.failure?.why).toMatch(/^[A-Z].*\.$/);
          if (row.outcome === "unknown") expect(row.doubt?.why).toMatch(/[^.]$/);
          if (row.outcome === "ok") expect([row.failure, row.doubt]).toEqual([null, null]);
        }
      }),
    );
  });

  test("answers for any graph, however malformed, and for references in a circle", () => {
    const values = fc.letrec<{ value: Value }>((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        fc.constant(notKnown),
        fc.constant(null),
        fc.boolean(),
        fc.integer(),
        fc.constantFrom(
          "",
          "tcp",
          "-1",
          "443",
          "203.0.113.0/24",
          "::/0",
          "x-1",
          "x-2",
          "CNAME",
          "A",
          "strict",
          "on",
          "www.example.com",
        ),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...propertyNames), tie("value"), { maxKeys: 5 }),
      ),
    })).value;
    const urns = fc.constantFrom("u1", "u2", "u3", "u4", "u5", "u6");
    const bags = fc.dictionary(fc.constantFrom(...propertyNames), values, { maxKeys: 8 });
    const nodes = fc.record({
      urn: urns,
      type: fc.constantFrom(...Object.values(types)),
      id: fc.constantFrom("x-1", "x-2"),
      inputs: bags,
      outputs: bags,
      links: fc.dictionary(fc.constantFrom(...propertyNames), fc.array(urns, { maxLength: 3 }), { maxKeys: 6 }),
    });
    fc.assert(
      fc.property(fc.array(nodes, { maxLength: 8 }), (drawn) => {
        const graph = createGraph(
          drawn.map(
            ({ links, ...node }): ResourceNode => ({
              ...node,
              name: node.urn,
              kind: "managed",
              options: defaultOptions,
              dependsOn: new Map(Object.entries(links)),
            }),
          ),
        );
        expect(Array.isArray(reach(graph, { edgeRanges }).rows)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

/** Every property that the model reads. */
const propertyNames: readonly string[] = [
  ...new Set(Object.values(goodSite).flatMap(({ inputs }) => Object.keys(inputs))),
  ...[
    "ingress",
    "egress",
    "routes",
    "subnetIds",
    "configs",
    "entries",
    "mutualAuthentication",
    "tags",
    "subnetMappings",
    "publicIp",
    "listeners",
    "aliases",
    "viewerCertificate",
    "defaultCacheBehavior",
    "domainName",
    "networkConfiguration",
    "loadBalancers",
    "taskDefinition",
    "containerDefinitions",
    "portMappings",
    "conditions",
    "hostHeader",
    "values",
    "actions",
    "portRanges",
    "endpointConfigurations",
    "launchTemplate",
    "networkInterfaces",
    "attachments",
    "targetType",
    "preserveClientIp",
    "referencedSecurityGroupId",
  ],
];

function withProperty(node: ResourceNode, key: string, value: Value): ResourceNode {
  const change = (bag: Properties): Properties => Object.fromEntries<Value>([...Object.entries(bag), [key, value]]);
  const dependsOn = new Map([...node.dependsOn].filter(([property]) => property !== key));
  return { ...node, dependsOn, inputs: change(node.inputs), outputs: change(node.outputs) };
}
