import * as aws from "@pulumi/aws";
import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { hostnameSlug } from "./plan/name";

/** A certificate of ACM: publicly trusted, renewed by AWS, and usable by a load balancer only. */
export interface AcmCertificateArgs {
  readonly kind: "acm";
  readonly hostnames: readonly string[];
  readonly zoneId: pulumi.Input<string>;
}

/**
 * A certificate of Cloudflare's Origin CA: trusted by the edge alone and renewed by nobody.
 * @see https://developers.cloudflare.com/ssl/origin-configuration/origin-ca/ read 2026-10-05
 */
export interface OriginCaCertificateArgs {
  readonly kind: "origin-ca";
  /** 200 at most. */
  readonly hostnames: readonly string[];
  /** PEM of the certificate signing request. */
  readonly csr: string;
  /** PEM of the key that signed the request; a secret. */
  readonly privateKey: pulumi.Input<string>;
  readonly keyType: "rsa" | "ecc";
  /** @default 5475 */
  readonly validityDays?: 7 | 30 | 90 | 365 | 730 | 1095 | 5475;
  /** Whether a load balancer is to present it; else what runs on the origin does. */
  readonly importIntoAcm: boolean;
}

export type OriginCertificateArgs = AcmCertificateArgs | OriginCaCertificateArgs;

/**
 * The certificate that an origin presents to the edge in mode `strict`.
 *
 * Children, kind `acm`: `aws.acm.Certificate` `<name>`, `cloudflare.DnsRecord` `<name>-<hostname>` for each proof of
 * control, `aws.acm.CertificateValidation` `<name>`. Kind `origin-ca`: `cloudflare.OriginCaCertificate` `<name>`, and
 * where it is imported `aws.acm.Certificate` `<name>`.
 */
export class OriginCertificate extends pulumi.ComponentResource {
  /** ARN for a listener, known once the certificate can be used; undefined where it is not in ACM. */
  readonly arn: pulumi.Output<string> | undefined;
  /** PEM for a server of one's own; undefined for ACM, which gives no keys away. */
  readonly pem: { readonly certificate: pulumi.Output<string>; readonly privateKey: pulumi.Output<string> } | undefined;
  /** What must stand before a handshake succeeds. */
  readonly ready: readonly pulumi.Resource[];

  constructor(name: string, args: OriginCertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("no521:index:OriginCertificate", name, {}, opts);
    const made = args.kind === "acm" ? makeAcm(name, args, this) : makeOriginCa(name, args, this);
    this.arn = made.arn;
    this.pem = made.pem;
    this.ready = made.ready;
    this.registerOutputs({ arn: this.arn });
  }
}

type Made = Pick<OriginCertificate, "arn" | "pem" | "ready">;

function makeAcm(name: string, { hostnames, zoneId }: AcmCertificateArgs, parent: pulumi.Resource): Made {
  const [domainName = "", ...subjectAlternativeNames] = hostnames;
  const certificate = new aws.acm.Certificate(
    name,
    { domainName, validationMethod: "DNS", ...(subjectAlternativeNames.length > 0 && { subjectAlternativeNames }) },
    { parent, deleteBeforeReplace: false },
  );
  // A name and its wildcard are proved by one record.
  const proved = [...new Set(hostnames.map((hostname) => hostname.replace(/^\*\./, "")))];
  const records = proved.map((hostname) => makeProof(name, hostname, certificate, zoneId, parent));
  const validation = new aws.acm.CertificateValidation(
    name,
    { certificateArn: certificate.arn, validationRecordFqdns: records.map((record) => record.name) },
    { parent },
  );
  return { arn: validation.certificateArn, pem: undefined, ready: [validation] };
}

/**
 * The record stays as long as the certificate: AWS looks for it at each renewal. Cloudflare does not proxy its target.
 * @see https://docs.aws.amazon.com/acm/latest/userguide/dns-renewal-validation.html read 2026-10-05
 * @see https://developers.cloudflare.com/dns/proxy-status/limitations/ read 2026-10-05
 */
function makeProof(
  name: string,
  hostname: string,
  certificate: aws.acm.Certificate,
  zoneId: pulumi.Input<string>,
  parent: pulumi.Resource,
): cloudflare.DnsRecord {
  const option = certificate.domainValidationOptions.apply((options) => {
    const found = options.find(({ domainName }) => domainName.replace(/^\*\./, "") === hostname);
    if (found === undefined) throw new Error(`ACM gives no validation record for "${hostname}".`);
    return found;
  });
  return new cloudflare.DnsRecord(
    `${name}-${hostnameSlug(hostname)}`,
    {
      zoneId,
      name: option.resourceRecordName.apply(withoutFinalDot),
      type: "CNAME",
      content: option.resourceRecordValue.apply(withoutFinalDot),
      proxied: false,
      ttl: 60,
      comment: "Proves to AWS who owns the name; needed at each renewal of the certificate.",
    },
    { parent },
  );
}

/** AWS ends its names with a dot, Cloudflare stores them without. */
function withoutFinalDot(name: string): string {
  return name.replace(/\.$/, "");
}

function makeOriginCa(name: string, args: OriginCaCertificateArgs, parent: pulumi.Resource): Made {
  const issued = new cloudflare.OriginCaCertificate(
    name,
    {
      csr: args.csr,
      hostnames: [...args.hostnames],
      requestType: args.keyType === "rsa" ? "origin-rsa" : "origin-ecc",
      requestedValidity: args.validityDays ?? 5475,
    },
    // To delete is to revoke, and a revoked certificate that the origin still presents is error 526.
    { parent, retainOnDelete: true },
  );
  const pem = { certificate: issued.certificate, privateKey: pulumi.secret(args.privateKey) };
  if (!args.importIntoAcm) return { arn: undefined, pem, ready: [issued] };
  const imported = new aws.acm.Certificate(
    name,
    { certificateBody: pem.certificate, privateKey: pem.privateKey },
    { parent, deleteBeforeReplace: false },
  );
  return { arn: imported.arn, pem, ready: [imported] };
}
