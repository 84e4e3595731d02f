import { prohibitedTarget } from "../../src/cloudflare/prohibited";
import type { Draft } from "../../src/findings/draft";
import { endsAt, served } from "../../src/findings/served";
import { flag, text, texts } from "../../src/graph/read";
import type { ResourceNode } from "../../src/graph/resource";
import type { ResourceGraph } from "../../src/graph/resource-graph";
import { types } from "../../src/graph/types";
import { notKnown } from "../../src/graph/value";
import { parseCidr } from "../../src/net/cidr";
import { fits } from "../../src/reach/certificate-name";
import { definePolicy, type View } from "../policy";

export default definePolicy({
  id: "no-pinned-balancer-address",
  summary: "Disallow records with the present addresses of an application load balancer",
  cause: "balancer-address-pinned",
  kind: "hazard",
  severity: "warning",
  codes: [522, 521],
  appliesTo: [types.dnsRecord],
  docs: {
    why: [
      "An application load balancer changes its addresses as it grows and shrinks, and its name follows.",
      "A record that was filled with what the name resolved to one day points to a stranger's machine on another.",
      "Reported is an address record that the program fills from a balancer's name, and a literal address where this program has a balancer with a certificate for that very hostname, to which no record points.",
    ].join(" "),
    unknownWhen: "The balancer or its certificate belongs to another program.",
    whenNotToUse: "The address is another origin's, and the balancer is not in use yet.",
    sources: [
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html#request-routing",
      "https://developers.cloudflare.com/dns/cname-flattening/",
    ],
  },
  examples: {
    good: [{ title: "whose record points to the balancer's name" }],
    bad: [
      { title: "whose record has an address of the balancer", set: { www: { type: "A", content: "198.51.100.20" } } },
      { title: "whose address record is filled by looking up the balancer's name", set: { www: { type: "A" } } },
    ],
  },
  check(view) {
    const used = new Set(served(view, types.loadBalancer).map(({ node }) => node));
    const idle = view.graph
      .ofType(types.loadBalancer)
      .filter(
        (balancer) =>
          !used.has(balancer) &&
          text(balancer, "loadBalancerType") !== "network" &&
          flag(balancer, "internal") !== true,
      );
    const rows = new Map(
      view.reach.rows.map(({ hostname, resource }) => [`${hostname} ${resource}`, { hostname, resource }]),
    );
    return [...rows.values()].flatMap(({ hostname, resource }) => judge(view, resource, hostname, idle));
  },
});

function judge({ graph }: View, urn: string, hostname: string, idle: readonly ResourceNode[]): readonly Draft[] {
  const record = graph.byUrn(urn);
  if (record?.type !== types.dnsRecord) return [];
  const content = text(record, "content");
  const looked = isAddressRecord(record) ? lookedUp(graph, record) : undefined;
  if (looked !== undefined) return [lookup(record, looked, hostname)];
  // An address that answers nobody is there for a Worker or a rule of the edge.
  if (typeof content !== "string" || parseCidr(content) === undefined || prohibitedTarget(content) !== undefined) {
    return [];
  }
  if (endsAt(graph, record, "content").length > 0) return [];
  const balancer = idle.find((each) =>
    certificates(graph, each).some((node) => namesOf(node).some((name) => fits(name, hostname))),
  );
  if (balancer === undefined) return [];
  return [
    {
      resource: record.urn,
      codes: [522, 521],
      hostnames: [hostname],
      what: `Record "${record.name}" points to the literal address ${content}, while load balancer "${balancer.name}" has the certificate for ${hostname} and changes its addresses.`,
      fix: "Make it a CNAME record to the balancer's dnsName; Cloudflare flattens it at the apex.",
      related: [{ resource: balancer.urn, says: `no record points to load balancer "${balancer.name}"` }],
    },
  ];
}

function isAddressRecord(record: ResourceNode): boolean {
  const type = text(record, "type");
  return type === "A" || type === "AAAA";
}

/** The balancer from whose name an address is made; a network load balancer keeps its addresses. */
function lookedUp(graph: ResourceGraph, record: ResourceNode): ResourceNode | undefined {
  return graph
    .follow(record, "content", [types.loadBalancer, types.classicBalancer], "dnsName")
    .nodes.find((node) => node.type === types.classicBalancer || text(node, "loadBalancerType") !== "network");
}

function lookup(record: ResourceNode, balancer: ResourceNode, hostname: string): Draft {
  return {
    resource: record.urn,
    codes: [522, 521],
    hostnames: [hostname],
    what: `Record "${record.name}" holds an address that load balancer "${balancer.name}" has when the program runs, and the balancer changes its addresses.`,
    fix: "Make it a CNAME record to the balancer's dnsName; Cloudflare flattens it at the apex.",
    related: [{ resource: balancer.urn, says: `load balancer "${balancer.name}" has other addresses later` }],
  };
}

function certificates(graph: ResourceGraph, balancer: ResourceNode): readonly ResourceNode[] {
  return graph.referring(balancer, types.listener, "loadBalancerArn", "arn").flatMap((listener) => {
    const { nodes } = graph.follow(listener, "certificateArn", [types.certificate, types.certificateValidation], "arn");
    return nodes.flatMap((node) => [node, ...graph.follow(node, "certificateArn", [types.certificate], "arn").nodes]);
  });
}

function namesOf(certificate: ResourceNode): readonly string[] {
  const others = texts(certificate, "subjectAlternativeNames");
  const names = [text(certificate, "domainName"), ...(others === notKnown ? [] : others)];
  return names.filter((name) => typeof name === "string");
}
