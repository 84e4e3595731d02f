import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ResourceNode } from "../../src/graph/resource";
import { createGraph } from "../../src/graph/resource-graph";
import { reach } from "../../src/reach/reach";
import { edgeRanges, goodSite, graphOf, modes, type Site } from "./site";

/** The outcomes of the rows, which a program names by hostnames and not by its resources. */
function outcomes(nodes: readonly ResourceNode[]): readonly string[] {
  const { rows } = reach(createGraph(nodes), { edgeRanges });
  return rows.map((row) => `${row.hostname} ${row.visitor.scheme} ${row.family} ${row.outcome}`).toSorted();
}

/** Gives every resource another logical name and URN, and follows with whatever refers to it. */
function renamed(nodes: readonly ResourceNode[], salt: string): readonly ResourceNode[] {
  const names = new Map(nodes.map(({ urn, type }, index) => [urn, `${type}::${salt}${index}`]));
  const fresh = (urn: string) => `urn:pulumi:other::other::${names.get(urn) ?? urn}`;
  return nodes.map((node, index) => ({
    ...node,
    urn: fresh(node.urn),
    name: `${salt}${index}`,
    dependsOn: new Map([...node.dependsOn].map(([key, urns]) => [key, urns.map(fresh)])),
  }));
}

/** The good site, and sites with parts missing. */
const sites = fc
  .uniqueArray(fc.constantFrom(...Object.keys(goodSite).filter((name) => name !== "www")), { maxLength: 3 })
  .map((missing): Site => Object.fromEntries(Object.entries(goodSite).filter(([name]) => !missing.includes(name))));

describe.each(modes)("the model, on a %s,", (mode) => {
  test("minds no logical name", () => {
    fc.assert(
      fc.property(sites, fc.constantFrom("a", "zz", "www", "server-", "default"), (site, salt) => {
        const { nodes } = graphOf(site, mode);
        expect(outcomes(renamed(nodes, salt))).toEqual(outcomes(nodes));
      }),
      { numRuns: 25 },
    );
  });
});
