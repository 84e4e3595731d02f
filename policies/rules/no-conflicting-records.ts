import type { Draft } from "../../src/findings/draft";
import { text } from "../../src/graph/read";
import type { ResourceNode } from "../../src/graph/resource";
import { types } from "../../src/graph/types";
import { zoneReader } from "../../src/reach/edge";
import { addressRecords, type NamedRecord } from "../../src/reach/hostnames";
import { definePolicy } from "../policy";
import { output, resource } from "../sites";

/** A record of the name `www` beside the site's own. */
function another(type: string, content: string, name = "www.example.com") {
  return resource(types.dnsRecord, { zoneId: output("zone", "id"), name, type, content, proxied: true, ttl: 1 });
}

export default definePolicy({
  id: "no-conflicting-records",
  summary: "Disallow records of one name that cannot stand beside each other",
  cause: "conflicting-records",
  kind: "outage",
  severity: "error",
  codes: ["deploy"],
  appliesTo: [types.dnsRecord],
  docs: {
    why: [
      "A name has either one CNAME record or addresses, and no record twice.",
      "Cloudflare's API refuses the second one (81053, 81054, 81058), so that a deployment stops half way.",
    ].join(" "),
    unknownWhen: "A record's name, type or zone is not known until deployment.",
    whenNotToUse: "There is no case for it: the deployment fails.",
    sources: [
      "https://developers.cloudflare.com/dns/manage-dns-records/troubleshooting/records-with-same-name/",
      "https://github.com/pulumi/pulumi-cloudflare/issues/687",
    ],
  },
  examples: {
    good: [
      {
        title: "with two addresses of one name",
        site: "instance",
        add: { spare: another("A", "203.0.113.9") },
      },
    ],
    bad: [{ title: "with an address beside a CNAME record", add: { old: another("A", "203.0.113.9") } }],
  },
  check({ graph }) {
    const named = addressRecords(graph, zoneReader(graph)).filter(
      ({ node, isNameKnown }) => isNameKnown && node.kind === "managed" && typeof text(node, "type") === "string",
    );
    return [...Map.groupBy(named, ({ name, zone }) => `${zone.key} ${name}`).values()].flatMap(judge);
  },
});

function judge(alike: readonly NamedRecord[]): readonly Draft[] {
  const [first] = alike;
  const cname = alike.find(({ node }) => typeOf(node) === "CNAME");
  if (first === undefined || alike.length < 2) return [];
  const twin = alike.find(({ node }, index) => alike.slice(0, index).some((other) => isSame(other.node, node)));
  const culprit = cname ?? twin;
  if (culprit === undefined) return [];
  const others = alike.filter((each) => each !== culprit && (cname !== undefined || isSame(each.node, culprit.node)));
  const listed = others.map(({ node }) => `${typeOf(node)} record "${node.name}"`).join(" and ");
  return [
    {
      resource: culprit.node.urn,
      codes: ["deploy"],
      hostnames: [first.name],
      what: `${typeOf(culprit.node)} record "${culprit.node.name}" has the name ${first.name}, and so has ${listed}: the API refuses the second one.`,
      fix: "Declare one of them.",
      related: others.map(({ node }) => ({ resource: node.urn, says: `record "${node.name}" has the same name` })),
    },
  ];
}

function isSame(one: ResourceNode, other: ResourceNode): boolean {
  const content = text(one, "content");
  return typeOf(one) === typeOf(other) && typeof content === "string" && content === text(other, "content");
}

function typeOf(record: ResourceNode): string {
  return text(record, "type")?.toString().toUpperCase() ?? "";
}
