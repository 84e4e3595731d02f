import type { CauseId } from "../../../src/findings/cause";
import { types } from "../../../src/graph/types";
import { both, except, having, type Mutation, only } from "../mutation";
import { outputOf } from "../plant";
import { add, change, listening, set, zoneIdOf } from "./steps";

/** Off the path: visitors meet it later. */
const hazard = (cause: CauseId) => ({ cause, codes: [] }) as const;
const _balancers = both(having("balancer", "strict"), except("own-balancer"));

/** Certificates that stop a deployment, or expire one day. */
export const renewalMutations: readonly Mutation[] = [
  {
    id: "listener-before-proof",
    title: "gave the listener the certificate itself, which may not be issued yet",
    ...hazard("certificate-not-validated"),
    source: "https://github.com/hashicorp/terraform-provider-aws/issues/41789",
    fits: both(having("balancer", "acm", "strict"), except("own-balancer")),
    steps: [
      listening((listener, { all }) => ({
        ...listener,
        certificateArn: outputOf(all(types.certificate)[0], "arn"),
      })),
    ],
  },
  {
    id: "distribution-before-proof",
    title: "gave the distribution the certificate itself, which may not be issued yet",
    ...hazard("certificate-not-validated"),
    source: "https://docs.aws.amazon.com/acm/latest/userguide/domain-ownership-validation.html",
    fits: only("cloudfront"),
    steps: [
      change(types.distribution, (distribution, _, { all }) => ({
        ...distribution,
        viewerCertificate: {
          acmCertificateArn: outputOf(all(types.certificate)[0], "arn"),
          sslSupportMethod: "sni-only",
        },
      })),
    ],
  },
  {
    id: "second-certificate-before-proof",
    title: "added a second certificate to the listener before it is issued",
    ...hazard("certificate-not-validated"),
    source: "https://github.com/crossplane-contrib/provider-upjet-aws/issues/338",
    fits: only("component", "fargate", "dualstack"),
    steps: [
      add((program) => {
        const shop = program.once(types.certificate, "second", {
          ...{ domainName: "second.example.com", validationMethod: "DNS", arn: undefined },
        });
        program.once(types.listenerCertificate, "second", {
          listenerArn: outputOf(program.all(types.listener)[0], "arn"),
          certificateArn: outputOf(shop, "arn"),
        });
      }),
    ],
  },
  {
    id: "proof-by-mail",
    title: "had the certificate validated by mail, which each renewal waits for",
    ...hazard("certificate-not-renewed"),
    source: "https://github.com/NRGI/resourcecontracts.org/issues/1092",
    fits: both(having("balancer", "acm", "strict"), except("own-balancer", "separate-rules")),
    steps: [set(types.certificate, { validationMethod: "EMAIL" })],
  },
  {
    id: "imported-and-forgotten",
    title: "imported a certificate that nobody renews or watches",
    ...hazard("certificate-not-renewed"),
    source: "https://github.com/HumanCellAtlas/data-store/issues/2544",
    fits: both(having("balancer", "acm", "strict"), except("own-balancer", "separate-rules")),
    steps: [
      change(types.certificate, ({ domainName: _, validationMethod: __, subjectAlternativeNames: ___, ...inputs }) => ({
        ...inputs,
        privateKey: "a key",
        certificateBody: "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----",
      })),
    ],
  },
  {
    id: "origin-ca-for-a-month",
    title: "requested the Origin CA certificate for thirty days",
    ...hazard("certificate-not-renewed"),
    source: "https://developers.cloudflare.com/ssl/origin-configuration/origin-ca/",
    fits: only("single-instance", "own-instance"),
    steps: [set(types.originCaCertificate, { requestedValidity: 30 })],
  },
  {
    id: "post-quantum-alone",
    title: "demanded post-quantum key exchange of a listener that has the usual policy",
    ...hazard("key-exchange-demanded"),
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html",
    fits: both(having("balancer", "acm", "strict"), except("own-balancer", "older-majors")),
    steps: [
      add((program) => {
        program.once("cloudflare:index/originTlsComplianceModes:OriginTlsComplianceModes", "modes", {
          zoneId: zoneIdOf(program),
          values: ["pqh"],
        });
      }),
    ],
  },
];
