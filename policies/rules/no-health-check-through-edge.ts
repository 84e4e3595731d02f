import type { Draft } from "../../src/findings/draft";
import { text } from "../../src/graph/read";
import { types } from "../../src/graph/types";
import { definePolicy } from "../policy";
import { output, resource } from "../sites";

/** A health check of Cloudflare's on an address. */
function check(address: string | ReturnType<typeof output>) {
  return resource(types.healthcheck, {
    zoneId: output("zone", "id"),
    name: "origin",
    address,
    type: "HTTPS",
    httpConfig: { port: 443, path: "/", header: { Host: ["www.example.com"] } },
  });
}

export default definePolicy({
  id: "no-health-check-through-edge",
  summary: "Disallow Cloudflare health checks on a proxied hostname",
  cause: "health-check-through-edge",
  kind: "hazard",
  severity: "note",
  codes: [521, 522],
  appliesTo: [types.healthcheck],
  docs: {
    why: [
      "A proxied hostname resolves to Cloudflare's own addresses: the check asks the edge, whose cache answers for an origin that is gone.",
      "The origin's own name or address, with the hostname in the Host header, is what visitors depend on.",
    ].join(" "),
    unknownWhen: "The check's address is not known until deployment.",
    whenNotToUse: "The path is never cached, and the whole way through the edge is to be watched.",
    sources: [
      "https://developers.cloudflare.com/health-checks/",
      "https://www.pulumi.com/registry/packages/cloudflare/api-docs/healthcheck/",
    ],
  },
  examples: {
    good: [{ title: "whose check asks the balancer", add: { check: check(output("balancer", "dnsName")) } }],
    bad: [{ title: "whose check asks the edge", add: { check: check("www.example.com") } }],
  },
  check({ graph, reach }): readonly Draft[] {
    const proxied = new Map(reach.rows.map(({ hostname, resource }) => [hostname, resource]));
    return graph.ofType(types.healthcheck).flatMap((found): readonly Draft[] => {
      const address = text(found, "address");
      const record = typeof address === "string" ? proxied.get(address.toLowerCase()) : undefined;
      if (typeof address !== "string" || record === undefined) return [];
      return [
        {
          resource: found.urn,
          codes: [521, 522],
          hostnames: [address.toLowerCase()],
          what: `Health check "${found.name}" asks ${address}, which Cloudflare proxies, so that the edge answers for the origin.`,
          fix: "Set address to the origin's own name or address, and the hostname as Host in httpConfig.header.",
          related: [{ resource: record, says: `publishes ${address} through the edge` }],
        },
      ];
    });
  },
});
