import { outagesOf } from "../../src/findings/outages";
import { types } from "../../src/graph/types";
import type { Input, Site } from "../example";
import { definePolicy } from "../policy";
import { output, resource } from "../sites";

/** A load balancer of the edge before the site's own. */
function balanced(address: Input): Site {
  return {
    pool: resource(types.edgePool, {
      accountId: "0123456789abcdef0123456789abcdef",
      name: "origins",
      origins: [{ name: "east", address, header: { hosts: ["www.example.com"] } }],
    }),
    global: resource(types.edgeBalancer, {
      zoneId: output("zone", "id"),
      name: "app.example.com",
      defaultPools: [output("pool", "id")],
      fallbackPool: output("pool", "id"),
      proxied: true,
    }),
  };
}

export default definePolicy({
  id: "no-proxied-pool-origin",
  summary: "Disallow origins of a load balancer's pool that the edge itself proxies",
  cause: "pool-origin-proxied",
  kind: "outage",
  severity: "error",
  codes: [1000],
  appliesTo: [types.edgePool],
  docs: {
    why: [
      "An origin of a pool must resolve to the origin itself.",
      "The name of a proxied record resolves to Cloudflare, so that the edge would dial itself; it refuses with error 1000, and the pool is down.",
    ].join(" "),
    unknownWhen: "The origin's address is not known until deployment, or another program proxies its name.",
    whenNotToUse: "There is no case in which the edge dials itself.",
    sources: [
      "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors/error-1000/",
      "https://registry.terraform.io/providers/cloudflare/cloudflare/latest/docs/resources/load_balancer_pool",
    ],
  },
  examples: {
    good: [{ title: "whose pool names the balancer itself", add: balanced(output("balancer", "dnsName")) }],
    bad: [{ title: "whose pool names a proxied record", add: balanced("www.example.com") }],
  },
  check({ reach }) {
    return outagesOf(reach, "pool-origin-proxied");
  },
});
