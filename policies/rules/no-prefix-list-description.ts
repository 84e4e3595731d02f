import type { Draft } from "../../src/findings/draft";
import { guards } from "../../src/findings/served";
import { asText, objects, text } from "../../src/graph/read";
import type { ResourceNode } from "../../src/graph/resource";
import type { ResourceGraph } from "../../src/graph/resource-graph";
import { types } from "../../src/graph/types";
import { notKnown } from "../../src/graph/value";
import { definePolicy, type View } from "../policy";
import { everywhere, output, resource } from "../sites";

const admitted = {
  firewall: resource(types.securityGroup, {
    vpcId: output("vpc", "id"),
    ingress: [{ protocol: "tcp", fromPort: 443, toPort: 443, prefixListIds: [output("list", "id")] }],
    egress: [everywhere],
  }),
};

function list(entry: Readonly<Record<string, string>>) {
  return resource(types.managedPrefixList, { addressFamily: "IPv4", maxEntries: 25, entries: [entry] });
}

export default definePolicy({
  id: "no-prefix-list-description",
  summary: "Disallow descriptions on the entries of prefix lists that admit to an origin",
  cause: "prefix-list-description",
  kind: "hazard",
  severity: "note",
  codes: [522],
  appliesTo: [types.managedPrefixList, types.managedPrefixListEntry],
  docs: {
    why: [
      "AWS cannot change the description of an entry: the provider removes the entries and adds them again in a second call.",
      "Between the two the networks are closed, and where the second call fails they stay closed until the next deployment.",
      "A separate entry with another description is replaced by one with the same id, so that the network is deleted.",
    ].join(" "),
    unknownWhen: "The list belongs to another program.",
    whenNotToUse: "Nobody will ever edit the descriptions.",
    sources: [
      "https://github.com/hashicorp/terraform-provider-aws/issues/43528",
      "https://www.pulumi.com/registry/packages/aws/api-docs/ec2/managedprefixlist/",
    ],
  },
  examples: {
    good: [
      {
        title: "whose list has bare entries",
        set: { balancer: { ipAddressType: "ipv4" } },
        add: { ...admitted, list: list({ cidr: "0.0.0.0/0" }) },
      },
    ],
    bad: [
      {
        title: "whose list describes its entries",
        set: { balancer: { ipAddressType: "ipv4" } },
        add: { ...admitted, list: list({ cidr: "0.0.0.0/0", description: "everybody" }) },
      },
    ],
  },
  check(view) {
    return listsOf(view).flatMap(([list, hostnames]) => judge(view.graph, list, hostnames));
  },
});

/** The customer's lists that admit to an origin, with the hostnames behind them. */
function listsOf(view: View): readonly (readonly [list: ResourceNode, hostnames: readonly string[]])[] {
  const { graph } = view;
  const found = guards(view).flatMap(({ node, hostnames }) => {
    const rules = [types.ingressRule, types.securityGroupRule].flatMap((type) =>
      graph.referring(node, type, "securityGroupId"),
    );
    const inline = graph.follow(node, "ingress", [types.managedPrefixList]).nodes;
    const separate = rules.flatMap((rule) =>
      ["prefixListId", "prefixListIds"].flatMap((name) => graph.follow(rule, name, [types.managedPrefixList]).nodes),
    );
    const lists = [...inline, ...separate];
    return [...new Set(lists)].map((list) => ({ list, hostnames }));
  });
  const byList = Map.groupBy(found, ({ list }) => list);
  return [...byList].map(([list, alike]) => [list, [...new Set(alike.flatMap(({ hostnames }) => hostnames))]]);
}

function judge(graph: ResourceGraph, list: ResourceNode, hostnames: readonly string[]): readonly Draft[] {
  const inline = objects(list, "entries");
  const isDescribed = (description: ReturnType<typeof asText>) => description !== undefined && description !== "";
  const described =
    inline !== notKnown && inline.some((each) => each !== notKnown && isDescribed(asText(each.description)));
  const separate = graph
    .referring(list, types.managedPrefixListEntry, "prefixListId")
    .filter((entry) => isDescribed(text(entry, "description")));
  return [...(described ? [list] : []), ...separate].map((node) => ({
    resource: node.urn,
    codes: [522],
    hostnames,
    what:
      node === list
        ? `Prefix list "${list.name}" describes its entries, and an edit of a description takes them out of the list for a while.`
        : `Entry "${node.name}" of prefix list "${list.name}" has a description, an edit of which deletes the entry.`,
    fix: "Leave the description away, and say in the program what the network is.",
    related: [],
  }));
}
