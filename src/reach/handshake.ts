import { types } from "../graph/types";
import type { Hostname } from "./hostnames";
import type { Failure } from "./verdict";

/** Hostnames that get a certificate with the resource that publishes them. */
const certified: readonly string[] = [types.workersDomain, types.customHostname];

/**
 * Judges the handshake between an https visitor and the edge, which comes before everything else.
 * @see https://developers.cloudflare.com/ssl/troubleshooting/version-cipher-mismatch/ read 2026-10-05
 * @see https://developers.cloudflare.com/workers/configuration/routing/custom-domains/ read 2026-10-05: certificates are issued
 */
export function failedHandshake({ name, isNameKnown, zone, records, mayBeUnproxied }: Hostname): Failure | undefined {
  const [publisher] = records;
  if (publisher === undefined || !isNameKnown || mayBeUnproxied || certified.includes(publisher.type)) return undefined;
  const missing = zone.certificateMissing(name);
  if (missing === undefined) return undefined;
  return {
    cause: "edge-certificate-missing",
    codes: ["handshake"],
    hop: "edge",
    key: name,
    resource: publisher.urn,
    why: `The edge has no certificate for ${name}: ${missing.why}.`,
    fix: `Order a cloudflare.CertificatePack for ${name}, switch Total TLS on, or choose a name one label below the zone's.`,
    evidence: [{ resource: missing.declaredBy.urn, says: `${missing.why}, and no other certificate is declared` }],
  };
}
