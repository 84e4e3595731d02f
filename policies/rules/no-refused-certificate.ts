import type { Draft } from "../../src/findings/draft";
import { text } from "../../src/graph/read";
import type { ResourceNode } from "../../src/graph/resource";
import { types } from "../../src/graph/types";
import { fitsKey, hasIssued } from "../../src/reach/pem";
import { issuedPem, issuingPem, otherIssuingPem } from "../certificates";
import type { Site } from "../example";
import { definePolicy } from "../policy";
import { resource } from "../sites";

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

export default definePolicy({
  id: "no-refused-certificate",
  summary: "Disallow imported certificates whose key or chain belongs to another one",
  cause: "certificate-refused",
  kind: "outage",
  severity: "error",
  codes: ["deploy"],
  appliesTo: [types.certificate],
  docs: {
    why: [
      "ACM takes a certificate only with the private key that belongs to it, and with a chain that begins with its issuer.",
      "It refuses anything else in the middle of an update, when the listener that waits for the certificate is not made.",
    ].join(" "),
    unknownWhen: "The text of the certificate, of its chain or of its key is not known until deployment.",
    whenNotToUse: "There is no case for it.",
    sources: ["https://docs.aws.amazon.com/acm/latest/userguide/import-certificate-prerequisites.html"],
  },
  examples: {
    good: [{ title: "whose imported certificate has its own chain", add: imported(issuingPem) }],
    bad: [{ title: "whose imported certificate has the chain of another one", add: imported(otherIssuingPem) }],
  },
  alone: { type: types.certificate, check: judge },
  check({ graph }) {
    return graph
      .ofType(types.certificate)
      .filter(({ kind }) => kind === "managed")
      .flatMap(judge);
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
