import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

/** What a certificate shall say. */
export interface CertificateRequest {
  /** PKCS #10 in PEM; where it is none, the certificate carries a key that nobody holds. */
  readonly csr: string;
  readonly hostnames: readonly string[];
  readonly start: Date;
  readonly end: Date;
}

/**
 * Issues an X.509 certificate in PEM, signed by a key that is thrown away: the sandbox's Origin CA.
 * @see https://www.rfc-editor.org/rfc/rfc5280#section-4.1
 */
export function issueCertificate(request: CertificateRequest): string {
  const authority = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const body = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(15)])),
    ecdsaWithSha256,
    name("CloudFlare Origin SSL Certificate Authority (sandbox)"),
    sequence(time(request.start), time(request.end)),
    name("CloudFlare Origin Certificate"),
    publicKeyOf(request.csr),
    explicit(3, sequence(alternativeNames(request.hostnames))),
  );
  const certificate = sequence(body, ecdsaWithSha256, bits(sign("sha256", body, authority.privateKey)));
  const lines = certificate.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}

/** The key is the third element of a request's first element: version, subject, key. @see https://www.rfc-editor.org/rfc/rfc2986#section-4 */
function publicKeyOf(csr: string): Buffer {
  const base64 = csr.match(/-----BEGIN [A-Z ]*REQUEST-----([\s\S]*?)-----END/)?.[1];
  try {
    const request = elements(Buffer.from(base64 ?? "", "base64"))[0];
    const key = elements(contentOf(elements(contentOf(request))[0]))[2];
    return spki(createPublicKey({ key: key ?? Buffer.alloc(0), format: "der", type: "spki" }));
  } catch {
    return spki(generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey);
  }
}

function spki(key: KeyObject): Buffer {
  return key.export({ format: "der", type: "spki" });
}

function alternativeNames(hostnames: readonly string[]): Buffer {
  const names = hostnames.map((hostname) => tlv(0x82, Buffer.from(hostname, "ascii")));
  return sequence(objectId([0x55, 0x1d, 0x11]), tlv(0x04, sequence(...names)));
}

function name(commonName: string): Buffer {
  const attribute = sequence(objectId([0x55, 0x04, 0x03]), tlv(0x0c, Buffer.from(commonName, "utf8")));
  return sequence(tlv(0x31, attribute));
}

/** Dates before 2050 are written with two digits for the year. @see https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5 */
function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/[-:T]/g, "").slice(0, 14);
  return date.getUTCFullYear() < 2050
    ? tlv(0x17, Buffer.from(`${digits.slice(2)}Z`, "ascii"))
    : tlv(0x18, Buffer.from(`${digits}Z`, "ascii"));
}

const sequence = (...parts: readonly Buffer[]): Buffer => tlv(0x30, Buffer.concat(parts));
const explicit = (tag: number, inner: Buffer): Buffer => tlv(0xa0 + tag, inner);
const integer = (bytes: Buffer): Buffer => tlv(0x02, bytes);
const bits = (bytes: Buffer): Buffer => tlv(0x03, Buffer.concat([Buffer.from([0]), bytes]));
const objectId = (bytes: readonly number[]): Buffer => tlv(0x06, Buffer.from(bytes));

const ecdsaWithSha256 = sequence(objectId([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]));

function tlv(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag]), length(content.length), content]);
}

function length(size: number): Buffer {
  if (size < 0x80) return Buffer.from([size]);
  const bytes = size < 0x100 ? [size] : [size >> 8, size & 0xff];
  return Buffer.from([0x80 + bytes.length, ...bytes]);
}

/** Gives the elements of DER text that stand side by side, each with its head. */
function elements(der: Buffer): readonly Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at + 2 <= der.length; ) {
    const size = headLength(der.subarray(at)) + contentLength(der.subarray(at));
    found.push(der.subarray(at, at + size));
    at += size;
  }
  return found;
}

function contentOf(element: Buffer | undefined): Buffer {
  return element === undefined ? Buffer.alloc(0) : element.subarray(headLength(element));
}

function headLength(der: Buffer): number {
  const first = der[1] ?? 0;
  return first < 0x80 ? 2 : 2 + (first & 0x7f);
}

function contentLength(der: Buffer): number {
  const first = der[1] ?? 0;
  return first < 0x80 ? first : der.readUIntBE(2, first & 0x7f);
}
