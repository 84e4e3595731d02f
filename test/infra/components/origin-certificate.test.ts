import { describe, expect, test } from "vitest";
import { OriginCertificate } from "../../../infra/components/origin-certificate";
import { notKnown } from "../../../src/graph/value";
import { recordProgram } from "../record-program";

const originCa = {
  kind: "origin-ca",
  hostnames: ["www.example.com"],
  csr: "-----BEGIN CERTIFICATE REQUEST-----",
  privateKey: "-----BEGIN PRIVATE KEY-----",
  keyType: "ecc",
} as const;

describe("OriginCertificate of ACM", () => {
  const hostnames = ["example.com", "*.example.com", "www.example.com"];
  const make = () => new OriginCertificate("cert", { kind: "acm", hostnames, zoneId: "z1" });

  test("proves each name by one record, a wildcard with its parent's", async () => {
    const { children } = await recordProgram(make);
    expect(children).toEqual([
      "Certificate cert",
      "CertificateValidation cert",
      "DnsRecord cert-example-com",
      "DnsRecord cert-www-example-com",
      "OriginCertificate cert",
    ]);
  });

  test("names every hostname", async () => {
    const { get } = await recordProgram(make);
    expect(get("Certificate", "cert").inputs).toEqual({
      domainName: "example.com",
      subjectAlternativeNames: ["*.example.com", "www.example.com"],
      validationMethod: "DNS",
    });
  });

  test("leaves the alternative names out where there are none", async () => {
    const { get } = await recordProgram(
      () => new OriginCertificate("cert", { kind: "acm", hostnames: ["example.com"], zoneId: "z1" }),
    );
    expect(get("Certificate", "cert").inputs).toEqual({ domainName: "example.com", validationMethod: "DNS" });
  });

  test("keeps the proofs unproxied, and validates after them", async () => {
    const { get, edges } = await recordProgram(make);
    const record = get("DnsRecord", "cert-www-example-com");
    expect(record.inputs).toMatchObject({ zoneId: "z1", type: "CNAME", proxied: false, ttl: 60, content: notKnown });
    expect(edges("DnsRecord", "cert-www-example-com", "content")).toEqual(["Certificate cert"]);
    expect(edges("CertificateValidation", "cert", "certificateArn")).toEqual(["Certificate cert"]);
    expect(edges("CertificateValidation", "cert", "validationRecordFqdns")).toEqual([
      "DnsRecord cert-example-com",
      "DnsRecord cert-www-example-com",
    ]);
  });
});

describe("OriginCertificate of the Origin CA", () => {
  test("keeps what it issued at Cloudflare, since to delete is to revoke", async () => {
    const { get, children } = await recordProgram(
      () => new OriginCertificate("cert", { ...originCa, importIntoAcm: false }),
    );
    expect(children).toEqual(["OriginCaCertificate cert", "OriginCertificate cert"]);
    const issued = get("OriginCaCertificate", "cert");
    expect(issued.inputs).toEqual({
      csr: originCa.csr,
      hostnames: ["www.example.com"],
      requestType: "origin-ecc",
      requestedValidity: 5475,
    });
    expect(issued.options.retainOnDelete).toBe(true);
  });

  test("hands it to ACM where a load balancer presents it", async () => {
    const { get, edges } = await recordProgram(
      () => new OriginCertificate("cert", { ...originCa, keyType: "rsa", validityDays: 90, importIntoAcm: true }),
    );
    expect(get("OriginCaCertificate", "cert").inputs).toMatchObject({
      requestType: "origin-rsa",
      requestedValidity: 90,
    });
    expect(get("Certificate", "cert").inputs).toEqual({ certificateBody: notKnown, privateKey: originCa.privateKey });
    expect(edges("Certificate", "cert", "certificateBody")).toEqual(["OriginCaCertificate cert"]);
  });
});
