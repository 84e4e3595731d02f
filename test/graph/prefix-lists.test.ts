import * as aws from "@pulumi/aws";
import { describe, expect, test } from "vitest";
import { ingressRules } from "../../src/graph/access-rules";
import { createGraph } from "../../src/graph/resource-graph";
import { types } from "../../src/graph/types";
import { notKnown } from "../../src/graph/value";
import { reach } from "../../src/reach/reach";
import { recordProgram } from "../infra/record-program";
import { ipv4Site } from "../reach/origin-sites";
import { https, seen } from "../reach/seen";
import { edgeRanges, graphOf, ipv4, modes, noRules, ref, type Site, type Spec, siteWith } from "../reach/site";

/** A site whose rules for the edge are one rule for a list. */
const listed = (list: Spec, more: Readonly<Record<string, Spec>> = {}): Site =>
  siteWith(
    {
      ...noRules("group", 443, edgeRanges),
      list,
      "group-list": {
        type: types.ingressRule,
        inputs: {
          securityGroupId: ref("group"),
          ipProtocol: "tcp",
          fromPort: 443,
          toPort: 443,
          prefixListId: ref("list"),
        },
      },
      ...more,
    },
    ipv4Site,
  );
const own = (cidrs: readonly string[]): Spec => ({
  type: types.managedPrefixList,
  inputs: { addressFamily: "IPv4", maxEntries: 20, entries: cidrs.map((cidr) => ({ cidr })) },
});
const entry = (cidr: string): Spec => ({
  type: types.managedPrefixListEntry,
  inputs: { prefixListId: ref("list"), cidr },
});

describe.each(modes)("a prefix list, on a %s,", (mode) => {
  test.each([
    ["admits its entries", listed(own(ipv4)), "ok"],
    ["admits no range that it lacks", listed(own(ipv4.slice(1))), "522 some ranges-not-allowed at security-group"],
    ["admits what separate entries add", listed(own(ipv4.slice(1)), { first: entry(ipv4[0] ?? "") }), "ok"],
    [
      "may have an entry that is not known",
      listed(own(ipv4.slice(1)), { first: { ...entry(""), inputs: { prefixListId: ref("list"), cidr: notKnown } } }),
      "unknown",
    ],
    [
      "that AWS manages holds none of Cloudflare's ranges",
      listed({ type: types.managedPrefixList, inputs: { name: "com.amazonaws.global.cloudfront.origin-facing" } }),
      "522 ranges-not-allowed at security-group",
    ],
  ])("%s", (_title, site, outcome) => {
    expect(seen(site, mode)).toEqual(https(outcome));
  });
});

test("a list that the program looked up by AWS's name for it admits nobody of the edge", async () => {
  const admitting = async (name: string) => {
    const { nodes } = await recordProgram(() => {
      const list = aws.ec2.getManagedPrefixListOutput({ name });
      const group = new aws.ec2.SecurityGroup("group");
      new aws.vpc.SecurityGroupIngressRule("rule", {
        ...{ securityGroupId: group.id, ipProtocol: "tcp", fromPort: 443, toPort: 443 },
        prefixListId: list.id,
      });
    });
    const graph = createGraph(nodes);
    const [group] = graph.ofType(types.securityGroup);
    if (group === undefined) throw new Error("The program has no group.");
    return ingressRules(graph, group).rules.flatMap(({ sources }) => sources.map(({ kind }) => kind));
  };
  expect(await admitting("com.amazonaws.global.cloudfront.origin-facing")).toEqual(["aws-prefix-list"]);
  expect(await admitting("cloudflare")).toEqual(["foreign-prefix-list"]);
});

test("a list that is read and tells no entries leaves it open whom it admits", () => {
  const graph = graphOf(listed(own([])), "state");
  const nodes = graph.nodes.map((node) =>
    node.name === "list" ? { ...node, kind: "read" as const, inputs: {}, outputs: { id: "list-id" } } : node,
  );
  const { rows } = reach(createGraph(nodes), { edgeRanges });
  expect(rows.map(({ outcome }) => outcome)).toEqual(["redirected", "unknown"]);
});
