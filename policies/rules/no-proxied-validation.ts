import type { Draft } from "../../src/findings/draft";
import { flag, text } from "../../src/graph/read";
import type { ResourceNode } from "../../src/graph/resource";
import { createGraph, type ResourceGraph } from "../../src/graph/resource-graph";
import { types } from "../../src/graph/types";
import type { Input } from "../example";
import { definePolicy } from "../policy";
import { output, resource } from "../sites";

/** The record with which AWS finds out who owns the site's name. */
function validation(proxied: boolean, content: Input = output("certificate", "domainValidationOptions")) {
  return resource(types.dnsRecord, {
    zoneId: output("zone", "id"),
    name: "_0123456789abcdef0123456789abcdef.example.com",
    type: "CNAME",
    content,
    proxied,
    ttl: 1,
  });
}

export default definePolicy({
  id: "no-proxied-validation",
  summary: "Disallow proxied records for the validation of certificates",
  cause: "validation-record-proxied",
  kind: "hazard",
  severity: "warning",
  codes: ["deploy", 526],
  appliesTo: [types.dnsRecord],
  docs: {
    why: [
      "AWS looks for the validation record at each renewal, and a proxied one answers with Cloudflare's addresses instead.",
      "Cloudflare does not proxy the targets of AWS's validation at all: either the record is refused, or the certificate is not renewed and expires.",
    ].join(" "),
    unknownWhen: "The record belongs to another program.",
    whenNotToUse: "There is no case for it.",
    sources: [
      "https://developers.cloudflare.com/dns/proxy-status/limitations/",
      "https://docs.aws.amazon.com/acm/latest/userguide/dns-renewal-validation.html",
    ],
  },
  examples: {
    good: [{ title: "whose validation record is not proxied", add: { proof: validation(false) } }],
    bad: [
      { title: "whose validation record is proxied", add: { proof: validation(true) } },
      {
        title: "whose proxied record names AWS's validation",
        add: { proof: validation(true, "_0123456789abcdef0123456789abcdef.abcdefghij.acm-validations.aws.") },
      },
    ],
  },
  alone: { type: types.dnsRecord, check: (record) => judge(createGraph([record]), record) },
  check({ graph }) {
    return graph.ofType(types.dnsRecord).flatMap((record) => judge(graph, record));
  },
});

function judge(graph: ResourceGraph, record: ResourceNode): readonly Draft[] {
  if (flag(record, "proxied") !== true) return [];
  const content = text(record, "content");
  // What flows through other resources, such as a distribution, is their name and no validation.
  const direct = (record.dependsOn.get("content") ?? []).flatMap((urn) => graph.byUrn(urn) ?? []);
  const certificate = direct.find(({ type }) => type === types.certificate);
  const isLiteral = typeof content === "string" && /\.acm-validations\.aws\.?$/i.test(content);
  if (!isLiteral && certificate === undefined) return [];
  const whose = certificate === undefined ? "a certificate" : `certificate "${certificate.name}"`;
  return [
    {
      resource: record.urn,
      codes: ["deploy", 526],
      hostnames:
        certificate === undefined ? [] : [text(certificate, "domainName")].filter((name) => typeof name === "string"),
      what: `Record "${record.name}" validates ${whose} and is proxied, so that AWS does not find it.`,
      fix: "Set proxied to false, and keep the record as long as the certificate.",
      related: certificate === undefined ? [] : [{ resource: certificate.urn, says: "is validated by the record" }],
    },
  ];
}
