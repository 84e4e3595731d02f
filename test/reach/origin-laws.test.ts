import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ResourceNode } from "../../src/graph/resource";
import { createGraph } from "../../src/graph/resource-graph";
import { types } from "../../src/graph/types";
import { notKnown, type Properties, type Value } from "../../src/graph/value";
import { reach } from "../../src/reach/reach";
import { classesOf, rank } from "./classes";
import {
  accelerated,
  addressed,
  apiDomain,
  bare,
  certified,
  classic,
  distribution,
  face,
  fleet,
  ipv4Site,
  network,
  service,
  website,
} from "./origin-sites";
import { edgeRanges, graphOf, type Mode, modes, ref, type Site } from "./site";

const judge = (nodes: readonly ResourceNode[]) => classesOf(createGraph(nodes));

const sites: Readonly<Record<string, Site>> = {
  balancer: ipv4Site,
  network: network(),
  bare: bare(),
  classic: classic(certified),
  interface: addressed({ face, eip: { type: types.eip, inputs: { networkInterface: ref("face") } } }),
  accelerator: accelerated(),
  service: service({}),
  fleet: fleet({}),
  distribution: distribution(),
  website: website("www.example.com"),
  api: apiDomain("www.example.com"),
};
const each = Object.entries(sites).flatMap(([name, site]) => modes.map((mode) => [name, mode, site] as const));

describe.each(each)("the good site with a %s, on a %s,", (_name, mode: Mode, site) => {
  const nodes = graphOf(site, mode).nodes;

  test("is served", () => {
    for (const [row, outcome] of judge(nodes)) expect([row, outcome]).toEqual([row, rank.ok]);
  });

  test("keeps the class of its rows, or no longer knows it, whichever value becomes unknown", () => {
    const before = judge(nodes);
    for (const node of nodes) {
      for (const key of Object.keys(node.inputs).filter((name) => node.type !== types.dnsRecord || name !== "name")) {
        const after = judge(nodes.map((other) => (other === node ? hidden(node, key) : other)));
        for (const [row, outcome] of after) {
          expect([before.get(row) ?? rank.unknown, rank.unknown], `${node.name}.${key} of ${row}`).toContain(outcome);
        }
      }
    }
  });

  test("is served no better when something that allows is taken away", () => {
    const before = judge(nodes);
    for (const node of nodes.filter(({ type }) => allowing.includes(type))) {
      for (const [row, outcome] of judge(nodes.filter((other) => other !== node))) {
        expect(outcome, `${row} without ${node.name}`).toBeLessThanOrEqual(before.get(row) ?? rank.ok);
      }
    }
  });

  test("minds no order, and never throws for what is left of it", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...nodes]), (some) => {
        expect(judge(some)).toEqual(judge(some.toReversed()));
      }),
      { numRuns: 30 },
    );
  });

  test("explains itself whatever is missing", () => {
    for (const node of nodes) {
      const { rows } = reach(createGraph(nodes.filter((other) => other !== node)), { edgeRanges });
      for (const row of rows) {
        if (row.outcome === "fails") expect(row.failure?.why).toMatch(/^[A-Z].*\.$/);
        if (row.outcome === "unknown") expect(row.doubt?.why).toMatch(/[^.]$/);
      }
    }
  });
});

const allowing: readonly string[] = [types.ingressRule, types.egressRule, types.listener, types.route, types.eip];

function hidden(node: ResourceNode, key: string): ResourceNode {
  const change = (bag: Properties): Properties => Object.fromEntries<Value>([...Object.entries(bag), [key, notKnown]]);
  const dependsOn = new Map([...node.dependsOn].filter(([property]) => property !== key));
  return { ...node, dependsOn, inputs: change(node.inputs), outputs: change(node.outputs) };
}
