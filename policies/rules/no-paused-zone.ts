import { flag } from "../../src/graph/read";
import { types } from "../../src/graph/types";
import { zoneReader } from "../../src/reach/edge";
import { addressRecords } from "../../src/reach/hostnames";
import { definePolicy } from "../policy";

export default definePolicy({
  id: "no-paused-zone",
  summary: "Disallow zones that are paused while their records are meant to be proxied",
  cause: "zone-paused",
  kind: "hazard",
  severity: "warning",
  codes: ["timeout"],
  appliesTo: [types.zone],
  docs: {
    why: [
      "Cloudflare only resolves the names of a paused zone: visitors dial the origin themselves.",
      "An origin that admits Cloudflare alone drops them, and one that does not is published for good, past every protection of the edge.",
    ].join(" "),
    unknownWhen: "Whether the zone is paused is not known until deployment.",
    whenNotToUse: "The zone is paused on purpose while a fault is looked for.",
    sources: [
      "https://developers.cloudflare.com/fundamentals/manage-domains/pause-cloudflare/",
      "https://developers.cloudflare.com/dns/zone-setups/reference/domain-status/",
    ],
  },
  examples: {
    good: [{ title: "whose zone is not paused", set: { zone: { paused: false } } }],
    bad: [{ title: "whose zone is paused", set: { zone: { paused: true } } }],
  },
  check({ graph }) {
    const records = addressRecords(graph, zoneReader(graph)).filter(({ node }) => flag(node, "proxied") === true);
    return graph
      .ofType(types.zone)
      .filter((zone) => flag(zone, "paused") === true)
      .map((zone) => ({ zone, names: records.filter((record) => record.zone.node === zone).map(({ name }) => name) }))
      .filter(({ names }) => names.length > 0)
      .map(({ zone, names }) => ({
        resource: zone.urn,
        codes: ["timeout"],
        hostnames: [...new Set(names)],
        what: `Zone "${zone.name}" is paused: visitors dial the origin itself, past the edge.`,
        fix: "Set paused to false.",
        related: [],
      }));
  },
});
