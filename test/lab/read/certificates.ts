import { X509Certificate } from "node:crypto";
import { asText, isDeclared, property, text, texts } from "../../../src/graph/read";
import type { ResourceNode } from "../../../src/graph/resource";
import type { ResourceGraph } from "../../../src/graph/resource-graph";
import { types } from "../../../src/graph/types";
import { isProperties, notKnown, type Unknown } from "../../../src/graph/value";
import type { Wanted } from "../certificates";

const selfSigned = "tls:index/selfSignedCert:SelfSignedCert";
const locallySigned = "tls:index/locallySignedCert:LocallySignedCert";
const signingRequest = "tls:index/certRequest:CertRequest";

/** The certificates that a listener shows; undefined among them for one of which the program says nothing. */
export function listenerCertificates(
  graph: ResourceGraph,
  listener: ResourceNode,
  now: Date,
): readonly (Wanted | undefined)[] {
  const more = graph.referring(listener, types.listenerCertificate, "listenerArn", "arn");
  return [listener, ...more].flatMap((node) => certificatesIn(graph, node, "certificateArn", now));
}

/** The certificates that a property names, among other things. */
export function certificatesIn(
  graph: ResourceGraph,
  holder: ResourceNode,
  name: string,
  now: Date,
): readonly (Wanted | undefined)[] {
  const wanted = [types.certificate, types.certificateValidation, types.serverCertificate];
  const { nodes, foreign, open } = graph.follow(holder, name, wanted, "arn");
  const own = new Set(
    nodes.map((node) => graph.follow(node, "certificateArn", [types.certificate], "arn").nodes[0] ?? node),
  );
  return [
    ...[...own].map((node) => certificateOf(graph, node, now)),
    ...foreign.filter((id) => /^arn:[^:]*:(acm|iam):/.test(id)).map(() => undefined),
    ...(open ? [undefined] : []),
  ];
}

/** The certificate that the user data of an instance installs. */
export function installedCertificate(graph: ResourceGraph, instance: ResourceNode): Wanted | undefined {
  const [issued] = ["userData", "userDataBase64"].flatMap((name) =>
    graph.origins(instance, name, [types.originCaCertificate]),
  );
  return issued && originCa(issued);
}

function certificateOf(graph: ResourceGraph, node: ResourceNode, now: Date): Wanted | undefined {
  if (node.type === types.certificateValidation) return undefined;
  const isImported =
    node.type === types.serverCertificate || isDeclared(node, "certificateBody") || isDeclared(node, "privateKey");
  if (isImported) return importedCertificate(graph, node, now);
  const others = texts({ ...node, outputs: {} }, "subjectAlternativeNames");
  const names = others === notKnown ? undefined : allKnown([text(node, "domainName"), ...others]);
  return names && { names, by: isDeclared(node, "certificateAuthorityArn") ? "private" : "public" };
}

function importedCertificate(graph: ResourceGraph, node: ResourceNode, now: Date): Wanted | undefined {
  const [issued] = graph.origins(node, "certificateBody", [types.originCaCertificate]);
  if (issued !== undefined) return originCa(issued);
  const [own] = graph.origins(node, "certificateBody", [selfSigned]);
  if (own !== undefined) return pemOf(own, "itself");
  const [signed] = graph.origins(node, "certificateBody", [locallySigned]);
  const [request] = signed === undefined ? [] : graph.origins(signed, "certRequestPem", [signingRequest]);
  if (request !== undefined) return pemOf(request, "private");
  const [body, chain] = [text(node, "certificateBody"), text(node, "certificateChain")];
  return typeof body === "string" && typeof chain !== "symbol" ? writtenCertificate(body, chain, now) : undefined;
}

/**
 * A certificate whose text the program holds. The lab has not its key and issues one of the same names, dates and kind
 * of issuer. Who is no authority that it knows it takes for a public one where even such a certificate is refused: one
 * that is out of date, or without its chain; whether Cloudflare trusts its issuer nobody tells.
 */
function writtenCertificate(body: string, chain: string | undefined, now: Date): Wanted | undefined {
  const read = parsed(body);
  if (read === undefined) return undefined;
  const names = namesIn(read);
  const validity = new Date(read.validTo) < now ? "expired" : new Date(read.validFrom) > now ? "not-yet" : "now";
  if (read.checkIssued(read)) return { names, by: "itself", validity };
  if (read.issuer.includes("OU=CloudFlare Origin SSL")) return { names, by: "origin-ca", validity };
  const isComplete = chain !== undefined;
  return isComplete && validity === "now" ? undefined : { names, by: "public", validity, isComplete };
}

function parsed(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function namesIn({ subject, subjectAltName = "" }: X509Certificate): readonly string[] {
  const alternative = [...subjectAltName.matchAll(/DNS:([^,\s]+)/g)].map(([, name = ""]) => name);
  const [, common = ""] = /^CN=(.+)$/m.exec(subject) ?? [];
  return alternative.length > 0 ? alternative : [common];
}

function pemOf(node: ResourceNode, by: Wanted["by"]): Wanted | undefined {
  const subject = property(node, "subject");
  const common: string | Unknown | undefined = isProperties(subject) ? asText(subject.commonName) : undefined;
  const dns = texts(node, "dnsNames");
  if (dns === notKnown) return undefined;
  const all: readonly (string | Unknown)[] = common === undefined ? dns : [...dns, common];
  const names = allKnown(all);
  return names && { names, by };
}

function originCa(issued: ResourceNode): Wanted | undefined {
  const hosts = texts(issued, "hostnames");
  const names = hosts === notKnown ? undefined : allKnown(hosts);
  return names && { names, by: "origin-ca" };
}

function allKnown(names: readonly (string | Unknown | undefined)[]): readonly string[] | undefined {
  const known = names.filter((name) => typeof name === "string");
  return known.length === names.length ? known : undefined;
}
