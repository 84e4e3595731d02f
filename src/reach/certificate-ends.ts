import { text } from "../graph/read";
import type { ResourceNode } from "../graph/resource";
import type { ResourceGraph } from "../graph/resource-graph";
import { types } from "../graph/types";
import { readCertificate } from "./pem";

/** When a certificate ends. */
export interface CertificateEnd {
  /** URN of the certificate. */
  readonly resource: string;
  readonly notAfter: Date;
}

interface Where {
  /** The property with the day that the provider read. */
  readonly date: string;
  /** The property with the certificate's text. */
  readonly pem: string;
}

/** Certificates that somebody has to renew; of a certificate pack Cloudflare takes care itself. */
const certificates: Readonly<Record<string, Where>> = {
  [types.certificate]: { date: "notAfter", pem: "certificateBody" },
  [types.serverCertificate]: { date: "expiration", pem: "certificateBody" },
  [types.originCaCertificate]: { date: "expiresOn", pem: "certificate" },
  [types.customSsl]: { date: "expiresOn", pem: "certificate" },
  "cloudflare:index/authenticatedOriginPullsCertificate:AuthenticatedOriginPullsCertificate": {
    date: "expiresOn",
    pem: "certificate",
  },
  "cloudflare:index/authenticatedOriginPullsHostnameCertificate:AuthenticatedOriginPullsHostnameCertificate": {
    date: "expiresOn",
    pem: "certificate",
  },
};

/** Says when the certificates of a deployed stack end, the next one first; one that says nothing of it is left out. */
export function certificateEnds(graph: ResourceGraph): readonly CertificateEnd[] {
  return graph.nodes
    .flatMap((node) => {
      const where = certificates[node.type];
      const notAfter = where === undefined ? undefined : endOf(node, where);
      return notAfter === undefined ? [] : [{ resource: node.urn, notAfter }];
    })
    .toSorted((a, b) => a.notAfter.getTime() - b.notAfter.getTime() || (a.resource < b.resource ? -1 : 1));
}

/** What the provider read counts before the text, which may be that of a certificate that was replaced since. */
function endOf(node: ResourceNode, { date, pem }: Where): Date | undefined {
  const [day, body] = [text(node, date), text(node, pem)];
  const read = typeof day === "string" ? new Date(day) : undefined;
  if (read !== undefined && !Number.isNaN(read.getTime())) return read;
  return typeof body === "string" ? readCertificate(body)?.notAfter : undefined;
}
