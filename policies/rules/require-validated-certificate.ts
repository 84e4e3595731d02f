import type { Draft } from "../../src/findings/draft";
import { type Served, served } from "../../src/findings/served";
import { asText, isDeclared, text } from "../../src/graph/read";
import type { ResourceNode } from "../../src/graph/resource";
import type { ResourceGraph } from "../../src/graph/resource-graph";
import { types } from "../../src/graph/types";
import { definePolicy } from "../policy";
import { forward, output, resource } from "../sites";
import { waitsFor } from "../waits";

/** The balancer's listener for TLS, with the certificate that somebody names. */
function listener(certificateOf: string, certificateOutput: string, dependsOn: readonly string[]) {
  const inputs = {
    loadBalancerArn: output("balancer", "arn"),
    port: 443,
    protocol: "HTTPS",
    certificateArn: output(certificateOf, certificateOutput),
    defaultActions: [forward],
  };
  return resource(types.listener, inputs, { dependsOn });
}

/** Where each type of resource names the certificate that it shows. */
const properties = new Map<string, readonly string[]>([
  [types.listener, ["certificateArn"]],
  [types.listenerCertificate, ["certificateArn"]],
  [types.classicBalancer, ["listeners"]],
  [types.distribution, ["viewerCertificate"]],
  [types.restDomain, ["certificateArn", "regionalCertificateArn"]],
  [types.httpDomain, ["domainNameConfiguration"]],
]);

export default definePolicy({
  id: "require-validated-certificate",
  summary: "Require what shows a certificate of ACM to wait for the certificate's validation",
  cause: "certificate-not-validated",
  kind: "hazard",
  severity: "warning",
  codes: ["deploy"],
  appliesTo: [
    types.listener,
    types.listenerCertificate,
    types.classicBalancer,
    types.distribution,
    types.restDomain,
    types.httpDomain,
  ],
  docs: {
    why: [
      "ACM gives the arn of a certificate at once, and issues the certificate only after it has found the validation record or somebody has answered its mail.",
      "AWS refuses a listener with a certificate that is not issued yet (UnsupportedCertificate), so the first deployment stops half-way, and so does each one that replaces the certificate.",
    ].join(" "),
    unknownWhen: "The certificate or what waits for its validation belongs to another program.",
    whenNotToUse: "Something else that the listener depends on, such as a command, waits until ACM has issued it.",
    sources: [
      "https://docs.aws.amazon.com/acm/latest/userguide/domain-ownership-validation.html",
      "https://www.pulumi.com/registry/packages/aws/api-docs/acm/certificatevalidation/",
      "https://github.com/hashicorp/terraform-provider-aws/issues/41789",
    ],
  },
  examples: {
    good: [
      { title: "whose listener takes the arn from the validation" },
      {
        title: "whose listener depends on the validation",
        add: { listener: listener("certificate", "arn", ["validation"]) },
      },
    ],
    bad: [
      {
        title: "whose listener takes the arn from the certificate itself",
        add: { listener: listener("certificate", "arn", []) },
      },
    ],
  },
  check(view) {
    return served(view, types.loadBalancer, ...properties.keys()).flatMap((answering) =>
      showing(view.graph, answering).flatMap((shown) => judge(view.graph, shown)),
    );
  },
});

/** What answers shows a certificate itself, or in its listeners and what is added to them. */
function showing(graph: ResourceGraph, { node, hostnames }: Served): readonly Served[] {
  if (node.type !== types.loadBalancer) return [{ node, hostnames }];
  return graph
    .referring(node, types.listener, "loadBalancerArn", "arn")
    .flatMap((found) => [found, ...graph.referring(found, types.listenerCertificate, "listenerArn", "arn")])
    .map((found) => ({ node: found, hostnames }));
}

function judge(graph: ResourceGraph, { node, hostnames }: Served): readonly Draft[] {
  if (node.kind !== "managed") return [];
  const certificate = (properties.get(node.type) ?? [])
    .flatMap((property) => graph.follow(node, property, [types.certificate], "arn").nodes)
    .find((found) => isPending(found) && !isAwaited(graph, node, found));
  if (certificate === undefined) return [];
  return [
    {
      resource: node.urn,
      codes: ["deploy"],
      hostnames,
      what: `Resource "${node.name}" takes certificate "${certificate.name}" before ACM has validated it, and AWS refuses a certificate that is not issued yet.`,
      fix: "Take the arn from certificateArn of an aws.acm.CertificateValidation of it, or name that in dependsOn.",
      related: [{ resource: certificate.urn, says: "is issued some time after it is made" }],
    },
  ];
}

/**
 * Reports whether ACM still has to issue a certificate once it is made: one that is imported or of a private authority
 * is there at once.
 * @see https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html
 */
function isPending(certificate: ResourceNode): boolean {
  const method = asText(certificate.inputs.validationMethod);
  const isValidated = typeof method === "string" && ["DNS", "EMAIL"].includes(method.toUpperCase());
  const isThereAtOnce = ["privateKey", "certificateBody", "certificateAuthorityArn"].some((name) =>
    isDeclared(certificate, name),
  );
  return certificate.kind === "managed" && isValidated && !isThereAtOnce && text(certificate, "status") !== "ISSUED";
}

/** A validation of nobody knows which certificate may be this one's. */
function isAwaited(graph: ResourceGraph, node: ResourceNode, certificate: ResourceNode): boolean {
  const validations = [
    ...graph.referring(certificate, types.certificateValidation, "certificateArn", "arn"),
    ...graph.adrift(types.certificateValidation, "certificateArn", [types.certificate], "arn"),
  ];
  return validations.some((validation) => waitsFor(graph, node, validation));
}
