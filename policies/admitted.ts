import { type AccessRule, ingressRules } from "../src/graph/access-rules";
import { prefixListEntries } from "../src/graph/prefix-lists";
import type { ResourceNode } from "../src/graph/resource";
import { contains, parseCidr } from "../src/net/cidr";
import type { View } from "./policy";

/** Reports whether security groups admit Cloudflare on a TCP port, and certainly nobody else from outside. */
export function admitsEdgeAlone(view: View, groups: readonly ResourceNode[], port: number): boolean {
  const read = groups.map((group) => ingressRules(view.graph, group));
  if (read.some(({ open, adrift }) => open || adrift.length > 0)) return false;
  const onPort = read.flatMap(({ rules }) => rules).filter((rule) => admitsPort(rule, port));
  const cidrs = onPort.map((rule) => sourcesOf(view, rule));
  return cidrs.flat().length > 0 && cidrs.flat().every((cidr) => cidr !== undefined && isOfEdge(view, cidr));
}

/** Reports whether a rule admits a TCP port; one whose ports are not known may. */
export function admitsPort({ protocol, fromPort, toPort }: AccessRule, port: number): boolean {
  if (protocol !== "tcp" && protocol !== "6" && protocol !== "-1") return typeof protocol !== "string";
  if (protocol === "-1" || typeof fromPort !== "number" || typeof toPort !== "number") return true;
  return fromPort <= port && port <= toPort;
}

/** The networks that a rule admits from outside; undefined stands for one that nobody knows. */
function sourcesOf({ graph }: View, { sources }: AccessRule): readonly (string | undefined)[] {
  return sources.flatMap((source): readonly (string | undefined)[] => {
    if (source.kind === "cidr") return [source.cidr];
    if (source.kind === "group") return [];
    if (source.kind !== "prefix-list") return [undefined];
    const { cidrs, open } = prefixListEntries(graph, source.list);
    return open ? [undefined] : cidrs;
  });
}

/** Reports whether a network is Cloudflare's. */
export function isOfEdge({ edgeRanges }: View, text: string): boolean {
  const cidr = parseCidr(text);
  return (
    cidr !== undefined &&
    edgeRanges.some((range) => {
      const outer = parseCidr(range);
      return outer !== undefined && contains(outer, cidr);
    })
  );
}
