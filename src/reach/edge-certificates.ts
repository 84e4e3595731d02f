import { flag, text, texts } from "../graph/read";
import type { ResourceNode } from "../graph/resource";
import { types } from "../graph/types";
import { notKnown } from "../graph/value";
import { fits } from "./certificate-name";
import type { Members } from "./dials/edge-rules";

/** Reports whether the edge certainly has no certificate for a hostname, and which resource says so. */
export type EdgeCertificates = (
  hostname: string,
) => { readonly declaredBy: ResourceNode; readonly why: string } | undefined;

/**
 * Reads which hostnames of a zone the edge has a certificate for. Universal SSL covers the zone's name and one label
 * below it; what goes deeper needs Total TLS, an advanced certificate or an uploaded one. Of a zone with another setup, or
 * that this program does not make, nobody here knows which certificates it has.
 * @see https://developers.cloudflare.com/ssl/edge-certificates/universal-ssl/limitations/ read 2026-10-05
 */
export function edgeCertificates(zone: ResourceNode | undefined, members: Members): EdgeCertificates {
  const name = zone === undefined ? undefined : text(zone, "name");
  if (zone?.kind !== "managed" || typeof name !== "string" || (text(zone, "type") ?? "full") !== "full") {
    return () => undefined;
  }
  // Who uploads a certificate of his own is trusted to know for which names.
  const isUploaded = members(types.customSsl).length + members(types.keylessCertificate).length > 0;
  const isTotal = members(types.totalTls).some((setting) => flag(setting, "enabled") !== false);
  if (isUploaded || isTotal) return () => undefined;
  const ordered = members(types.certificatePack).flatMap((pack) => hostsOf(pack));
  const off = members(types.universalSslSetting).find((setting) => flag(setting, "enabled") === false);
  const universal = off === undefined ? [name.toLowerCase(), `*.${name.toLowerCase()}`] : [];
  const covering = [...universal, ...ordered];
  return (hostname) => {
    if (covering.some((host) => host === notKnown || host === hostname || fits(host, hostname))) return undefined;
    if (off !== undefined) return { declaredBy: off, why: "Universal SSL is switched off" };
    return { declaredBy: zone, why: `Universal SSL covers ${name} and names one label below it` };
  };
}

function hostsOf(pack: ResourceNode): readonly (string | typeof notKnown)[] {
  const hosts = texts(pack, "hosts");
  return hosts === notKnown ? [notKnown] : hosts.map((host) => (host === notKnown ? host : host.toLowerCase()));
}
