import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { expect, test } from "vitest";
import { expiredPem, issuedPem, issuingPem, originCaPem, otherIssuingPem } from "../../policies/certificates";
import { issueCertificate } from "../../sandbox/cloudflare/issue-certificate";
import { fitsKey, hasIssued, readCertificate } from "../../src/reach/pem";

/** The least of a certificate request that carries a key. */
function requestFor(key: KeyObject): string {
  const sequence = (...parts: readonly Buffer[]) => {
    const body = Buffer.concat(parts);
    return Buffer.concat([Buffer.from([0x30, body.length]), body]);
  };
  const spki = key.export({ format: "der", type: "spki" });
  const der = sequence(sequence(Buffer.from([2, 1, 0]), sequence(), spki));
  return `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString("base64")}\n-----END CERTIFICATE REQUEST-----\n`;
}

function keyPair() {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { publicKey, pem: privateKey.export({ format: "pem", type: "pkcs8" }).toString() };
}

test("reads the names, the dates and the issuer of a certificate", () => {
  expect(readCertificate(expiredPem)).toEqual({
    names: ["example.com", "*.example.com"],
    notBefore: new Date("2020-01-01T00:00:00Z"),
    notAfter: new Date("2021-01-01T00:00:00Z"),
    issuer: "CN=Example Issuing, O=Example",
    isSelfSigned: false,
    isOriginCa: false,
  });
});

test("reads the first certificate of several", () => {
  expect(readCertificate(`${expiredPem}${issuingPem}`)).toEqual(readCertificate(expiredPem));
});

test("takes the common name where there is no alternative one", () => {
  expect(readCertificate(issuingPem)?.names).toEqual(["Example Issuing"]);
});

test("knows the Origin CA of Cloudflare by its name", () => {
  expect(readCertificate(originCaPem)?.isOriginCa).toBe(true);
});

test.each(["", "(the certificate)", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"])(
  "reads nothing from %j",
  (text) => {
    expect([readCertificate(text), hasIssued(text, issuedPem), hasIssued(issuingPem, text), fitsKey(text, "")]).toEqual(
      [undefined, undefined, undefined, undefined],
    );
  },
);

test("tells who issued a certificate", () => {
  expect([issuingPem, otherIssuingPem, issuedPem].map((chain) => hasIssued(chain, issuedPem))).toEqual([
    true,
    false,
    false,
  ]);
});

test("tells whose private key is whose, and nothing of what is no key", () => {
  const own = keyPair();
  const pem = issueCertificate({
    csr: requestFor(own.publicKey),
    hostnames: ["example.com"],
    start: new Date("2026-01-01T00:00:00Z"),
    end: new Date("2027-01-01T00:00:00Z"),
  });
  expect([own.pem, keyPair().pem, "(the key)"].map((key) => fitsKey(pem, key))).toEqual([true, false, undefined]);
});
