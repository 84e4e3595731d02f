import { expiredPem, issuedPem, issuingPem, otherIssuingPem } from "../../../policies/certificates";
import { types } from "../../../src/graph/types";
import { both, except, having, type Mutation, only } from "../mutation";
import { type Inputs, outputOf, register, type Step } from "../plant";

const wrongName = { cause: "certificate-name", codes: [526] } as const;
const untrusted = { cause: "certificate-untrusted", codes: [526] } as const;

/** A balancer whose certificate this program declares and the edge validates. */
const validated = having("balancer", "acm", "strict");
/** Changes to the certificate that leave its validation records alone. */
const plain = both(validated, except("separate-rules", "own-balancer"));

/** What the origin presents, and whether the edge believes it. */
export const certificateMutations: readonly Mutation[] = [
  {
    id: "another-name",
    title: "ordered the certificate for another hostname",
    ...wrongName,
    source: "https://github.com/cloudflare/cloudflare-docs/pull/14653",
    fits: validated,
    steps: issued({ domainName: "intranet.example.com", subjectAlternativeNames: [] }),
  },
  {
    id: "another-domain",
    title: "kept the certificate of the domain from before the rename",
    ...wrongName,
    source: "https://github.com/NginxProxyManager/nginx-proxy-manager/issues/3189",
    fits: validated,
    steps: issued({ domainName: "*.example.org", subjectAlternativeNames: ["example.org"] }),
  },
  {
    id: "apex-alone",
    title: "ordered the certificate for the apex alone",
    ...wrongName,
    source:
      "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-526/",
    fits: validated,
    hostnames: ({ hostnames }) => hostnames.filter((name) => name !== "example.com"),
    steps: issued({ domainName: "example.com", subjectAlternativeNames: [] }),
  },
  {
    id: "wildcard-too-deep",
    title: "took a wildcard for one label more than it covers",
    ...wrongName,
    source: "https://www.rfc-editor.org/rfc/rfc9525#section-6.3",
    fits: validated,
    steps: issued({ domainName: "*.web.example.com", subjectAlternativeNames: [] }),
  },
  {
    id: "name-forgotten",
    title: "added a hostname and not its name to the certificate",
    ...wrongName,
    source: "https://github.com/ncatlab/nlab/issues/41",
    fits: only("separate-rules"),
    hostnames: () => ["api.example.com"],
    steps: issued({ subjectAlternativeNames: [] }),
  },
  {
    id: "private-authority",
    title: "ordered the certificate from the company's private authority",
    ...untrusted,
    source: "https://github.com/duy13/vDDoS-Protection/issues/26",
    fits: plain,
    steps: [
      {
        do: "change",
        type: types.certificate,
        to: ({ validationMethod: _, ...inputs }) => ({
          ...inputs,
          certificateAuthorityArn:
            "arn:aws:acm-pca:us-east-1:000000000000:certificate-authority/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9",
        }),
      },
    ],
  },
  {
    id: "self-signed",
    title: "imported a certificate that it signed itself",
    ...untrusted,
    source: "https://github.com/cloudflare/cloudflare-docs/pull/23024",
    fits: plain,
    steps: [
      {
        do: "change",
        type: types.certificate,
        to: ({ domainName: _, validationMethod: __, subjectAlternativeNames: ___, ...inputs }, ____, { hostnames }) => {
          const signed = register("tls:index/selfSignedCert:SelfSignedCert", "signed", {
            dnsNames: [...hostnames],
            allowedUses: ["server_auth"],
            validityPeriodHours: 8760,
            privateKeyPem: "a key",
            certPem: undefined,
          });
          return { ...inputs, privateKey: "a key", certificateBody: outputOf(signed, "certPem") };
        },
      },
    ],
  },
  {
    id: "imported-expired",
    title: "imported a certificate that had expired",
    cause: "certificate-expired",
    codes: [526],
    source:
      "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-526/",
    fits: plain,
    steps: imported({ certificateBody: expiredPem, certificateChain: issuingPem }),
  },
  {
    id: "imported-without-chain",
    title: "imported a certificate without its chain",
    cause: "certificate-chain-incomplete",
    codes: [526],
    source: "https://docs.aws.amazon.com/acm/latest/userguide/import-certificate-prerequisites.html",
    fits: plain,
    steps: imported({ certificateBody: issuedPem }),
  },
  {
    id: "imported-with-another-chain",
    title: "imported a certificate with the chain of another one",
    cause: "certificate-refused",
    codes: ["deploy"],
    source: "https://docs.aws.amazon.com/acm/latest/userguide/import-certificate-prerequisites.html",
    fits: plain,
    hostnames: () => [],
    families: [],
    steps: imported({ certificateBody: issuedPem, certificateChain: otherIssuingPem }),
  },
  {
    id: "origin-ca-for-another",
    title: "requested the Origin CA certificate for another hostname",
    ...wrongName,
    source: "https://developers.cloudflare.com/ssl/origin-configuration/origin-ca/",
    fits: only("own-instance"),
    steps: [
      {
        do: "change",
        type: types.originCaCertificate,
        to: (inputs) => ({ ...inputs, hostnames: ["old.example.org"] }),
      },
    ],
  },
];

function imported(pem: Inputs): readonly Step[] {
  return [
    {
      do: "change",
      type: types.certificate,
      to: ({ domainName: _, validationMethod: __, subjectAlternativeNames: ___, ...inputs }) => {
        return { ...inputs, privateKey: "a key", ...pem };
      },
    },
  ];
}

function issued(changes: Inputs): readonly Step[] {
  return [{ do: "change", type: types.certificate, to: (inputs) => ({ ...inputs, ...changes }) }];
}
