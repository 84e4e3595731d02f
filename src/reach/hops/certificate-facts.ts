import { isDeclared, property, text, texts } from "../../graph/read";
import { remember } from "../../graph/remember";
import type { ResourceNode } from "../../graph/resource";
import type { Reference, ResourceGraph } from "../../graph/resource-graph";
import { types } from "../../graph/types";
import { isProperties, notKnown } from "../../graph/value";
import { attachedInstances } from "../addresses";
import type { Dial } from "../dial";
import { type ReadCertificate, readCertificate } from "../pem";

/** What a certificate says, or why nobody knows. */
export type Facts =
  | {
      readonly kind: "known";
      readonly node: ResourceNode;
      readonly names: readonly string[];
      /** Whether Cloudflare accepts who issued it; null where nobody here knows. */
      readonly isTrusted: boolean | null;
      /** What its PEM says, where the program or the state holds it. */
      readonly pem?: ReadCertificate;
      /** Why the edge cannot tell who issued it, where it cannot. */
      readonly chainGap?: string;
    }
  | { readonly kind: "unknown"; readonly resource: string; readonly why: string };

/** What is known of the certificates that a property names. */
export function factsIn(graph: ResourceGraph, node: ResourceNode, property: string): readonly Facts[] {
  return factsOf(graph, node, certificateAt(graph, node, property));
}

/** A property that holds other things beside the certificate; what else it names is no certificate. */
export function certificateAt(graph: ResourceGraph, node: ResourceNode, property: string): Reference {
  const { nodes, foreign, open } = graph.follow(node, property, certificateTypes, "arn");
  return {
    nodes: nodes.map((found) => validated(graph, found)),
    open,
    foreign: foreign.filter((id) => /^arn:[^:]*:(acm|iam):/.test(id)),
  };
}

/** What is known of the certificates that a listener serves. */
export function servedFacts(graph: ResourceGraph, listener: ResourceNode): readonly Facts[] {
  const served = [
    graph.follow(listener, "certificateArn", certificateTypes, "arn"),
    ...graph
      .referring(listener, types.listenerCertificate, "listenerArn", "arn")
      .map((extra) => graph.follow(extra, "certificateArn", certificateTypes, "arn")),
  ];
  const adrift = graph.adrift(types.listenerCertificate, "listenerArn", [types.listener], "arn");
  return [...served.flatMap((reference) => factsOf(graph, listener, reference)), ...adrift.map(lostCertificate)];
}

/** What is known of the certificate that an instance serves: it is installed by the user data that it flows into. */
export function installedFacts(graph: ResourceGraph, { origin, label }: Dial): readonly Facts[] {
  const instances = origin.kind === "interface" ? attachedInstances(graph, origin.node) : [origin.node];
  const issued = instances.flatMap((instance) =>
    ["userData", "userDataBase64"].flatMap((name) => graph.origins(instance, name, [types.originCaCertificate])),
  );
  if (issued.length > 0) return issued.map(issuedFacts);
  const why = `the certificate that ${label} serves is not declared anywhere`;
  return [{ kind: "unknown", resource: origin.node.urn, why }];
}

/** A certificate of which nobody knows the listener may be this one's. */
function lostCertificate(extra: ResourceNode): Facts {
  const why = `certificate "${extra.name}" belongs to a listener that is not known until deployment`;
  return { kind: "unknown", resource: extra.urn, why };
}

const certificateTypes: readonly string[] = [types.certificate, types.certificateValidation, types.serverCertificate];

function factsOf(graph: ResourceGraph, listener: ResourceNode, reference: Reference): readonly Facts[] {
  const foreign = reference.foreign.map(
    (arn): Facts => ({
      kind: "unknown",
      resource: listener.urn,
      why: `certificate ${arn} is not part of this program, so its names are not known`,
    }),
  );
  const why = `the certificate of listener "${listener.name}" is not known until deployment`;
  const open: readonly Facts[] = reference.open ? [{ kind: "unknown", resource: listener.urn, why }] : [];
  const own = reference.nodes.map((node) => certificateFacts(graph, validated(graph, node)));
  // The arn of a certificate and of its validation are one: what is validated counts once.
  return [...own, ...foreign, ...open];
}

/** One certificate serves many hostnames, and its text is read once. */
const certificateFacts = remember((node: ResourceNode) => node.urn, readCertificateFacts);

/** A validation stands for the certificate that it waits for. */
function validated(graph: ResourceGraph, node: ResourceNode): ResourceNode {
  return graph.follow(node, "certificateArn", [types.certificate], "arn").nodes.at(0) ?? node;
}

