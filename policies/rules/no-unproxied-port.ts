import { isProxiedPort } from "../../src/cloudflare/ports";
import type { Draft } from "../../src/findings/draft";
import { groupsOn, served } from "../../src/findings/served";
import { ingressRules } from "../../src/graph/access-rules";
import { number, text } from "../../src/graph/read";
import type { ResourceNode } from "../../src/graph/resource";
import type { ResourceGraph } from "../../src/graph/resource-graph";
import { types } from "../../src/graph/types";
import { notKnown } from "../../src/graph/value";
import { zoneKey } from "../../src/reach/edge";
import { admitsPort, isOfEdge } from "../admitted";
import { offPath } from "../off-path-types";
import { definePolicy, type View } from "../policy";
import { admit, forward, output, resource } from "../sites";

/** A second listener of the site's balancer. */
function listener(port: number) {
  return resource(types.listener, {
    loadBalancerArn: output("balancer", "arn"),
    port,
    protocol: "HTTPS",
    certificateArn: output("validation", "certificateArn"),
    defaultActions: [forward],
  });
}

export default definePolicy({
  id: "no-unproxied-port",
  summary: "Disallow listeners for Cloudflare on ports that Cloudflare does not proxy",
  cause: "port-not-proxied",
  kind: "hazard",
  severity: "warning",
  codes: ["timeout"],
  appliesTo: [types.listener],
  docs: {
    why: [
      "Cloudflare proxies thirteen ports. Visitors of another one on a proxied hostname get no connection, and the browser gives up without any of Cloudflare's errors.",
      "A listener on such a port that admits Cloudflare's ranges alone has been made for visitors who cannot come.",
    ].join(" "),
    unknownWhen:
      "Origin rules, snippets, edge load balancers or Spectrum applications of the hostname's zone may lead to the port.",
    whenNotToUse:
      "A rule outside the program, such as one made in the dashboard, sends visitors of another port there.",
    sources: [
      "https://developers.cloudflare.com/fundamentals/reference/network-ports/",
      "https://developers.cloudflare.com/rules/origin-rules/",
    ],
  },
  examples: {
    good: [
      {
        title: "with a second listener on a port that Cloudflare proxies",
        add: { admin: listener(8443) },
        set: { firewall: { ingress: [admit(443), admit(8443)] } },
      },
    ],
    bad: [
      {
        title: "with a second listener on a port that Cloudflare does not proxy",
        add: { admin: listener(9443) },
        set: { firewall: { ingress: [admit(443), admit(9443)] } },
      },
    ],
  },
  check(view) {
    return served(view, types.loadBalancer).flatMap(({ node, hostnames }) =>
      mayLeadElsewhere(view, node, hostnames)
        ? []
        : view.graph
            .referring(node, types.listener, "loadBalancerArn", "arn")
            .flatMap((found) => judge(view, node, found, hostnames)),
    );
  },
});

/**
 * The phases whose rules may send a request to another port of the origin.
 * @see https://developers.cloudflare.com/ruleset-engine/reference/phases-list/
 */
const leading: readonly unknown[] = ["http_request_origin", "http_request_snippets", notKnown, undefined];

/** Reports whether something at the edge may lead to another port of this balancer; that of other sites does not. */
function mayLeadElsewhere({ graph, reach }: View, balancer: ResourceNode, hostnames: readonly string[]): boolean {
  const members = reach.rows
    .filter(({ hostname }) => hostnames.includes(hostname))
    .flatMap(({ resource }) => graph.byUrn(resource) ?? []);
  const zones = new Set(members.map((member) => zoneKey(graph, member)));
  const isOfNoKnownZone = members.length === 0 || members.some((member) => !hasKnownZone(graph, member));
  const mayShareZone = (node: ResourceNode) =>
    isOfNoKnownZone || !hasKnownZone(graph, node) || zones.has(zoneKey(graph, node));
  const rulesets = graph.ofType(types.ruleset).filter((node) => leading.includes(text(node, "phase")));
  const shortcuts = graph.ofType(offPath.loadBalancer, offPath.spectrum);
  if ([...rulesets, ...shortcuts].some(mayShareZone)) return true;
  const pointers = [
    ...graph.ofType(offPath.pool).map((node) => graph.follow(node, "origins", [types.loadBalancer], "dnsName")),
    ...graph
      .ofType(offPath.spectrum)
      .flatMap((node) =>
        ["originDns", "originDirects"].map((name) => graph.follow(node, name, [types.loadBalancer], "dnsName")),
      ),
  ];
  return pointers.some(({ nodes, open }) => open || nodes.includes(balancer));
}

function hasKnownZone(graph: ResourceGraph, member: ResourceNode): boolean {
  return graph.follow(member, "zoneId", [types.zone]).nodes.length > 0 || typeof text(member, "zoneId") === "string";
}

function judge(
  view: View,
  balancer: ResourceNode,
  listening: ResourceNode,
  hostnames: readonly string[],
): readonly Draft[] {
  const port = number(listening, "port");
  if (typeof port !== "number" || isProxiedPort("http", port) || isProxiedPort("https", port)) return [];
  const groups = groupsOn(view.graph, balancer) ?? [];
  const rules = groups
    .flatMap((group) => ingressRules(view.graph, group).rules)
    .filter((rule) => rule.protocol !== "-1");
  const admitting = rules.find(
    (rule) =>
      admitsPort(rule, port) &&
      rule.sources.length > 0 &&
      rule.sources.every((source) => source.kind === "cidr" && isOfEdge(view, source.cidr)),
  );
  if (admitting === undefined) return [];
  return [
    {
      resource: listening.urn,
      codes: ["timeout"],
      hostnames,
      what: `Listener "${listening.name}" waits for Cloudflare on port ${port}, which Cloudflare does not proxy.`,
      fix: "Use one of Cloudflare's ports, such as 8443, or an origin rule that sends visitors of port 443 there.",
      related: [{ resource: admitting.declaredBy.urn, says: `admits Cloudflare's ranges on port ${port}` }],
    },
  ];
}
