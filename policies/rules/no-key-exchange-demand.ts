import type { Draft } from "../../src/findings/draft";
import { hostnamesOfZone, served } from "../../src/findings/served";
import { number, text, texts } from "../../src/graph/read";
import { types } from "../../src/graph/types";
import { notKnown } from "../../src/graph/value";
import { zoneKey } from "../../src/reach/edge";
import { offPath } from "../off-path-types";
import { definePolicy, type View } from "../policy";
import { output, resource } from "../sites";

/** Restricts the key exchange between the edge and the site's origin. */
const postQuantum = resource(offPath.tlsCompliance, { zoneId: output("zone", "id"), values: ["pqh"] });

export default definePolicy({
  id: "no-key-exchange-demand",
  summary: "Disallow demands on the key exchange that the origin's listener does not meet",
  cause: "key-exchange-demanded",
  kind: "hazard",
  severity: "warning",
  codes: [525],
  appliesTo: [offPath.tlsCompliance],
  docs: {
    why: [
      "With the compliance mode `pqh` the edge offers an origin post-quantum key exchange alone.",
      "A balancer takes part only with one of the security policies whose names contain PQ; with any other the handshake fails.",
    ].join(" "),
    unknownWhen: "The listener belongs to another program, or passes TCP on to its targets.",
    whenNotToUse: "The security policy of the listener is known to offer post-quantum key exchange.",
    sources: [
      "https://registry.terraform.io/providers/cloudflare/cloudflare/latest/docs/resources/origin_tls_compliance_modes",
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html",
    ],
  },
  examples: {
    good: [
      {
        title: "whose listener offers post-quantum key exchange",
        add: { compliance: postQuantum },
        set: { listener: { sslPolicy: "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09" } },
      },
    ],
    bad: [{ title: "whose listener has the usual policy", add: { compliance: postQuantum } }],
  },
  check(view) {
    return view.graph.ofType(offPath.tlsCompliance).flatMap((modes): readonly Draft[] => {
      const values = texts(modes, "values");
      if (values === notKnown || !values.includes("pqh")) return [];
      const hostnames = hostnamesOfZone(view, zoneKey(view.graph, modes));
      const [listener] = classicListeners(view, hostnames);
      if (listener === undefined) return [];
      return [
        {
          resource: modes.urn,
          codes: [525],
          hostnames,
          what: `TLS compliance "${modes.name}" makes the edge offer post-quantum key exchange alone, which listener "${listener.name}" does not take.`,
          fix: "Give the listener an sslPolicy with PQ in its name first, or remove pqh.",
          related: [
            {
              resource: listener.urn,
              says: `its sslPolicy is ${text(listener, "sslPolicy")?.toString() ?? "the default"}`,
            },
          ],
        },
      ];
    });
  },
});

/** The HTTPS listeners behind these hostnames whose policy is known to lack post-quantum key exchange. */
function classicListeners(view: View, hostnames: readonly string[]) {
  return served(view, types.loadBalancer)
    .filter((balancer) => balancer.hostnames.some((hostname) => hostnames.includes(hostname)))
    .flatMap(({ node }) => view.graph.referring(node, types.listener, "loadBalancerArn", "arn"))
    .filter((listener) => {
      const policy = text(listener, "sslPolicy");
      const isTls = text(listener, "protocol") === "HTTPS" && typeof number(listener, "port") === "number";
      return isTls && listener.kind === "managed" && policy !== notKnown && !/-PQ-/.test(policy ?? "");
    });
}