/**
 * @see https://docs.aws.amazon.com/acm/latest/userguide/import-certificate.html an imported certificate says nothing of itself but its PEM
 */
function readCertificateFacts(graph: ResourceGraph, node: ResourceNode): Facts {
  const unknown = (why: string): Facts => ({ kind: "unknown", resource: node.urn, why });
  if (node.type === types.serverCertificate) return importedFacts(graph, node);
  if (node.type !== types.certificate)
    return unknown(`the certificate behind "${node.name}" is not part of this program`);
  if (isDeclared(node, "certificateBody") || isDeclared(node, "privateKey")) return importedFacts(graph, node);
  const names = [text(node, "domainName"), ...listed(texts(node, "subjectAlternativeNames"))];
  const known = names.filter((name) => typeof name === "string");
  // Amazon adds the computed names to the list only after it is created; the domain name is among them.
  if (text(node, "domainName") === notKnown || isOpenList(node))
    return unknown(`the names of certificate "${node.name}" are not known until deployment`);
  return { kind: "known", node, names: known, isTrusted: !isDeclared(node, "certificateAuthorityArn") };
}

/** The names that the program declares; computed ones may be unknown at a preview without being a doubt. */
function isOpenList(node: ResourceNode): boolean {
  const declared = texts({ ...node, outputs: {} }, "subjectAlternativeNames");
  return declared === notKnown || declared.includes(notKnown);
}

function listed(names: ReturnType<typeof texts>): readonly (string | typeof notKnown)[] {
  return names === notKnown ? [] : names;
}

/** An imported certificate is trusted by Cloudflare if its Origin CA issued it; else its PEM tells what is known. */
function importedFacts(graph: ResourceGraph, node: ResourceNode): Facts {
  const issued = graph.origins(node, "certificateBody", [types.originCaCertificate]).at(0);
  if (issued !== undefined) return issuedFacts(issued);
  const [selfSigned] = graph.origins(node, "certificateBody", [selfSignedCertificate]);
  const [signed] = graph.origins(node, "certificateBody", [privatelySigned]);
  const [request] = signed === undefined ? [] : graph.origins(signed, "certRequestPem", [certificateRequest]);
  const named = signed === undefined ? selfSigned : request;
  if (named === undefined) return readFacts(node);
  const declared = texts(named, "dnsNames");
  if (declared === notKnown || declared.includes(notKnown)) {
    const why = `the names of certificate "${named.name}" are not known until deployment`;
    return { kind: "unknown", resource: named.urn, why };
  }
  const names = [...listed(declared), ...commonNames(named)].filter((name) => typeof name === "string");
  return { kind: "known", node: named, names, isTrusted: false };
}

/** What the text of a certificate tells. Of an authority that is not Cloudflare's own nobody here knows whether it is public. */
function readFacts(node: ResourceNode): Facts {
  const body = text(node, "certificateBody");
  const pem = typeof body === "string" ? readCertificate(body) : undefined;
  if (typeof body !== "string" || pem === undefined) {
    const why = `certificate "${node.name}" is imported, and its names are not declared`;
    return { kind: "unknown", resource: node.urn, why };
  }
  const isTrusted = pem.isOriginCa ? true : pem.isSelfSigned ? false : null;
  const chain = text(node, "certificateChain");
  const chainGap = isTrusted === null && chain === undefined ? `issued by "${pem.issuer}"` : undefined;
  return { kind: "known", node, names: pem.names, isTrusted, pem, ...(chainGap !== undefined && { chainGap }) };
}

/** The name in the subject, which the edge looks at too. */
function commonNames(node: ResourceNode): readonly string[] {
  const subject = property(node, "subject");
  const name = isProperties(subject) ? subject.commonName : undefined;
  return typeof name === "string" ? [name] : [];
}

/** Cloudflare trusts what its Origin CA issued. */
function issuedFacts(issued: ResourceNode): Facts {
  const names = texts(issued, "hostnames");
  if (names === notKnown || names.includes(notKnown)) {
    const why = `the hostnames of certificate "${issued.name}" are not known until deployment`;
    return { kind: "unknown", resource: issued.urn, why };
  }
  return { kind: "known", node: issued, names: names.filter((name) => typeof name === "string"), isTrusted: true };
}

const selfSignedCertificate = "tls:index/selfSignedCert:SelfSignedCert";
/** What an authority of one's own signs, and what it is asked to sign. */
const privatelySigned = "tls:index/locallySignedCert:LocallySignedCert";
const certificateRequest = "tls:index/certRequest:CertRequest";
