import { isDeclared, text, texts } from "../../graph/read";
import type { ResourceNode } from "../../graph/resource";
import type { Reference, ResourceGraph } from "../../graph/resource-graph";
import { types } from "../../graph/types";
import { notKnown } from "../../graph/value";
import type { Dial } from "../dial";
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
  const listening = listeningOn(world.graph, dial);
  if (listening.kind === "none" || listening.kind === "unknown") return pass;
  const { graph } = world;
  if (listening.kind === "promised") {
    const { node } = dial.origin;
    return judgeNames(graph, dial, node, installedFacts(graph, node));
  }
  return judgeNames(graph, dial, listening.node, servedFacts(graph, listening.node));
};

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
function installedFacts(graph: ResourceGraph, instance: ResourceNode): readonly Facts[] {
  const issued = ["userData", "userDataBase64"].flatMap((name) =>
    graph.origins(instance, name, [types.originCaCertificate]),
  );
  if (issued.length > 0) return issued.map(issuedFacts);
  const why = `the certificate that instance "${instance.name}" serves is not declared anywhere`;
  return [{ kind: "unknown", resource: instance.urn, why }];
}

/** A server picks the certificate whose name fits, so one that fits and is trusted is enough. */
function judgeNames(graph: ResourceGraph, dial: Dial, server: ResourceNode, facts: readonly Facts[]): Verdict {
  const known = facts.filter((fact) => fact.kind === "known");
  const fitting = known.filter((fact) => fact.names.some((name) => fits(name, dial.hostname.name)));
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

const certificateTypes: readonly string[] = [types.certificate, types.certificateValidation];

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
  const selfSigned = graph.origins(node, "certificateBody", [selfSignedCertificate]).at(0);
  if (selfSigned === undefined) {
    return {
      kind: "unknown",
      resource: node.urn,
      why: `certificate "${node.name}" is imported, and its names are not declared`,
    };
  }
  const names = [text(selfSigned, "dnsNames"), ...listed(texts(selfSigned, "dnsNames"))].filter(
    (name) => typeof name === "string",
  );
  return { kind: "known", node: selfSigned, names, isTrusted: false };
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
