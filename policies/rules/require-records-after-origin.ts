import type { Draft } from "../../src/findings/draft";
import { endsAt, publishedRecords } from "../../src/findings/served";
import { number } from "../../src/graph/read";
import type { ResourceNode } from "../../src/graph/resource";
import type { ResourceGraph } from "../../src/graph/resource-graph";
import { types } from "../../src/graph/types";
import { definePolicy, type View } from "../policy";
import { output, resource } from "../sites";
import { waitsFor } from "../waits";

const www = {
  zoneId: output("zone", "id"),
  name: "www.example.com",
  type: "CNAME",
  content: output("balancer", "dnsName"),
  proxied: true,
  ttl: 1,
};

export default definePolicy({
  id: "require-records-after-origin",
  summary: "Require proxied records to wait until something listens where they lead",
  cause: "record-before-origin",
  kind: "hazard",
  severity: "note",
  codes: [521, 522, 525],
  appliesTo: [types.dnsRecord],
  docs: {
    why: [
      "A record that refers to a balancer's name is made as soon as the balancer is there, and its listener waits for a certificate.",
      "On the first deployment, and on each move to another origin, visitors meet a port on which nothing listens yet.",
    ].join(" "),
    unknownWhen: "The record, the listener or the association belongs to another program.",
    whenNotToUse: "The hostname has no visitors before the deployment is complete.",
    sources: ["https://www.pulumi.com/docs/iac/concepts/options/dependson/"],
  },
  examples: {
    good: [{ title: "whose record waits for the listener" }],
    bad: [{ title: "whose record waits for the balancer alone", add: { www: resource(types.dnsRecord, www) } }],
  },
  check(view) {
    return publishedRecords(view).flatMap(({ node, hostnames }) => judge(view, node, hostnames));
  },
});

function judge({ graph, reach }: View, record: ResourceNode, hostnames: readonly string[]): readonly Draft[] {
  const ends = new Set(endsAt(graph, record, "content").map(({ urn }) => urn));
  if (record.kind !== "managed" || ends.size === 0) return [];
  const dialled = reach.rows
    .filter(({ hostname }) => hostnames.includes(hostname))
    .flatMap(({ dials, idle }) => [...dials, ...idle]);
  const awaited = dialled
    .filter(({ resource: urn }) => ends.has(urn))
    .flatMap(({ resource: urn, port }) => {
      const node = graph.byUrn(urn);
      return node === undefined || port === null ? [] : standing(graph, node, port);
    });
  const [late] = awaited.toSorted((a, b) => (a.urn < b.urn ? -1 : 1));
  if (late === undefined || awaited.some((each) => waitsFor(graph, record, each))) return [];
  const kind = late.type === types.listener ? "listener" : "association";
  return [
    {
      resource: record.urn,
      codes: [521, 522, 525],
      hostnames,
      what: `Record "${record.name}" does not wait for ${kind} "${late.name}", so that visitors may come before it stands.`,
      fix: `Name ${kind} "${late.name}" in the record's dependsOn.`,
      related: [{ resource: late.urn, says: `${kind} "${late.name}" answers the edge` }],
    },
  ];
}

/** What must stand before an origin answers on a port: a listener, or the association that gives it its address. */
function standing(graph: ResourceGraph, origin: ResourceNode, port: number): readonly ResourceNode[] {
  const own = ({ kind }: ResourceNode) => kind === "managed";
  if (origin.type === types.loadBalancer) {
    const listeners = graph.referring(origin, types.listener, "loadBalancerArn", "arn");
    return listeners.filter((listener) => own(listener) && number(listener, "port") === port);
  }
  return graph.referring(origin, types.eipAssociation, "instanceId").filter(own);
}
