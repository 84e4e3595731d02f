import { X509Certificate } from "node:crypto";
import { maps, number as numberOf, type Properties, text as textOf, texts } from "../provider/property";
import { bag, flag, list, number, type ResourceType, text } from "../provider/resource-type";
import { cloudflareType, newCloudflareId } from "./cloudflare-type";
import { issueCertificate } from "./issue-certificate";
import {
  ORIGIN_CA_CERTIFICATE,
  ORIGIN_PULLS,
  ORIGIN_PULLS_CERTIFICATE,
  ORIGIN_PULLS_HOSTNAME_CERTIFICATE,
  ORIGIN_PULLS_SETTINGS,
} from "./names";

/** Deleting it revokes it: the certificate stays revoked wherever it is installed. */
export const originCaCertificate: ResourceType = cloudflareType({
  ...ORIGIN_CA_CERTIFICATE,
  inputs: {
    csr: text({ required: true, replaces: true }),
    hostnames: bag({ required: true, replaces: true }),
    requestType: text({ required: true, replaces: true, oneOf: ["origin-rsa", "origin-ecc", "keyless-certificate"] }),
    requestedValidity: number({ default: 5475, replaces: true, oneOf: [7, 30, 90, 365, 730, 1095, 5475] }),
  },
  outputs: ["certificate", "expiresOn"],
  create({ cloud, inputs }) {
    const start = cloud.now();
    const end = new Date(start.getTime() + (numberOf(inputs.requestedValidity) ?? 5475) * 86_400_000);
    const id = BigInt(`0x${newCloudflareId()}`).toString().slice(0, 45);
    const certificate = issueCertificate({
      csr: textOf(inputs.csr) ?? "",
      hostnames: texts(inputs.hostnames),
      start,
      end,
    });
    return { id, outputs: { certificate, expiresOn: end.toISOString() } };
  },
  remove: ({ cloud, before }) => ({ ...before, revokedAt: cloud.now().toISOString() }),
  isGone: (properties) => properties.revokedAt !== undefined,
});

/** @see https://developers.cloudflare.com/ssl/origin-configuration/authenticated-origin-pull/set-up/per-hostname/ */
export const originPulls: ResourceType = cloudflareType({
  ...ORIGIN_PULLS,
  inputs: { zoneId: text({ required: true, replaces: true }), configs: list({ required: true }) },
  outputs: [
    "certId",
    "certStatus",
    "certUpdatedAt",
    "certUploadedOn",
    "certificate",
    "createdAt",
    "enabled",
    "expiresOn",
    "hostname",
    "issuer",
    "privateKey",
    "serialNumber",
    "signature",
    "status",
    "updatedAt",
  ],
  moving: ["updatedAt", "status", "enabled"],
  key: (id, properties) => `${textOf(properties.zoneId) ?? ""}.${id}`,
  create({ cloud, inputs }) {
    const first = maps(inputs.configs)[0] ?? {};
    const now = cloud.now().toISOString();
    return {
      id: textOf(first.hostname) ?? newCloudflareId(),
      outputs: { ...pulled(first), certStatus: "active", createdAt: now, updatedAt: now },
    };
  },
  update: ({ cloud, inputs }) => ({ ...pulled(maps(inputs.configs)[0] ?? {}), updatedAt: cloud.now().toISOString() }),
});

function pulled(config: Properties): Properties {
  const { hostname = "", certId = "", enabled = false } = config;
  return { hostname, certId, enabled, status: "active" };
}

/**
 * Whether a zone's own client certificate is used; deleting the resource changes nothing at Cloudflare.
 * @see https://github.com/cloudflare/terraform-provider-cloudflare/blob/v5.22.0/internal/services/authenticated_origin_pulls_settings/resource.go
 */
export const originPullsSettings: ResourceType = cloudflareType({
  ...ORIGIN_PULLS_SETTINGS,
  inputs: { zoneId: text({ required: true, replaces: true }), enabled: flag({ required: true }) },
  outputs: [],
  staysWhenDeleted: true,
  create: ({ inputs }) => ({ id: textOf(inputs.zoneId) ?? "", outputs: {} }),
});

const clientCertificate = {
  inputs: {
    zoneId: text({ required: true, replaces: true }),
    certificate: text({ required: true, replaces: true }),
    privateKey: text({ required: true, replaces: true, secret: true }),
  },
} as const;

/** @see https://developers.cloudflare.com/ssl/origin-configuration/authenticated-origin-pull/set-up/zone-level/ */
export const originPullsCertificate: ResourceType = cloudflareType({
  ...ORIGIN_PULLS_CERTIFICATE,
  ...clientCertificate,
  outputs: ["certificateId", "enabled", "expiresOn", "issuer", "serialNumber", "signature", "status", "uploadedOn"],
  create({ cloud, inputs }) {
    const id = newCloudflareId();
    const uploadedOn = cloud.now().toISOString();
    return { id, outputs: { certificateId: id, enabled: true, uploadedOn, ...described(inputs) } };
  },
});

/** @see https://developers.cloudflare.com/ssl/origin-configuration/authenticated-origin-pull/set-up/per-hostname/ */
export const originPullsHostnameCertificate: ResourceType = cloudflareType({
  ...ORIGIN_PULLS_HOSTNAME_CERTIFICATE,
  ...clientCertificate,
  outputs: ["expiresOn", "issuer", "serialNumber", "signature", "status", "uploadedOn"],
  create: ({ cloud, inputs }) => ({
    id: newCloudflareId(),
    outputs: { uploadedOn: cloud.now().toISOString(), ...described(inputs) },
  }),
});

/** What Cloudflare reads from a certificate; nothing where the text is none. */
function described(inputs: Properties): Properties {
  try {
    const parsed = new X509Certificate(textOf(inputs.certificate) ?? "");
    return {
      expiresOn: new Date(parsed.validTo).toISOString(),
      issuer: parsed.issuer,
      serialNumber: parsed.serialNumber,
      status: "active",
    };
  } catch {
    return { status: "active" };
  }
}
