import type { Draft } from "../../src/findings/draft";
import { outagesOf } from "../../src/findings/outages";
import { text } from "../../src/graph/read";
import type { ResourceNode } from "../../src/graph/resource";
import { types } from "../../src/graph/types";
import { fitsKey, hasIssued } from "../../src/reach/pem";
import { issuedPem, issuingPem, otherIssuingPem } from "../certificates";
import type { Example, Site } from "../example";
import { definePolicy } from "../policy";
import { output, resource } from "../sites";

/** A certificate beside the site, imported with a chain. */
function imported(certificateChain: string): Site {
  return {
    spare: resource(types.certificate, {
      certificateBody: issuedPem,
      certificateChain,
      privateKey: "(the key)",
    }),
  };
}

/** The site behind a distribution whose certificate is made in a region. */
function distributed(region: string): Pick<Example, "add" | "set"> {
  return {
    add: {
      cdn: resource(types.distribution, {
        enabled: true,
        aliases: ["www.example.com"],
        viewerCertificate: { acmCertificateArn: output("validation", "certificateArn"), sslSupportMethod: "sni-only" },
        defaultCacheBehavior: { viewerProtocolPolicy: "redirect-to-https" },
      }),
    },
    set: { certificate: { region }, www: { content: output("cdn", "domainName") } },
  };
}

export default definePolicy({
  id: "no-refused-certificate",
  summary: "Disallow certificates that ACM or CloudFront refuses",
  cause: "certificate-refused",
  kind: "outage",
  severity: "error",
  codes: ["deploy"],
  appliesTo: [types.certificate, types.distribution],
  docs: {
    why: [
      "ACM takes a certificate only with the private key that belongs to it, and with a chain that begins with its issuer.",
      "It refuses anything else in the middle of an update, when the listener that waits for the certificate is not made.",
      "CloudFront takes a certificate of ACM only from the region us-east-1, wherever the rest of the program is.",
    ].join(" "),
    unknownWhen:
      "The text of the certificate, of its chain or of its key is not known until deployment, or the environment decides the region.",
    whenNotToUse: "There is no case for it.",
    sources: [
      "https://docs.aws.amazon.com/acm/latest/userguide/import-certificate-prerequisites.html",
      "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html",
    ],
  },
  examples: {
    good: [
      { title: "whose imported certificate has its own chain", add: imported(issuingPem) },
      { title: "whose distribution has its certificate in us-east-1", ...distributed("us-east-1") },
    ],
    bad: [
      { title: "whose imported certificate has the chain of another one", add: imported(otherIssuingPem) },
      { title: "whose distribution has its certificate in another region", ...distributed("eu-west-1") },
    ],
  },
  alone: { type: types.certificate, check: judge },
  check({ graph, reach }) {
    const imports = graph.ofType(types.certificate).filter(({ kind }) => kind === "managed");
    return [...imports.flatMap(judge), ...outagesOf(reach, "certificate-refused")];
  },
});

function judge(certificate: ResourceNode): readonly Draft[] {
  const [body, chain, key] = ["certificateBody", "certificateChain", "privateKey"].map((name) =>
    text(certificate, name),
  );
  if (typeof body !== "string") return [];
  const wrong = [
    typeof chain === "string" && hasIssued(chain, body) === false
      ? [`The chain of certificate "${certificate.name}" begins with one that did not issue it.`, "certificateChain"]
      : [],
    typeof key === "string" && fitsKey(body, key) === false
      ? [`The private key of certificate "${certificate.name}" belongs to another certificate.`, "privateKey"]
      : [],
  ];
  return wrong.flatMap(([what, property]): readonly Draft[] =>
    what === undefined || property === undefined
      ? []
      : [
          {
            resource: certificate.urn,
            codes: ["deploy"],
            hostnames: [],
            what,
            fix: `Set ${property} to what was issued with the certificate.`,
            related: [],
            key: property,
          },
        ],
  );
}
