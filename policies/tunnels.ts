import { types } from "../src/graph/types";
import type { Inputs, Site } from "./example";
import { output, resource } from "./sites";

const accountId = "0123456789abcdef0123456789abcdef";

/** The ingress rule of the example's hostname. */
export const appIngress: Inputs = { hostname: "app.example.com", service: "http://localhost:8080" };

/** The rule for every other hostname. */
export const catchAll: Inputs = { service: "http_status:404" };

/** A tunnel to the site's server, and a record of app.example.com that leads through it. */
export function tunnelled(ingresses: readonly Inputs[], proxied = true): Site {
  return {
    tunnel: resource(types.tunnel, { accountId, name: "site", configSrc: "cloudflare" }),
    ingress: resource(types.tunnelConfig, { accountId, tunnelId: output("tunnel", "id"), config: { ingresses } }),
    tunnelled: resource(types.dnsRecord, {
      zoneId: output("zone", "id"),
      name: "app.example.com",
      type: "CNAME",
      content: { ...output("tunnel", "id"), suffix: ".cfargotunnel.com" },
      proxied,
      ttl: 1,
    }),
  };
}
