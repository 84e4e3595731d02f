import type { Draft } from "../../src/findings/draft";
import { objects, property, text } from "../../src/graph/read";
import type { ResourceNode } from "../../src/graph/resource";
import { notKnown } from "../../src/graph/value";
import type { Inputs } from "../example";
import { offPath } from "../off-path-types";
import { definePolicy, type View } from "../policy";
import { output, resource } from "../sites";

/** An edge load balancer over a pool of two origins. */
function balanced(pool: Inputs) {
  const origins = ["203.0.113.9", "203.0.113.10"].map((address) => ({ name: `at-${address}`, address }));
  return {
    pool: resource(offPath.pool, {
      accountId: "0123456789abcdef0123456789abcdef",
      name: "shop",
      origins,
      ...pool,
    }),
    shop: resource(offPath.loadBalancer, {
      zoneId: output("zone", "id"),
      name: "shop.example.com",
      defaultPools: [output("pool", "id")],
      fallbackPool: output("pool", "id"),
      proxied: true,
    }),
  };
}

const monitor = resource("cloudflare:index/loadBalancerMonitor:LoadBalancerMonitor", {
  accountId: "0123456789abcdef0123456789abcdef",
  type: "https",
  port: 443,
  path: "/health",
});

export default definePolicy({
  id: "require-pool-monitor",
  summary: "Require pools of several origins to have a monitor",
  cause: "pool-not-monitored",
  kind: "hazard",
  severity: "warning",
  codes: [521, 522, 523, 525, 526],
  appliesTo: [offPath.pool],
  docs: {
    why: [
      "Cloudflare takes an origin without a monitor for healthy: a dead one keeps its share of the visitors, although another could serve them.",
    ].join(" "),
    unknownWhen: "The pool belongs to another program.",
    whenNotToUse: "All origins of the pool are one and the same machine.",
    sources: ["https://developers.cloudflare.com/load-balancing/monitors/"],
  },
  examples: {
    good: [{ title: "whose pool is monitored", add: { ...balanced({ monitor: output("monitor", "id") }), monitor } }],
    bad: [{ title: "whose pool has no monitor", add: balanced({}) }],
  },
  check(view) {
    return view.graph.ofType(offPath.pool).flatMap((pool) => judge(view, pool));
  },
});

function judge({ graph }: View, pool: ResourceNode): readonly Draft[] {
  const origins = objects(pool, "origins");
  const monitored = property(pool, "monitor");
  if (pool.kind !== "managed" || origins === notKnown || origins.length < 2) return [];
  if (monitored !== undefined && monitored !== "") return [];
  const users = ["defaultPools", "fallbackPool"].flatMap((name) => graph.referring(pool, offPath.loadBalancer, name));
  const names = users.map((user) => text(user, "name")).filter((name) => typeof name === "string");
  if (users.length === 0) return [];
  return [
    {
      resource: pool.urn,
      codes: [521, 522, 523, 525, 526],
      hostnames: [...new Set(names)],
      what: `Pool "${pool.name}" has ${origins.length} origins and no monitor, so that visitors are sent to one that is down.`,
      fix: "Add a cloudflare.LoadBalancerMonitor with the port and path of the site, and name it as the pool's monitor.",
      related: [...new Set(users)].map((user) => ({ resource: user.urn, says: `"${user.name}" uses the pool` })),
    },
  ];
}
