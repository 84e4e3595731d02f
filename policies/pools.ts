import { types } from "../src/graph/types";
import type { Inputs, Piece, Site } from "./example";
import { output, resource } from "./sites";

/** The account of the examples. */
export const accountId = "0123456789abcdef0123456789abcdef";

/** A monitor that probes the port and the scheme that the edge dials. */
export const monitor: Piece = resource(types.edgeMonitor, { accountId, type: "https", port: 443, path: "/health" });

/** A load balancer of the edge over one pool of these origins. */
export function pooled(origins: readonly Inputs[], pool: Inputs = {}): Site {
  return {
    pool: resource(types.edgePool, { accountId, name: "shop", origins, ...pool }),
    shop: resource(types.edgeBalancer, {
      zoneId: output("zone", "id"),
      name: "shop.example.com",
      defaultPools: [output("pool", "id")],
      fallbackPool: output("pool", "id"),
      proxied: true,
    }),
  };
}
