import type { AccessSource } from "./access-source";
import { isIdOfAwsList, isNameOfAwsList } from "./aws-lists";
import { asText, objects, property, text } from "./read";
import { remember } from "./remember";
import type { ResourceNode } from "./resource";
import type { ResourceGraph } from "./resource-graph";
import { types } from "./types";
import { notKnown, type Unknown } from "./value";

const listsById = remember(
  () => "",
  (graph) => new Map(graph.ofType(types.managedPrefixList).map((list) => [list.id, list])),
);

/** The prefix lists that a rule names; `through` is the property whose dependencies tell what an unknown id is. */
export function prefixListSources(
  graph: ResourceGraph,
  node: ResourceNode,
  through: string,
  ids: readonly (string | Unknown)[] | Unknown,
): readonly AccessSource[] {
  if (ids !== notKnown && ids.length === 0) return [];
  const property = node.type === types.securityGroupRule ? "prefixListIds" : through;
  const owned = listsById(graph);
  const known = (ids === notKnown ? [] : ids).filter((id) => id !== notKnown);
  const sources = known.map((id): AccessSource => {
    const list = owned.get(id);
    if (list === undefined && isIdOfAwsList(id)) return { kind: "aws-prefix-list" };
    return list === undefined ? { kind: "foreign-prefix-list", id } : { kind: "prefix-list", list };
  });
  if (ids !== notKnown && known.length === ids.length) return sources;
  const flowed = graph.origins(node, property, [types.managedPrefixList]);
  return flowed.length === 0
    ? [...sources, { kind: "unknown" }]
    : [...sources, ...flowed.map((list): AccessSource => ({ kind: "prefix-list", list }))];
}

/**
 * The CIDRs of a managed prefix list, inline and standalone entries; `open` where some are not known. Of the lists that
 * AWS manages none holds a range of Cloudflare.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html
 */
export function prefixListEntries(
  graph: ResourceGraph,
  list: ResourceNode,
): { cidrs: readonly string[]; open: boolean } {
  const name = text(list, "name");
  if (typeof name === "string" && isNameOfAwsList(name)) return { cidrs: [], open: false };
  const inline = objects(list, "entries");
  const isUntold = list.kind === "read" && property(list, "entries") === undefined;
  const inlineCidrs =
    inline === notKnown || isUntold
      ? [notKnown]
      : inline.map((entry) => (entry === notKnown ? notKnown : asText(entry.cidr)));
  const standalone = graph
    .referring(list, types.managedPrefixListEntry, "prefixListId")
    .map((entry) => asText(property(entry, "cidr")));
  const all = [...inlineCidrs, ...standalone];
  const isAdrift = graph.adrift(types.managedPrefixListEntry, "prefixListId", [types.managedPrefixList]).length > 0;
  return {
    cidrs: all.filter((cidr) => typeof cidr === "string"),
    open: isAdrift || all.some((cidr) => typeof cidr !== "string"),
  };
}
