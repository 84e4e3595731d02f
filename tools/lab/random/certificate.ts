import { expiredPem, issuedPem, issuingPem, originCaPem } from "../../../policies/certificates";
import type { Inputs, Piece, Site } from "../../../policies/example";
import { output, resource } from "../../../policies/sites";
import { types } from "../../../src/graph/types";
import type { RandomCertificate } from "./site";

/** For example.com and one label below it, valid from 2090; it and its issuer were made for this file, and no key is left. */
const laterPem = `-----BEGIN CERTIFICATE-----
MIIBSzCB8qADAgECAgECMAoGCCqGSM49BAMCMBoxGDAWBgNVBAMTD0V4YW1wbGUg
SXNzdWluZzAiGA8yMDkwMDEwMTAwMDAwMFoYDzIwOTkwMTAxMDAwMDAwWjAWMRQw
EgYDVQQDEwtleGFtcGxlLmNvbTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABBMq
hsGdoce0JwrOXxhm/tL3QuiOahFj7oJ2p52D8OOYax7twKPpVphB0iHYrHs2sHBi
6kIJc/3zPR68qNlRkxijKTAnMCUGA1UdEQQeMByCC2V4YW1wbGUuY29tgg0qLmV4
YW1wbGUuY29tMAoGCCqGSM49BAMCA0gAMEUCIHueOvOzB9ZS7GwZVPHJYwTMLziK
h57pD2y24BGLcCqWAiEAnpsI+QXnpwaWekJyAC050DBMnW+apG5YeuWsq8hJFbw=
-----END CERTIFICATE-----
`;
const laterIssuingPem = `-----BEGIN CERTIFICATE-----
MIIBNDCB26ADAgECAgEBMAoGCCqGSM49BAMCMBcxFTATBgNVBAMTDEV4YW1wbGUg
Um9vdDAgFw0yMDAxMDEwMDAwMDBaGA8yMDk5MDEwMTAwMDAwMFowGjEYMBYGA1UE
AxMPRXhhbXBsZSBJc3N1aW5nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE3IAB
dF2qoUBFzBvpPi+ryqLMAr5gT8df+JzpMdcdNrGA6kDPcQBmJJNgDKD7FhrS9LcX
aWadeUI4bDVJEDemHqMTMBEwDwYDVR0TAQH/BAUwAwEB/zAKBggqhkjOPQQDAgNI
ADBFAiEA8UT+AApG4RqlHwZ3ixnWhWBzw6aa5mGp067cVtvH4a4CIFhs3sDtUQce
38+RCVyGHkgHXaNoDr2GuJjf++aqEHJt
-----END CERTIFICATE-----
`;

/** Writes the certificate of a balancer. */
export function certificateOf(kind: RandomCertificate, name: string, id: (name: string) => string): Site {
  const issued = (inputs: Inputs): Site => ({ [id("certificate")]: resource(types.certificate, inputs) });
  switch (kind) {
    case "fits":
      return issued({ domainName: name, validationMethod: "DNS" });
    case "wildcard":
      return issued({ domainName: "*.example.com", validationMethod: "DNS" });
    case "other":
      return issued({ domainName: "example.net", subjectAlternativeNames: ["*.example.net"], validationMethod: "DNS" });
    case "private":
      return issued({
        domainName: name,
        certificateAuthorityArn:
          "arn:aws:acm-pca:us-east-1:000000000000:certificate-authority/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9",
      });
    case "self-signed":
      return {
        [id("signed")]: resource("tls:index/selfSignedCert:SelfSignedCert", {
          dnsNames: [name],
          allowedUses: ["server_auth"],
          validityPeriodHours: 8760,
          privateKeyPem: "a key",
        }),
        ...issued({ privateKey: "a key", certificateBody: output(id("signed"), "certPem") }),
      };
    case "origin-ca-text":
      return issued({ privateKey: "a key", certificateBody: originCaPem });
    case "expired-text":
      return issued({ privateKey: "a key", certificateBody: expiredPem, certificateChain: issuingPem });
    case "later-text":
      return issued({ privateKey: "a key", certificateBody: laterPem, certificateChain: laterIssuingPem });
    case "bare-text":
      return issued({ privateKey: "a key", certificateBody: issuedPem });
    case "origin-ca":
      return {
        [id("issued")]: originCaFor([name]),
        ...issued({ privateKey: "a key", certificateBody: output(id("issued"), "certificate") }),
      };
  }
}

/** A certificate of the Origin CA. */
export function originCaFor(hostnames: readonly string[]): Piece {
  return resource(types.originCaCertificate, {
    csr: "a request",
    hostnames,
    requestType: "origin-ecc",
    requestedValidity: 5475,
  });
}
