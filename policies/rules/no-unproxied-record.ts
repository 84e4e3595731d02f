import type { Draft } from "../../src/findings/draft";
import { endsAt, groupsOn } from "../../src/findings/served";
import { flag } from "../../src/graph/read";
import type { ResourceNode } from "../../src/graph/resource";
import { types } from "../../src/graph/types";
import { notKnown, type Value } from "../../src/graph/value";
import { zoneReader } from "../../src/reach/edge";
import { addressRecords, fullName, type NamedRecord } from "../../src/reach/hostnames";
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
  summary:
    "Disallow records and load balancers that leave proxied out and lead to an origin which admits Cloudflare alone",
  cause: "unproxied-record",
  kind: "hazard",
  severity: "warning",
  codes: ["timeout"],
  appliesTo: [types.dnsRecord, types.edgeBalancer],
  docs: {
    why: [
      "The provider's default for `proxied` is false, of records as of Cloudflare's load balancers, while the dashboard's is on.",
      "Visitors of such a name dial the origin themselves, whose security group drops everybody but Cloudflare: the browser gives up without any of Cloudflare's errors.",
    ].join(" "),
    unknownWhen: "A rule of the origin's security groups, or the record's content, is not known until deployment.",
    whenNotToUse: "The name is not for visitors; say so with `proxied: false`.",
    sources: [
      "https://developers.cloudflare.com/dns/proxy-status/",
      "https://www.pulumi.com/registry/packages/cloudflare/api-docs/dnsrecord/",
      "https://www.pulumi.com/registry/packages/cloudflare/api-docs/loadbalancer/",
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
      {
        title: "behind a load balancer of Cloudflare that does not say whether it is proxied",
        add: {
          pool: resource(types.edgePool, {
            accountId: "0123456789abcdef0123456789abcdef",
            name: "shop",
            origins: [{ name: "a", address: output("balancer", "dnsName") }],
          }),
          shop: resource(types.edgeBalancer, {
            zoneId: output("zone", "id"),
            name: "shop.example.com",
            defaultPools: [output("pool", "id")],
            fallbackPool: output("pool", "id"),
          }),
        },
      },
    ],
  },
  check(view) {
    const records = addressRecords(view.graph, zoneReader(view.graph));
    const proxied = new Set(records.filter(({ node }) => node.inputs.proxied === true).map(({ name }) => name));
    const unsaid = records
      .filter(({ node, name }) => isSilent(node) && !proxied.has(name))
      .flatMap((record) => judge(view, record, endsAt(view.graph, record.node, "content")));
    return [...unsaid, ...unsaidBalancers(view)];
  },
});

/** A default that the provider reports is none that the program wrote. */
function isSilent(record: ResourceNode): boolean {
  const declared = record.inputs.proxied ?? undefined;
  return record.kind === "managed" && declared === undefined && record.outputs.proxied !== true;
}

/** Load balancers of Cloudflare that answer DNS with the addresses of their origins. */
function unsaidBalancers(view: View): readonly Draft[] {
  const { graph } = view;
  const zoneOf = zoneReader(graph);
  return graph
    .ofType(types.edgeBalancer)
    .filter((node) => isSilent(node) && flag(node, "enabled") !== false)
    .flatMap((node) => {
      const pools = ["defaultPools", "fallbackPool"].flatMap(
        (list) => graph.follow(node, list, [types.edgePool]).nodes,
      );
      const zone = zoneOf(node);
      const named = { node, zone, ...fullName(node, zone.name) };
      return judge(
        view,
        named,
        pools.flatMap((pool) => endsAt(graph, pool, "origins")),
      );
    });
}

function judge(
  view: View,
  { node: record, name, isNameKnown }: NamedRecord,
  [origin]: readonly ResourceNode[],
): readonly Draft[] {
  const { graph } = view;
  if (origin === undefined || !isNameKnown || isUsedElsewhere(view, record, name)) return [];
  const groups = groupsOn(graph, origin);
  if (groups === undefined || ![80, 443].some((port) => admitsEdgeAlone(view, groups, port))) return [];
  const kind = origin.type === types.loadBalancer ? "load balancer" : "instance";
  return [
    {
      resource: record.urn,
      codes: ["timeout"],
      hostnames: [name],
      what: `${record.type === types.edgeBalancer ? "Cloudflare's load balancer" : "Record"} "${record.name}" leaves proxied out, so that visitors dial ${kind} "${origin.name}", which admits Cloudflare alone.`,
      fix:
        record.type === types.edgeBalancer
          ? "Set proxied to true, or to false where the name is not for visitors."
          : "Set proxied to true and ttl to 1, or proxied to false where the name is not for visitors.",
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
