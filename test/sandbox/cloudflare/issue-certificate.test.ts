import { X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import { issueCertificate } from "../../../sandbox/cloudflare/issue-certificate";

const start = new Date("2026-10-05T12:00:00Z");
const csr = `-----BEGIN CERTIFICATE REQUEST-----
MIHTMHwCAQAwGjEYMBYGA1UEAwwPd3d3LmV4YW1wbGUuY29tMFkwEwYHKoZIzj0C
AQYIKoZIzj0DAQcDQgAEMMJGenFQfeWmL6SKXVt72VKl9/6MMcrbXtT6MlkKQexh
S4fjgBzII6rcvbDZHk9xQ1t6dFJovU/Oe5sy45DK16AAMAoGCCqGSM49BAMCA0cA
MEQCICtHBAPgagmJYs43gPs6Pehgta9aXC5vZJsXkiM4ingHAiAIVkoQw4wNAVI+
Ao+nWs1MnUBa/khpD56x+KiHY4t1Jw==
-----END CERTIFICATE REQUEST-----`;

describe("a certificate of the sandbox's Origin CA", () => {
  test("is X.509 that names the hostnames and the time", () => {
    const end = new Date("2041-10-01T12:00:00Z");
    const parsed = new X509Certificate(
      issueCertificate({ csr, hostnames: ["example.com", "*.example.com"], start, end }),
    );
    expect(parsed.subjectAltName).toBe("DNS:example.com, DNS:*.example.com");
    expect(new Date(parsed.validFrom)).toEqual(start);
    expect(new Date(parsed.validTo)).toEqual(end);
    expect(parsed.issuer).toBe("CN=CloudFlare Origin SSL Certificate Authority (sandbox)");
    expect(parsed.checkHost("www.example.com")).toBe("*.example.com");
  });

  test("carries the key of the request", () => {
    const end = new Date("2027-10-05T12:00:00Z");
    const parsed = new X509Certificate(issueCertificate({ csr, hostnames: ["example.com"], start, end }));
    const key = parsed.publicKey.export({ format: "der", type: "spki" }).toString("base64");
    const body = csr.split("\n").slice(1, -1).join("");
    expect(Buffer.from(body, "base64").includes(Buffer.from(key, "base64"))).toBe(true);
  });

  test("ends after 2050 where it is asked to", () => {
    const end = new Date("2051-01-01T00:00:00Z");
    const parsed = new X509Certificate(issueCertificate({ csr: "none", hostnames: ["example.com"], start, end }));
    expect(new Date(parsed.validTo)).toEqual(end);
  });

  test("may name as many hostnames as Cloudflare allows", () => {
    const hostnames = Array.from({ length: 200 }, (_, index) => `host${index}.example.com`);
    const parsed = new X509Certificate(issueCertificate({ csr, hostnames, start, end: start }));
    expect(parsed.subjectAltName?.split(", ")).toHaveLength(200);
  });
});
