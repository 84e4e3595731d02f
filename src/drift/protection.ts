import { groupTypes, ingressRules } from "../graph/access-rules";
import type { AccessSource } from "../graph/access-source";
import { prefixListEntries } from "../graph/prefix-lists";
import { asText } from "../graph/read";
import type { ResourceGraph } from "../graph/resource-graph";
import { types } from "../graph/types";
import { notKnown, type Unknown, type Value } from "../graph/value";
import { contains, parseCidr } from "../net/cidr";
import type { Difference } from "./compare";
import type { FoundResource } from "./observation";

/**
 * Settings of a zone that protect, and their values from the weakest on.
 * @see https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/ and
 * https://developers.cloudflare.com/api/resources/zones/subresources/settings/
 */
const strengths: Readonly<Record<string, readonly Value[]>> = {
  ssl: ["off", "flexible", "full", "strict", "origin_pull"],
  always_use_https: ["off", "on"],
  tls_client_auth: ["off", "on"],
  min_tls_version: ["1.0", "1.1", "1.2", "1.3"],
};

/** Networks whose packets no router of the internet carries: opening a port to them shows it to nobody outside. */
const inner = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7"].flatMap(
  (cidr) => parseCidr(cidr) ?? [],
);

/** Reports whether a change outside takes protection away, by the properties of the resource alone. */
export function weakened({ type, is }: FoundResource, real: readonly Difference[]): boolean {
  switch (type) {
    case types.zoneSetting: {
      const setting = asText(is?.outputs.settingId ?? is?.inputs.settingId);
      const order = (typeof setting === "string" ? strengths[setting] : undefined) ?? [];
      return real.some(({ path, before, after }) => path === "value" && rank(order, after) < rank(order, before));
    }
    case types.dnsRecord:
      return real.some(({ path, before, after }) => path === "proxied" && before === true && after !== true);
    case types.originPulls:
    case types.originPullsSettings:
      return real.some(({ path, before, after }) => path === "enabled" && before === true && after !== true);
    default:
      return false;
  }
}

function rank(order: readonly Value[], value: Value | undefined): number {
  return value === undefined ? -1 : order.indexOf(value);
}

/** Lists what security groups let in from outside of Cloudflare's ranges, in a form that tells two openings apart. */
export function openings(graph: ResourceGraph, ranges: readonly string[]): ReadonlySet<string> {
  const edge = ranges.flatMap((cidr) => parseCidr(cidr) ?? []);
  const isOutside = (cidr: string) => {
    const network = parseCidr(cidr);
    return network !== undefined && ![...edge, ...inner].some((outer) => contains(outer, network));
  };
  return new Set(
    graph.ofType(...groupTypes).flatMap((group) =>
      ingressRules(graph, group).rules.flatMap(({ protocol, fromPort, toPort, sources }) =>
        sources.flatMap((source) =>
          cidrsOf(graph, source)
            .filter(isOutside)
            .map((cidr) => [group.urn, wordOf(protocol), wordOf(fromPort), wordOf(toPort), cidr].join(" ")),
        ),
      ),
    ),
  );
}

function cidrsOf(graph: ResourceGraph, source: AccessSource): readonly string[] {
  if (source.kind === "cidr") return [source.cidr];
  return source.kind === "prefix-list" ? prefixListEntries(graph, source.list).cidrs : [];
}

function wordOf(value: string | number | Unknown | undefined): string {
  return value === notKnown ? "?" : `${value ?? "all"}`;
}
