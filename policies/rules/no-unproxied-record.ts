import type { Draft } from "../../src/findings/draft";
import { endsAt, groupsOn } from "../../src/findings/served";
import type { ResourceNode } from "../../src/graph/resource";
import { types } from "../../src/graph/types";
import { notKnown, type Value } from "../../src/graph/value";
import { zoneReader } from "../../src/reach/edge";
import { addressRecords, type NamedRecord } from "../../src/reach/hostnames";
import { admitsEdgeAlone } from "../admitted";
import { definePolicy, type View } from "../policy";
import { output, resource } from "../sites";

const shop = {
  zoneId: output("zone", "id"),
  name: "shop.example.com",
  type: "CNAME",
  content: output("balancer", "dnsName"),
};

export default definePolicy({
  id: "no-unproxied-record",
  summary: "Disallow records that leave proxied out and lead to an origin which admits Cloudflare alone",
  cause: "unproxied-record",
  kind: "hazard",
  severity: "warning",
  codes: ["timeout"],
  appliesTo: [types.dnsRecord],
  docs: {
    why: [
      "The provider's default for `proxied` is false, while the dashboard's is on.",
      "Visitors of such a record dial the origin themselves, whose security group drops everybody but Cloudflare: the browser gives up without any of Cloudflare's errors.",
    ].join(" "),
    unknownWhen: "A rule of the origin's security groups, or the record's content, is not known until deployment.",
    whenNotToUse: "The name is not for visitors; say so with `proxied: false`.",
    sources: [
      "https://developers.cloudflare.com/dns/proxy-status/",
      "https://www.pulumi.com/registry/packages/cloudflare/api-docs/dnsrecord/",
    ],
  },
  examples: {
    good: [
      { title: "all of whose records are proxied" },
      {
        title: "with a record that is unproxied on purpose",
        add: { shop: resource(types.dnsRecord, { ...shop, proxied: false, ttl: 300 }) },
      },
    ],
    bad: [
      {
        title: "with a record that does not say whether it is proxied, for a name that has a certificate",
        add: {
          shop: resource(types.dnsRecord, { ...shop, ttl: 300 }),
          proof: resource(types.certificate, { domainName: "shop.example.com", validationMethod: "DNS" }),
        },
      },
      {
        title: "with a record that does not say whether it is proxied",
        add: { shop: resource(types.dnsRecord, { ...shop, ttl: 300 }) },
      },
    ],
  },
  check(view) {
    const records = addressRecords(view.graph, zoneReader(view.graph));
    const proxied = new Set(records.filter(({ node }) => node.inputs.proxied === true).map(({ name }) => name));
    return records
      .filter(({ node, name }) => isSilent(node) && !proxied.has(name))
      .flatMap((record) => judge(view, record));
  },
});

/** A default that the provider reports is none that the program wrote. */
function isSilent(record: ResourceNode): boolean {
  const declared = record.inputs.proxied ?? undefined;
  return record.kind === "managed" && declared === undefined && record.outputs.proxied !== true;
}

function judge(view: View, { node: record, name, isNameKnown }: NamedRecord): readonly Draft[] {
  const { graph } = view;
  const [origin] = endsAt(graph, record, "content");
  if (origin === undefined || !isNameKnown || isUsedElsewhere(view, record, name)) return [];
  const groups = groupsOn(graph, origin);
  if (groups === undefined || ![80, 443].some((port) => admitsEdgeAlone(view, groups, port))) return [];
  const kind = origin.type === types.loadBalancer ? "load balancer" : "instance";
  return [
    {
      resource: record.urn,
      codes: ["timeout"],
      hostnames: [name],
      what: `Record "${record.name}" leaves proxied out, so that visitors dial ${kind} "${origin.name}", which admits Cloudflare alone.`,
      fix: "Set proxied to true and ttl to 1, or proxied to false where the name is not for visitors.",
      related: groups.map((group) => ({ resource: group.urn, says: `security group "${group.name}" guards it` })),
    },
  ];
}

/** A name that other resources use, such as the origin of a pool, needs no proxy. */
function isUsedElsewhere({ graph }: View, record: ResourceNode, name: string): boolean {
  return graph.nodes.some(
    (node) =>
      node !== record &&
      ([...node.dependsOn].some(([property, urns]) => property !== "" && urns.includes(record.urn)) ||
        Object.entries(node.inputs).some(([property, value]) => !answeredFor.has(property) && mentions(value, name))),
  );
}

/** Where a resource says for which names it answers, such as a certificate, which is no use of the record. */
const answeredFor: ReadonlySet<string> = new Set([
  "name",
  "domainName",
  "subjectAlternativeNames",
  "hostnames",
  "dnsNames",
  "aliases",
  "conditions",
  "header",
]);

function mentions(value: Value, name: string): boolean {
  if (typeof value === "string") return value.toLowerCase().replace(/\.$/, "") === name;
  if (value === notKnown || typeof value !== "object" || value === null) return false;
  return Object.values(value).some((inner: Value) => mentions(inner, name));
}
