import { isDeclared, property, text, texts } from "../../graph/read";
import type { ResourceNode } from "../../graph/resource";
import type { Reference, ResourceGraph } from "../../graph/resource-graph";
import { types } from "../../graph/types";
import { isProperties, notKnown } from "../../graph/value";
import { attachedInstances } from "../addresses";
import type { Dial } from "../dial";
import type { Service } from "../services";
import { type Failure, pass, type Verdict } from "../verdict";
import { doubt, fail, type Hop } from "./hop";
import { listeningOn } from "./listeners";

/**
 * Judges whether the edge accepts the certificate, which it looks at in the strict modes alone: issued by a public
 * authority or Cloudflare's Origin CA, and made out to the hostname.
 * @see https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/full-strict/ read 2026-10-05
 */
export const certificate: Hop = (world, dial) => {
  if (dial.tls !== "verified") return pass;
  const { graph } = world;
  const listening = listeningOn(graph, dial);
  const { node } = dial.origin;
  switch (listening.kind) {
    case "none":
    case "unknown":
    // What an accelerator hands on is judged at its endpoints.
    case "accelerated":
      return pass;
    case "promised":
      return judgeNames(graph, dial, node, installedFacts(graph, dial));
    case "listener":
      return judgeNames(graph, dial, listening.node, servedFacts(graph, listening.node));
    case "classic":
      return judgeNames(graph, dial, node, factsIn(graph, node, "listeners"));
    case "service":
      return judgeService(graph, dial, listening.service);
  }
};

/** A service shows its own certificate, made out to its own name, where the program names none. */
function judgeService(graph: ResourceGraph, dial: Dial, { node, certificate: property }: Service): Verdict {
  return property === undefined ? pass : judgeNames(graph, dial, node, factsIn(graph, node, property));
}

/** A property that holds other things beside the certificate; what else it names is no certificate. */
function factsIn(graph: ResourceGraph, node: ResourceNode, property: string): readonly Facts[] {
  const { nodes, foreign, open } = graph.follow(node, property, certificateTypes, "arn");
  return factsOf(graph, node, { nodes, open, foreign: foreign.filter((id) => /^arn:[^:]*:(acm|iam):/.test(id)) });
}

/** What a certificate says, or why nobody knows. */
type Facts =
  | {
      readonly kind: "known";
      readonly node: ResourceNode;
      readonly names: readonly string[];
      readonly isTrusted: boolean;
    }
  | { readonly kind: "unknown"; readonly resource: string; readonly why: string };

