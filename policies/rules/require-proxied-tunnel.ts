import type { Draft } from "../../src/findings/draft";
import { flag, text } from "../../src/graph/read";
import { createGraph, type ResourceGraph } from "../../src/graph/resource-graph";
import { types } from "../../src/graph/types";
import { leadsToTunnel } from "../../src/reach/dials/tunnels";
import { zoneReader } from "../../src/reach/edge";
import { addressRecords } from "../../src/reach/hostnames";
import { definePolicy } from "../policy";
import { appIngress, catchAll, tunnelled } from "../tunnels";

export default definePolicy({
  id: "require-proxied-tunnel",
  summary: "Require that records which point to a tunnel are proxied",
  cause: "tunnel-not-proxied",
  kind: "hazard",
  severity: "warning",
  codes: ["timeout"],
  appliesTo: [types.dnsRecord],
  docs: {
    why: [
      "The name of a tunnel means something to the edge alone.",
      "A record that is not proxied gives it to the visitor, whose browser finds no address there; no 52x tells of it, since the edge is never asked.",
    ].join(" "),
    unknownWhen: "Whether the record is proxied, or where it points, is not known until deployment.",
    whenNotToUse: "A proxied record of another name leads to this one.",
    sources: [
      "https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/routing-to-tunnel/dns/",
      "https://developers.cloudflare.com/dns/proxy-status/",
    ],
  },
  examples: {
    good: [{ title: "whose tunnelled record is proxied", add: tunnelled([appIngress, catchAll]) }],
    bad: [{ title: "whose tunnelled record is not proxied", add: tunnelled([appIngress, catchAll], false) }],
  },
  alone: { type: types.dnsRecord, check: (record) => judge(createGraph([record])) },
  check({ graph }) {
    return judge(graph);
  },
});

function judge(graph: ResourceGraph): readonly Draft[] {
  return addressRecords(graph, zoneReader(graph))
    .filter(({ node }) => text(node, "type") === "CNAME" && (flag(node, "proxied") ?? false) === false)
    .filter(({ node }) => leadsToTunnel(graph, node))
    .map(({ node, name }) => ({
      resource: node.urn,
      codes: ["timeout"],
      hostnames: [name],
      what: `Record "${node.name}" points to a tunnel and is not proxied, so that visitors of ${name} find no address.`,
      fix: "Set proxied to true.",
      related: [],
    }));
}
