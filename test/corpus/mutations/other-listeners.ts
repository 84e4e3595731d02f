import { types } from "../../../src/graph/types";
import { asList, isInputs } from "../inputs";
import { both, except, having, type Mutation, only } from "../mutation";
import { type Inputs, outputOf, type Registered, type Step } from "../plant";
import { add, change, listening, set } from "./steps";

const wrongName = { cause: "certificate-name", codes: [526] } as const;

/** Listeners of other balancers, and the certificates that balancers present. */
export const otherListenerMutations: readonly Mutation[] = [
  {
    id: "classic-http-on-443",
    title: "declared the classic balancer's listener on 443 as http",
    cause: "tls-not-spoken",
    codes: [525],
    source: "https://github.com/doxx/darkflare/issues/6",
    fits: only("classic-balancer"),
    steps: [classic(({ sslCertificateId: _, ...listener }) => ({ ...listener, lbProtocol: "http" }))],
  },
  {
    id: "classic-listener-moved",
    title: "moved the classic balancer's listener to port 8443",
    cause: "nothing-listens",
    codes: [521, 522],
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/elb-listener-config.html",
    fits: only("classic-balancer"),
    steps: [classic((listener) => ({ ...listener, lbPort: 8443 }))],
  },
  {
    id: "classic-self-signed",
    title: "uploaded a certificate that it signed itself to IAM",
    cause: "certificate-untrusted",
    codes: [526],
    source: "https://github.com/cloudflare/cloudflare-docs/pull/23024",
    fits: only("classic-balancer"),
    steps: [
      change(types.classicBalancer, (balancer, _, program) => {
        const uploaded = program.once(types.serverCertificate, "uploaded", {
          certificateBody: outputOf(signedBy(program, "mail.example.com"), "certPem"),
          privateKey: "a key",
          arn: undefined,
        });
        return { ...balancer, listeners: listenersOf(balancer, { sslCertificateId: outputOf(uploaded, "arn") }) };
      }),
    ],
  },
  {
    id: "udp-listener",
    title: "made the network balancer's listener one for UDP",
    cause: "nothing-listens",
    codes: [521, 522],
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html",
    fits: only("network-balancer", "open-network-balancer"),
    steps: [set(types.listener, { protocol: "UDP" })],
  },
  {
    id: "network-balancer-other-name",
    title: "let the network balancer decrypt with the certificate of another site",
    ...wrongName,
    source: "https://github.com/cloudflare/cloudflare-docs/pull/14653",
    fits: only("network-balancer", "open-network-balancer"),
    steps: [
      change(types.listener, (listener, _, program) => ({
        ...listener,
        protocol: "TLS",
        certificateArn: outputOf(certificate(program, "shop.example.net"), "arn"),
      })),
    ],
  },
  {
    id: "sni-certificate-elsewhere",
    title: "attached the hostname's certificate to another listener than the one that the edge dials",
    ...wrongName,
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/https-listener-certificates.html",
    fits: only("component", "fargate", "prefix-list", "aliased-types"),
    steps: [
      listening((listener, program) => ({
        ...listener,
        certificateArn: outputOf(certificate(program, "default.example.net"), "arn"),
      })),
      add((program) => {
        const spare = program.once(types.listener, "spare", {
          loadBalancerArn: outputOf(program.all(types.loadBalancer)[0], "arn"),
          ...{ port: 8443, protocol: "HTTPS", arn: undefined },
          certificateArn: outputOf(certificate(program, "default.example.net"), "arn"),
          defaultActions: [{ type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "404" } }],
        });
        program.once(types.listenerCertificate, "site", {
          listenerArn: outputOf(spare, "arn"),
          certificateArn: outputOf(program.all(types.certificate)[0], "arn"),
        });
      }),
    ],
  },
  {
    id: "wildcard-without-apex",
    title: "took a wildcard for the domain itself, which it does not cover",
    ...wrongName,
    source: "https://github.com/NginxProxyManager/nginx-proxy-manager/issues/3189",
    fits: only("own-balancer"),
    hostnames: () => ["example.com"],
    steps: [set(types.certificate, { domainName: "*.example.com", subjectAlternativeNames: [] })],
  },
  {
    id: "own-authority",
    title: "had the company's own authority sign the certificate",
    cause: "certificate-untrusted",
    codes: [526],
    source: "https://github.com/duy13/vDDoS-Protection/issues/26",
    fits: both(having("balancer", "acm", "strict"), except("separate-rules", "own-balancer")),
    steps: [
      change(
        types.certificate,
        ({ domainName: _, validationMethod: __, subjectAlternativeNames: ___, ...inputs }, ____, program) => ({
          ...inputs,
          privateKey: "a key",
          certificateBody: outputOf(
            program.once("tls:index/locallySignedCert:LocallySignedCert", "company", {
              ...{ caCertPem: "an authority", caPrivateKeyPem: "a key" },
              certRequestPem: outputOf(
                program.once("tls:index/certRequest:CertRequest", "site", {
                  ...{ dnsNames: [...program.hostnames], privateKeyPem: "a key", certRequestPem: undefined },
                }),
                "certRequestPem",
              ),
              ...{ allowedUses: ["server_auth"], validityPeriodHours: 8760, certPem: undefined },
            }),
            "certPem",
          ),
        }),
      ),
    ],
  },
];

/** Rewrites the listeners of the classic balancer. */
function classic(rewrite: (listener: Inputs) => Inputs): Step {
  return change(types.classicBalancer, (balancer) => ({
    ...balancer,
    listeners: asList(balancer.listeners).filter(isInputs).map(rewrite),
  }));
}

function listenersOf({ listeners }: Inputs, more: Inputs): readonly Inputs[] {
  return asList(listeners)
    .filter(isInputs)
    .map((listener) => ({ ...listener, ...more }));
}

function signedBy({ once }: Registered, name: string) {
  return once("tls:index/selfSignedCert:SelfSignedCert", "signed", {
    ...{ dnsNames: [name], allowedUses: ["server_auth"], validityPeriodHours: 8760, privateKeyPem: "a key" },
    certPem: undefined,
  });
}

/** A certificate of ACM for another site. */
function certificate({ once }: Registered, domainName: string) {
  return once(types.certificate, "other", { domainName, validationMethod: "DNS", arn: undefined });
}
