import { edgeLimits } from "../../src/cloudflare/limits";
import type { Draft } from "../../src/findings/draft";
import { served } from "../../src/findings/served";
import { number, text } from "../../src/graph/read";
import type { ResourceNode } from "../../src/graph/resource";
import { types } from "../../src/graph/types";
import { notKnown } from "../../src/graph/value";
import { definePolicy } from "../policy";

/**
 * What an application load balancer does when the program says nothing.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html#connection-idle-timeout
 */
const defaultSeconds = 60;

export default definePolicy({
  id: "require-idle-timeout",
  summary: "Require application load balancers to keep connections as long as the edge does",
  cause: "idle-timeout",
  kind: "hazard",
  severity: "note",
  codes: [520, 504],
  appliesTo: [types.loadBalancer],
  docs: {
    why: [
      `The edge keeps a connection to the origin for ${edgeLimits.idleTimeoutSeconds} seconds and sends the next request on it.`,
      `A balancer closes it after ${defaultSeconds} seconds unless it is told otherwise, and a request that is on its way at that moment is lost: error 520.`,
      "A response that takes longer than the balancer waits is a 504 of the balancer's.",
    ].join(" "),
    unknownWhen: "The balancer belongs to another program, or its timeout is not known until deployment.",
    whenNotToUse: "The site has so many visitors that no connection is ever idle.",
    sources: [
      "https://developers.cloudflare.com/fundamentals/reference/connection-limits/",
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html#connection-idle-timeout",
    ],
  },
  examples: {
    good: [{ title: "whose balancer keeps connections for longer than the edge" }],
    bad: [{ title: "whose balancer closes them after two minutes", set: { balancer: { idleTimeout: 120 } } }],
  },
  check(view) {
    return served(view, types.loadBalancer).flatMap(({ node, hostnames }) => judge(node, hostnames));
  },
});

function judge(balancer: ResourceNode, hostnames: readonly string[]): readonly Draft[] {
  const type = text(balancer, "loadBalancerType") ?? "application";
  const seconds = number(balancer, "idleTimeout") ?? defaultSeconds;
  if (balancer.kind !== "managed" || type !== "application") return [];
  if (seconds === notKnown || seconds >= edgeLimits.idleTimeoutSeconds) return [];
  return [
    {
      resource: balancer.urn,
      codes: [520, 504],
      hostnames,
      what: `Load balancer "${balancer.name}" closes idle connections after ${seconds} s, which the edge uses again for ${edgeLimits.idleTimeoutSeconds} s.`,
      fix: "Set idleTimeout to 960, and let the servers behind it keep connections even longer.",
      related: [],
    },
  ];
}
