import type { ResourceNode } from "../../graph/resource";
import type { ResourceGraph } from "../../graph/resource-graph";
import { types } from "../../graph/types";
import { fits } from "../certificate-name";
import type { Dial } from "../dial";
import type { ReadCertificate } from "../pem";
import type { Service } from "../services";
import { type Failure, pass, type Verdict } from "../verdict";
import type { World } from "../world";
import { type Facts, factsIn, installedFacts, servedFacts } from "./certificate-facts";
import { judgeRegion } from "./certificate-region";
import { doubt, fail, type Hop } from "./hop";
import { listeningOn } from "./listeners";

/**
 * Judges whether the edge accepts the certificate, which it looks at in the strict modes alone: issued by a public
 * authority or Cloudflare's Origin CA, and made out to the hostname.
 * @see https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/full-strict/ read 2026-10-05
 */
export const certificate: Hop = (world, dial) => {
  if (dial.tls !== "verified" && dial.origin.kind !== "service") return pass;
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
      return judgeNames(world, dial, node, installedFacts(graph, dial));
    case "listener":
      return judgeNames(world, dial, listening.node, servedFacts(graph, listening.node));
    case "classic":
      return judgeNames(world, dial, node, factsIn(graph, node, "listeners"));
    case "service":
      return judgeService(world, dial, listening.service);
  }
};

/**
 * A service shows its own certificate, made out to its own name, where the program names none. CloudFront and API
 * Gateway take no certificate that does not cover the name for which they are to answer, whatever the edge looks at.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html#alternate-domain-names-requirements
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains-prerequisites.html
 */
function judgeService(world: World, dial: Dial, { node, certificate: property }: Service): Verdict {
  if (property === undefined) return pass;
  const placed = judgeRegion(world.graph, node, property);
  if (placed.kind !== "pass") return placed;
  const verdict = judgeNames(world, dial, node, factsIn(world.graph, node, property));
  if (verdict.kind === "fail" && verdict.failure.cause === "certificate-name") {
    return fail({ ...verdict.failure, codes: ["deploy"] });
  }
  return dial.tls === "verified" ? verdict : pass;
}

/**
 * A server picks the certificate whose name fits, so one that fits and is trusted is enough; the edge takes one that is
 * made out to the hostname or to the name to which its record points.
 * @see https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/full-strict/ read 2026-10-05
 */
function judgeNames(world: World, dial: Dial, server: ResourceNode, facts: readonly Facts[]): Verdict {
  const known = facts.filter((fact) => fact.kind === "known");
  const wanted = [dial.hostname.name, ...dial.targetNames];
  const fitting = known.filter((fact) => fact.names.some((name) => wanted.some((host) => fits(name, host))));
  const valid = fitting.filter((fact) => !isExpired(fact, world.now));
  if (valid.some((fact) => fact.isTrusted === true)) return pass;
  const open = facts.find((fact) => fact.kind === "unknown");
  if (open !== undefined) return doubt("certificate", open.resource, open.why);
  const refused = refusedWhateverName(world, fitting.length > 0 ? fitting : known);
  if (refused !== undefined) return fail(refused);
  if (!dial.hostname.isNameKnown) {
    const record = dial.hostname.records.at(0)?.urn ?? server.urn;
    return doubt("certificate", record, "the hostname is not known until deployment");
  }
  const [unsettled] = valid.toSorted((a, b) => Number(a.isTrusted === false) - Number(b.isTrusted === false));
  if (unsettled !== undefined) return judgeIssuer(world.graph, unsettled);
  return known.length === 0 ? pass : fail(wrongName(dial, server, known));
}

type KnownFacts = Extract<Facts, { kind: "known" }>;

function isExpired({ pem }: KnownFacts, now: Date | undefined): boolean {
  return now !== undefined && pem !== undefined && (now > pem.notAfter || now < pem.notBefore);
}

/** What is out of date, or of an issuer that the edge cannot find, is refused under any name. */
function refusedWhateverName({ graph, now }: World, shown: readonly KnownFacts[]): Failure | undefined {
  const [first] = shown;
  const expired = shown.find((fact) => isExpired(fact, now));
  if (expired?.pem !== undefined && shown.every((fact) => isExpired(fact, now))) {
    return outOfDate(expired.node, expired.pem, now);
  }
  const isBare = shown.every(({ chainGap }) => chainGap !== undefined) && !hasTrustStore(graph);
  return isBare && first?.chainGap !== undefined ? withoutChain(first.node, first.chainGap) : undefined;
}

function hasTrustStore(graph: ResourceGraph): boolean {
  return graph.ofType(types.customOriginTrustStore).length > 0;
}

/** @see https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-526/ */
function outOfDate(node: ResourceNode, { notBefore, notAfter }: ReadCertificate, now: Date | undefined): Failure {
  const isOver = now !== undefined && now > notAfter;
  const date = (isOver ? notAfter : notBefore).toISOString().slice(0, 10);
  return {
    cause: "certificate-expired",
    codes: [526],
    hop: "certificate",
    resource: node.urn,
    why: `Certificate "${node.name}" ${isOver ? `expired on ${date}` : `is not valid before ${date}`}, and SSL mode strict validates it.`,
    fix: "Import a certificate that is valid today, or have ACM issue and renew one.",
    evidence: [],
  };
}

/** Who issued it is not known to be one that Cloudflare trusts. */
function judgeIssuer(graph: ResourceGraph, { node, isTrusted, pem, chainGap }: KnownFacts): Verdict {
  if (isTrusted === false) return judgeUntrusted(graph, node);
  if (chainGap !== undefined && !hasTrustStore(graph)) return fail(withoutChain(node, chainGap));
  const why = `whether Cloudflare trusts "${pem?.issuer ?? ""}", who issued certificate "${node.name}", is not declared`;
  return doubt("certificate", node.urn, why);
}

/**
 * Public authorities issue by intermediate certificates, and the edge knows their roots alone.
 * @see https://www.rfc-editor.org/rfc/rfc8446#section-4.4.2 a server sends the chain up to the root
 * @see https://github.com/cloudflare/cfssl_trust the roots that Cloudflare trusts
 */
function withoutChain(node: ResourceNode, issuedBy: string): Failure {
  return {
    cause: "certificate-chain-incomplete",
    codes: [526],
    hop: "certificate",
    resource: node.urn,
    why: `Certificate "${node.name}" is ${issuedBy} and imported without its chain, so that the edge cannot validate it.`,
    fix: "Set certificateChain to the intermediate certificates, the one that issued the certificate first.",
    evidence: [],
  };
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
function wrongName(dial: Dial, server: ResourceNode, known: readonly KnownFacts[]): Failure {
  const [first] = known;
  const names = [...new Set(known.flatMap((fact) => fact.names))].map((name) => `"${name}"`);
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
