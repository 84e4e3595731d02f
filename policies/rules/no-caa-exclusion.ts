import type { Draft } from "../../src/findings/draft";
import { certificatesOf } from "../../src/findings/served";
import { isDeclared, property, text } from "../../src/graph/read";
import type { ResourceNode } from "../../src/graph/resource";
import { types } from "../../src/graph/types";
import { isProperties } from "../../src/graph/value";
import { zoneReader } from "../../src/reach/edge";
import { definePolicy, type View } from "../policy";
import { output, resource } from "../sites";

/** Says who may issue certificates for the site's zone. */
function allow(value: string) {
  return resource(types.dnsRecord, {
    zoneId: output("zone", "id"),
    name: "example.com",
    type: "CAA",
    data: { flags: 0, tag: "issue", value },
    ttl: 3600,
  });
}

/**
 * The names under which Amazon's authority reads CAA records; one of them suffices.
 * @see https://docs.aws.amazon.com/acm/latest/userguide/setup-caa.html read 2026-10-05
 */
const amazon: readonly string[] = ["amazon.com", "amazontrust.com", "awstrust.com", "amazonaws.com"];

export default definePolicy({
  id: "no-caa-exclusion",
  summary: "Disallow CAA records that keep AWS from renewing a certificate",
  cause: "caa-excludes-issuer",
  kind: "hazard",
  severity: "warning",
  codes: [526, "deploy"],
  appliesTo: [types.dnsRecord],
  docs: {
    why: [
      "A CAA record names the authorities that may issue certificates for a name and all below it.",
      "Where none of Amazon's is named, ACM can neither issue nor renew: the first deployment waits until it gives up, or the certificate expires months later.",
    ].join(" "),
    unknownWhen: "The CAA records of the zone are made in another program.",
    whenNotToUse: "The certificate is to be replaced by one of another authority.",
    sources: [
      "https://docs.aws.amazon.com/acm/latest/userguide/setup-caa.html",
      "https://www.rfc-editor.org/rfc/rfc8659",
    ],
  },
  examples: {
    good: [
      {
        title: "that names Amazon beside another authority",
        add: { caa: allow("letsencrypt.org"), aws: allow("amazon.com") },
      },
    ],
    bad: [{ title: "that names another authority alone", add: { caa: allow("letsencrypt.org") } }],
  },
  check(view) {
    const issued = certificatesOf(view).filter(({ node }) => node.type === types.certificate && isFromAmazon(node));
    const excluded = issued.flatMap(({ node, hostnames }) => judge(view, node, hostnames));
    return [...new Map(excluded.map((draft) => [draft.resource, draft])).values()];
  },
});

function isFromAmazon(certificate: ResourceNode): boolean {
  const foreign = ["privateKey", "certificateBody", "certificateAuthorityArn"];
  return certificate.kind === "managed" && foreign.every((name) => !isDeclared(certificate, name));
}

function judge(view: View, certificate: ResourceNode, hostnames: readonly string[]): readonly Draft[] {
  const domain = text(certificate, "domainName");
  if (typeof domain !== "string") return [];
  const all = caaRecords(view);
  const closest = ancestors(domain)
    .map((name) => all.filter((each) => each.name === name))
    .find((found) => found.length > 0);
  const issue = governing(closest ?? [], domain.startsWith("*."));
  const [first] = issue;
  if (first === undefined || issue.some(({ value }) => value === undefined || amazon.includes(value))) return [];
  const named = issue.map(({ value }) => `"${value}"`).join(" and ");
  return [
    {
      resource: first.node.urn,
      codes: [526, "deploy"],
      hostnames,
      what: `CAA record "${first.node.name}" lets ${named} issue certificates for ${first.name}, and Amazon cannot renew certificate "${certificate.name}".`,
      fix: 'Add a CAA record with the tag "issue" and the value "amazon.com".',
      related: [{ resource: certificate.urn, says: `ACM is to issue it for ${domain}` }],
    },
  ];
}

/** For a wildcard the tag "issuewild" decides where there is one; for another name it says nothing. */
function governing(records: readonly Caa[], isWildcard: boolean): readonly Caa[] {
  const wild = records.filter(({ tag }) => tag === "issuewild");
  return isWildcard && wild.length > 0 ? wild : records.filter(({ tag }) => tag === "issue" || tag === undefined);
}

interface Caa {
  readonly node: ResourceNode;
  readonly name: string;
  readonly tag: string | undefined;
  /** Undefined where it is not known. */
  readonly value: string | undefined;
}

function caaRecords({ graph }: View): readonly Caa[] {
  const zoneOf = zoneReader(graph);
  return graph
    .ofType(types.dnsRecord)
    .filter((node) => text(node, "type") === "CAA")
    .flatMap((node) => {
      const name = text(node, "name");
      const zone = zoneOf(node).name;
      const data = property(node, "data");
      if (typeof name !== "string") return [];
      const full = name === "@" && typeof zone === "string" ? zone : name;
      const { tag, value } = isProperties(data) ? data : { tag: undefined, value: undefined };
      const issuer = typeof value === "string" ? value.split(";")[0]?.trim().toLowerCase() : undefined;
      return [
        {
          node,
          name: full.toLowerCase().replace(/\.$/, ""),
          tag: typeof tag === "string" ? tag : undefined,
          value: issuer,
        },
      ];
    });
}

/** The name itself and all above it: the closest that has CAA records decides. */
function ancestors(domain: string): readonly string[] {
  const labels = domain.toLowerCase().replace(/^\*\./, "").split(".");
  return labels.slice(0, -1).map((_, index) => labels.slice(index).join("."));
}
