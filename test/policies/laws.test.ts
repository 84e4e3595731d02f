import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluate } from "../../policies/evaluate";
import type { Example } from "../../policies/example";
import { exampleRanges, graphOf } from "../../policies/example-graph";
import { offPath } from "../../policies/off-path-types";
import { policies } from "../../policies/rules";
import { change } from "../../src/change/change";
import { defaultOptions, type ResourceNode } from "../../src/graph/resource";
import { createGraph } from "../../src/graph/resource-graph";
import { types } from "../../src/graph/types";
import { notKnown, type Value } from "../../src/graph/value";
import { reach } from "../../src/reach/reach";

const edge = { edgeRanges: exampleRanges };
const examples: readonly Example[] = policies.flatMap(({ examples: { good, bad } }) => [...good, ...bad]);

/** Every property that an example sets, and some that only providers do. */
const names: readonly string[] = [
  ...new Set(examples.flatMap((example) => graphOf(example).nodes.flatMap(({ inputs }) => Object.keys(inputs)))),
  ...["__defaults", "publicIp", "dnsName", "arn", "entries", "statement", "rateBasedStatement", "cidr", "description"],
  ...["action", "block", "tag", "value", "port", "type"],
];

const values = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom<Value>(notKnown, null, true, false, 0, 80, 443, "", "tcp", "-1", "on", "auto", "pqh", "zone"),
    fc.constantFrom<Value>("203.0.113.0/24", "172.64.0.0/13", "::/0", "x-1", "x-2", "CNAME", "A", "CAA", "ingress"),
    fc.constantFrom<Value>("www.example.com", "example.com", "network", "ssl", "strict", "HTTPS", "EMAIL", "IPv4"),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie("value"), { maxKeys: 5 }),
  ),
})).value;

const urns = fc.constantFrom("u1", "u2", "u3", "u4", "u5", "u6", "u7");
const bags = fc.dictionary(fc.constantFrom(...names), values, { maxKeys: 10 });
const nodes = fc.array(
  fc.record({
    urn: urns,
    type: fc.constantFrom(...Object.values(types), ...Object.values(offPath)),
    id: fc.constantFrom("x-1", "x-2"),
    kind: fc.constantFrom<ResourceNode["kind"]>("managed", "read", "component", "remote"),
    parent: urns,
    inputs: bags,
    outputs: bags,
    links: fc.dictionary(fc.constantFrom("", ...names), fc.array(urns, { maxLength: 3 }), { maxKeys: 8 }),
  }),
  { maxLength: 10 },
);
const graphs = nodes.map((drawn) =>
  createGraph(
    drawn.map(
      ({ links, ...node }): ResourceNode => ({
        ...node,
        name: node.urn,
        options: defaultOptions,
        dependsOn: new Map(Object.entries(links)),
      }),
    ),
  ),
);

describe("the policies", () => {
  test("answer for any graph, however malformed, and for references in a circle", () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const said = evaluate(graph, edge).findings.map(({ what }) => what);
        expect(said.filter((what) => /undefined|Symbol|\[object/.test(what))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test("do not mind the order in which resources are registered", () => {
    fc.assert(
      fc.property(fc.constantFrom(...examples), fc.array(fc.nat(), { minLength: 100 }), (example, keys) => {
        const { nodes: registered } = graphOf(example);
        const keyed = registered.map((node, index) => ({ node, key: keys[index] ?? 0 }));
        const shuffled = keyed.toSorted((a, b) => a.key - b.key).map(({ node }) => node);
        const heard = (list: readonly ResourceNode[]) => {
          const { findings } = evaluate(createGraph(list), edge);
          return findings.map(({ policy, severity }) => `${severity} ${policy}`).toSorted();
        };
        expect(heard(shuffled)).toEqual(heard(registered));
      }),
    );
  });
});

test("a step between any two graphs is judged without a throw", () => {
  const judged = graphs.map((graph) => ({ graph, reach: reach(graph, edge) }));
  fc.assert(
    fc.property(judged, judged, (before, after) => {
      expect(Array.isArray(change(before, after))).toBe(true);
      expect(change(before, before)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
