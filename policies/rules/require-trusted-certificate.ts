import { outagesOf } from "../../src/findings/outages";
import { types } from "../../src/graph/types";
import { definePolicy } from "../policy";
import { output, resource } from "../sites";

export default definePolicy({
  id: "require-trusted-certificate",
  summary: "Require a certificate that Cloudflare trusts wherever the edge validates it",
  cause: "certificate-untrusted",
  kind: "outage",
  severity: "error",
  codes: [526],
  appliesTo: [types.certificate, "tls:index/selfSignedCert:SelfSignedCert"],
  docs: {
    why: [
      "In the strict modes the edge accepts certificates of public authorities and of Cloudflare's Origin CA.",
      "One that is self-signed, or issued by a private authority, ends the handshake with error 526.",
    ].join(" "),
    unknownWhen: "The certificate is imported without its issuer, or a CustomOriginTrustStore may hold its authority.",
    whenNotToUse: "The account's trust store, which this program does not declare, holds the authority.",
    sources: [
      "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-526/",
      "https://developers.cloudflare.com/ssl/origin-configuration/custom-origin-trust-store/",
    ],
  },
  examples: {
    good: [
      { title: "with a public certificate of ACM" },
      {
        title: "with a certificate of Cloudflare's Origin CA",
        add: {
          issued: resource(types.originCaCertificate, {
            csr: output("request", "certRequestPem"),
            hostnames: ["example.com", "*.example.com"],
            requestType: "origin-rsa",
          }),
          certificate: resource(types.certificate, {
            certificateBody: output("issued", "certificate"),
            privateKey: output("key", "privateKeyPem"),
          }),
          key: resource("tls:index/privateKey:PrivateKey", { algorithm: "RSA" }),
          request: resource("tls:index/certRequest:CertRequest", { privateKeyPem: output("key", "privateKeyPem") }),
        },
      },
    ],
    bad: [
      {
        title: "with a certificate of a private authority",
        set: {
          certificate: {
            certificateAuthorityArn:
              "arn:aws:acm-pca:us-east-1:123456789012:certificate-authority/11112222-3333-4444-5555-666677778888",
          },
        },
      },
    ],
  },
  check({ reach }) {
    return outagesOf(reach, "certificate-untrusted");
  },
});
