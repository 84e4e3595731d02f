import type { Draft } from "../../src/findings/draft";
import { certificatesOf, type Served } from "../../src/findings/served";
import { asText, isDeclared, number, text } from "../../src/graph/read";
import type { ResourceNode } from "../../src/graph/resource";
import type { ResourceGraph } from "../../src/graph/resource-graph";
import { types } from "../../src/graph/types";
import { offPath } from "../off-path-types";
import { definePolicy } from "../policy";
import { output, resource } from "../sites";

/** A certificate of the Origin CA that is imported for the balancer, valid for so many days. */
function originCa(requestedValidity: number) {
  return {
    issued: resource(types.originCaCertificate, {
      csr: "-----BEGIN CERTIFICATE REQUEST-----",
      hostnames: ["*.example.com", "example.com"],
      requestType: "origin-rsa",
      requestedValidity,
    }),
    certificate: resource(types.certificate, {
      certificateBody: output("issued", "certificate"),
      privateKey: output("issued", "privateKey"),
    }),
  };
}

/**
 * Whoever rotates by hand does not do so every three months.
 * @see https://developers.cloudflare.com/ssl/origin-configuration/origin-ca/ the validities: 7, 30, 90, 365, … 5475 days
 */
const shortDays = 90;

export default definePolicy({
  id: "require-certificate-renewal",
  summary: "Require certificates of origins to be renewed by somebody before they expire",
  cause: "certificate-not-renewed",
  kind: "hazard",
  severity: "warning",
  codes: [526],
  appliesTo: [types.certificate, types.originCaCertificate],
  docs: {
    why: [
      "ACM renews what it has issued itself and finds validated in DNS. It renews no certificate that was imported, and one that is validated by mail waits for a click.",
      "Nobody renews a certificate of Cloudflare's Origin CA. In mode strict an expired certificate is error 526 for everybody at once.",
    ].join(" "),
    unknownWhen: "The certificate belongs to another program.",
    whenNotToUse: "A job outside the program rotates the certificate in time.",
    sources: [
      "https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html",
      "https://docs.aws.amazon.com/acm/latest/userguide/import-certificate.html",
      "https://developers.cloudflare.com/ssl/origin-configuration/origin-ca/",
    ],
  },
  examples: {
    good: [
      { title: "whose certificate ACM renews" },
      { title: "with a certificate of the Origin CA for fifteen years", add: originCa(5475) },
    ],
    bad: [
      { title: "with a certificate of the Origin CA for a month", add: originCa(30) },
      { title: "whose certificate is validated by mail", set: { certificate: { validationMethod: "EMAIL" } } },
    ],
  },
  check(view) {
    return certificatesOf(view).flatMap((certificate) => judge(view.graph, certificate));
  },
});

function judge(graph: ResourceGraph, { node, hostnames }: Served): readonly Draft[] {
  const said = node.type === types.originCaCertificate ? shortLived(node) : unrenewed(graph, node);
  return said === undefined ? [] : [{ resource: node.urn, codes: [526], hostnames, related: [], ...said }];
}

type Said = Pick<Draft, "what" | "fix">;

function shortLived(issued: ResourceNode): Said | undefined {
  const days = number(issued, "requestedValidity");
  if (typeof days !== "number" || days > shortDays) return undefined;
  return {
    what: `Certificate "${issued.name}" of the Origin CA is valid for ${days} days, and nobody renews it.`,
    fix: "Set requestedValidity to 5475.",
  };
}

function unrenewed(graph: ResourceGraph, certificate: ResourceNode): Said | undefined {
  if (certificate.kind !== "managed") return undefined;
  if (asText(certificate.inputs.validationMethod)?.toString().toUpperCase() === "EMAIL") {
    return {
      what: `Certificate "${certificate.name}" is validated by mail, so that each renewal waits until somebody follows a link.`,
      fix: 'Set validationMethod to "DNS" and keep the validation record.',
    };
  }
  const isImported = isDeclared(certificate, "privateKey") || isDeclared(certificate, "certificateBody");
  const isIssuedHere = graph.origins(certificate, "certificateBody", [types.originCaCertificate]).length > 0;
  if (!isImported || isIssuedHere || isWatched(graph)) return undefined;
  return {
    what: `Certificate "${certificate.name}" is imported, so that AWS does not renew it, and no alarm tells when it expires.`,
    fix: "Let ACM issue it, or add a CloudWatch alarm on DaysToExpiry of AWS/CertificateManager.",
  };
}

/** @see https://docs.aws.amazon.com/acm/latest/userguide/cloudwatch-metrics.html */
function isWatched(graph: ResourceGraph): boolean {
  return graph.ofType(offPath.metricAlarm).some((alarm) => text(alarm, "metricName") === "DaysToExpiry");
}
