import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";

/** What a certificate says of itself. */
export interface ReadCertificate {
  /** The names that it is made out to; wildcards among them. */
  readonly names: readonly string[];
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Such as `CN=R11, O=Let's Encrypt, C=US`. */
  readonly issuer: string;
  readonly isSelfSigned: boolean;
  readonly isOriginCa: boolean;
}

/** Reads the first certificate of a PEM; undefined for a text that holds none. */
export function readCertificate(pem: string): ReadCertificate | undefined {
  const read = parse(pem);
  if (read === undefined) return undefined;
  return {
    names: namesOf(read),
    notBefore: new Date(read.validFrom),
    notAfter: new Date(read.validTo),
    issuer: read.issuer.split("\n").join(", "),
    isSelfSigned: read.checkIssued(read),
    isOriginCa: originAuthority.test(read.issuer),
  };
}

/**
 * The two authorities of Cloudflare's Origin CA, one for each kind of key.
 * @see https://developers.cloudflare.com/ssl/origin-configuration/origin-ca/#cloudflare-origin-ca-root-certificate read 2026-10-05
 */
const originAuthority = /^OU=CloudFlare Origin SSL (?:ECC )?Certificate Authority$/m;

/** Reports whether the first certificate of a chain issued another one; undefined where either cannot be read. */
export function hasIssued(chain: string, pem: string): boolean | undefined {
  const [issuer, leaf] = [parse(chain), parse(pem)];
  if (issuer === undefined || leaf === undefined) return undefined;
  return leaf.checkIssued(issuer) && leaf.verify(issuer.publicKey);
}

/** Gives the subjects of all certificates of a bundle, such as `CN=x, O=y`; undefined where one cannot be read. */
export function readSubjects(bundle: string): readonly string[] | undefined {
  const blocks = bundle.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  const subjects = blocks.flatMap((block) => parse(block)?.subject.split("\n").toReversed().join(", ") ?? []);
  return subjects.length > 0 && subjects.length === blocks.length ? subjects : undefined;
}

/** Reports whether a private key belongs to a certificate; undefined where either cannot be read. */
export function fitsKey(pem: string, key: string): boolean | undefined {
  const read = parse(pem);
  try {
    // A key with a passphrase, which nobody has here, is not readable.
    return read && createPublicKey(createPrivateKey(key)).equals(read.publicKey);
  } catch {
    return undefined;
  }
}

function parse(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

/** The alternative names, and the common name where there are none; the edge looks at either. */
function namesOf({ subject, subjectAltName = "" }: X509Certificate): readonly string[] {
  const alternative = [...subjectAltName.matchAll(/(?:^|, )DNS:([^,]+)/g)].map(([, name = ""]) => name);
  if (alternative.length > 0) return alternative;
  const [, common] = /^CN=(.+)$/m.exec(subject) ?? [];
  return common === undefined ? [] : [common];
}
