import { createHash, randomUUID, X509Certificate } from "node:crypto";
import { DNS_RECORD } from "../cloudflare/names";
import { maps, type Properties, text as textOf, texts } from "../provider/property";
import { bag, type Cloud, list, map, type ResourceType, text } from "../provider/resource-type";
import { refusalText, refuse } from "../refusals";
import { arn, awsType } from "./aws-type";
import { CERTIFICATE, CERTIFICATE_VALIDATION } from "./names";

/** Validity of a certificate that Amazon issues, in days. @see https://docs.aws.amazon.com/acm/latest/userguide/acm-certificate-characteristics.html */
const VALID_DAYS = 198;

/** @see https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html */
export const certificate: ResourceType = awsType({
  ...CERTIFICATE,
  inputs: {
    domainName: text({ cloudFills: true, replaces: true }),
    subjectAlternativeNames: bag({ cloudFills: true, replaces: true }),
    validationMethod: text({ cloudFills: true, replaces: true, oneOf: ["DNS", "EMAIL", "HTTP", "NONE"] }),
    certificateAuthorityArn: text({ replaces: true }),
    certificateBody: text(),
    certificateChain: text(),
    earlyRenewalDuration: text(),
    keyAlgorithm: text({ cloudFills: true, replaces: true }),
    options: map({ cloudFills: true }),
    privateKey: text({ secret: true }),
    privateKeyWo: text({ secret: true }),
    privateKeyWoVersion: text(),
    validationOptions: list({ replaces: true }),
  },
  outputs: [
    "arn",
    "domainValidationOptions",
    "notAfter",
    "notBefore",
    "pendingRenewal",
    "renewalEligibility",
    "renewalSummaries",
    "status",
    "type",
    "validationEmails",
  ],
  inUse: "certificateInUse",
  readBack: withoutOwnName,
  validate: (inputs) =>
    inputs.domainName !== undefined || (inputs.certificateBody !== undefined && hasKey(inputs))
      ? []
      : [{ property: "domainName", reason: refusalText("certificateSource", {}) }],
  create({ cloud, inputs }) {
    const id = arn(cloud, "acm", `certificate/${randomUUID()}`);
    const body = textOf(inputs.certificateBody);
    return { id, outputs: { arn: id, ...(body === undefined ? requested(inputs) : imported(body)) } };
  },
  update({ inputs }) {
    const body = textOf(inputs.certificateBody);
    return body === undefined ? {} : imported(body);
  },
});

/** ACM counts the certificate's own name among the alternative ones; the provider does not call that a change. */
function withoutOwnName(properties: Properties, oldInputs: Properties): Properties {
  const given = texts(oldInputs.subjectAlternativeNames);
  const own = textOf(properties.domainName) ?? "";
  if (oldInputs.subjectAlternativeNames === undefined || given.includes(own)) return {};
  return { subjectAlternativeNames: texts(properties.subjectAlternativeNames).filter((name) => name !== own) };
}

function hasKey(inputs: Properties): boolean {
  return inputs.privateKey !== undefined || inputs.privateKeyWo !== undefined;
}

function requested(inputs: Properties): Properties {
  const names = [...new Set([textOf(inputs.domainName) ?? "", ...texts(inputs.subjectAlternativeNames)])];
  const label = "[a-z0-9_]([a-z0-9-]*[a-z0-9])?";
  for (const name of names) {
    if (!new RegExp(`^(\\*\\.)?(${label}\\.)+${label}$`, "i").test(name)) refuse("certificateName", { name });
  }
  return {
    domainValidationOptions: names.map(validationRecord),
    keyAlgorithm: inputs.keyAlgorithm ?? "RSA_2048",
    options: inputs.options ?? { certificateTransparencyLoggingPreference: "ENABLED", export: "DISABLED" },
    pendingRenewal: false,
    renewalEligibility: "INELIGIBLE",
    renewalSummaries: [],
    status: "PENDING_VALIDATION",
    subjectAlternativeNames: names,
    type: "AMAZON_ISSUED",
    validationEmails: [],
    validationMethod: inputs.validationMethod ?? "DNS",
  };
}

/** The record that proves a name; a wildcard has the same as the name it stands below. */
function validationRecord(domainName: string): Properties {
  const base = domainName.replace(/^\*\./, "").toLowerCase();
  const digest = (text: string) => createHash("md5").update(text).digest("hex");
  return {
    domainName,
    resourceRecordName: `_${digest(`name ${base}`)}.${base}.`,
    resourceRecordType: "CNAME",
    resourceRecordValue: `_${digest(`value ${base}`)}.sandbox.acm-validations.aws.`,
  };
}

/** What ACM reads from a certificate that it is given; nothing where the text is no certificate. */
function imported(body: string): Properties {
  const base = { status: "ISSUED", type: "IMPORTED", renewalEligibility: "INELIGIBLE", pendingRenewal: false };
  try {
    const parsed = new X509Certificate(body);
    const names = (parsed.subjectAltName ?? "").split(", ").flatMap((entry) => entry.match(/^DNS:(.+)$/)?.[1] ?? []);
    return {
      ...base,
      domainName: parsed.subject.match(/CN=(.+)/)?.[1] ?? names[0] ?? "",
      subjectAlternativeNames: names,
      notBefore: new Date(parsed.validFrom).toISOString(),
      notAfter: new Date(parsed.validTo).toISOString(),
    };
  } catch {
    return base;
  }
}

/** The wait until ACM has seen each name's record; it ends in a refusal when the records do not come. */
export const certificateValidation: ResourceType = awsType(
  {
    ...CERTIFICATE_VALIDATION,
    inputs: {
      certificateArn: text({ required: true, replaces: true }),
      validationRecordFqdns: bag({ replaces: true }),
    },
    outputs: [],
    references: [{ path: "certificateArn", to: [CERTIFICATE], absent: "noSuchCertificate" }],
    create({ cloud, inputs }) {
      const id = textOf(inputs.certificateArn) ?? "";
      const found = cloud.find(CERTIFICATE, id);
      if (found === undefined) return refuse("noSuchCertificate", { id });
      for (const option of maps(found.properties.domainValidationOptions)) requireRecord(cloud, id, option);
      const start = cloud.now();
      const end = new Date(start.getTime() + VALID_DAYS * 86_400_000);
      cloud.put(CERTIFICATE, id, {
        ...found,
        properties: {
          ...found.properties,
          status: "ISSUED",
          renewalEligibility: "ELIGIBLE",
          notBefore: start.toISOString(),
          notAfter: end.toISOString(),
        },
      });
      return { id: start.toISOString(), partOf: id, outputs: {} };
    },
  },
  { tags: false },
);

function requireRecord(cloud: Cloud, id: string, option: Properties): void {
  const wanted = bare(textOf(option.resourceRecordName));
  const value = bare(textOf(option.resourceRecordValue));
  const there = cloud.all(DNS_RECORD).some(({ properties }) => {
    const rightName = bare(textOf(properties.name)) === wanted;
    const rightContent = bare(textOf(properties.content)) === value;
    return properties.type === "CNAME" && rightName && rightContent && properties.proxied !== true;
  });
  if (!there) refuse("validationPending", { id, record: `${wanted} CNAME ${value}` });
}

function bare(name: string | undefined): string {
  return (name ?? "").toLowerCase().replace(/\.$/, "");
}