/** What is known of the certificates that a listener serves. */
function servedFacts(graph: ResourceGraph, listener: ResourceNode): readonly Facts[] {
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
function installedFacts(graph: ResourceGraph, { origin, label }: Dial): readonly Facts[] {
  const instances = origin.kind === "interface" ? attachedInstances(graph, origin.node) : [origin.node];
  const issued = instances.flatMap((instance) =>
    ["userData", "userDataBase64"].flatMap((name) => graph.origins(instance, name, [types.originCaCertificate])),
  );
  if (issued.length > 0) return issued.map(issuedFacts);
  const why = `the certificate that ${label} serves is not declared anywhere`;
  return [{ kind: "unknown", resource: origin.node.urn, why }];
}

/**
 * A server picks the certificate whose name fits, so one that fits and is trusted is enough; the edge takes one that is
 * made out to the hostname or to the name to which its record points.
 * @see https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/full-strict/ read 2026-10-05
 */
function judgeNames(graph: ResourceGraph, dial: Dial, server: ResourceNode, facts: readonly Facts[]): Verdict {
  const known = facts.filter((fact) => fact.kind === "known");
  const wanted = [dial.hostname.name, ...dial.targetNames];
  const fitting = known.filter((fact) => fact.names.some((name) => wanted.some((host) => fits(name, host))));
  if (fitting.some((fact) => fact.isTrusted)) return pass;
  const open = facts.find((fact) => fact.kind === "unknown");
  if (open !== undefined) return doubt("certificate", open.resource, open.why);
  if (!dial.hostname.isNameKnown) {
    const record = dial.hostname.records.at(0)?.urn ?? server.urn;
    return doubt("certificate", record, "the hostname is not known until deployment");
  }
  const [untrusted] = fitting;
  if (untrusted !== undefined) return judgeUntrusted(graph, untrusted.node);
  return known.length === 0 ? pass : fail(wrongName(dial, server, known));
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

/** A validation stands for the certificate that it waits for. */
function validated(graph: ResourceGraph, node: ResourceNode): ResourceNode {
  return graph.follow(node, "certificateArn", [types.certificate], "arn").nodes.at(0) ?? node;
}

/**
 * @see https://docs.aws.amazon.com/acm/latest/userguide/import-certificate.html an imported certificate says nothing of itself but its PEM
 */
function certificateFacts(graph: ResourceGraph, node: ResourceNode): Facts {
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

/** An imported certificate is trusted by Cloudflare if its Origin CA issued it; else its PEM would have to be read. */
function importedFacts(graph: ResourceGraph, node: ResourceNode): Facts {
  const issued = graph.origins(node, "certificateBody", [types.originCaCertificate]).at(0);
  if (issued !== undefined) return issuedFacts(issued);
  const [selfSigned] = graph.origins(node, "certificateBody", [selfSignedCertificate]);
  const [signed] = graph.origins(node, "certificateBody", [privatelySigned]);
  const [request] = signed === undefined ? [] : graph.origins(signed, "certRequestPem", [certificateRequest]);
  const named = signed === undefined ? selfSigned : request;
  if (named === undefined) {
    return {
      kind: "unknown",
      resource: node.urn,
      why: `certificate "${node.name}" is imported, and its names are not declared`,
    };
  }
  const declared = texts(named, "dnsNames");
  if (declared === notKnown || declared.includes(notKnown)) {
    const why = `the names of certificate "${named.name}" are not known until deployment`;
    return { kind: "unknown", resource: named.urn, why };
  }
  const names = [...listed(declared), ...commonNames(named)].filter((name) => typeof name === "string");
  return { kind: "known", node: named, names, isTrusted: false };
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

/**
 * Reports whether a certificate's name covers a hostname: a wildcard stands for one label.
 * @see https://www.rfc-editor.org/rfc/rfc9525#section-6.3
 */
export function fits(name: string, hostname: string): boolean {
  const pattern = name.toLowerCase();
  if (!pattern.startsWith("*.")) return pattern === hostname;
  const dot = hostname.indexOf(".");
  return dot > 0 && hostname.slice(dot + 1) === pattern.slice(2);
}

function judgeUntrusted(graph: ResourceGraph, node: ResourceNode): Verdict {
  const [store] = graph.ofType(types.customOriginTrustStore);
  if (store !== undefined) {
    return doubt(
      "certificate",
      store.urn,
      `whether trust store "${store.name}" holds the authority of certificate "${node.name}" is not declared`,
    );
  }
  return fail({
    cause: "certificate-untrusted",
    codes: [526],
    hop: "certificate",
    resource: node.urn,
    why: `Certificate "${node.name}" is issued by an authority that Cloudflare does not trust, and SSL mode strict validates it.`,
    fix: "Use a public ACM certificate or one of Cloudflare's Origin CA, or upload the authority to a CustomOriginTrustStore.",
    evidence: [],
  });
}

/** @see https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-526/ */
function wrongName(dial: Dial, server: ResourceNode, known: readonly Extract<Facts, { kind: "known" }>[]): Failure {
  const [first] = known;
  const names = known.flatMap((fact) => fact.names).map((name) => `"${name}"`);
  const certificates = known.map((fact) => `"${fact.node.name}"`).join(" and ");
  return {
    cause: "certificate-name",
    codes: [526],
    hop: "certificate",
    key: dial.hostname.name,
    resource: first?.node.urn ?? server.urn,
    why: `Certificate ${certificates} is made out to ${names.join(", ")}, not to ${dial.hostname.name}.`,
    fix: `Add ${dial.hostname.name} to the subject alternative names; a wildcard covers one label.`,
    evidence: [{ resource: server.urn, says: `"${server.name}" serves it on port ${dial.port}` }],
  };
}
