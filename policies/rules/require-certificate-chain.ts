import { outagesOf } from "../../src/findings/outages";
import { types } from "../../src/graph/types";
import { issuedPem, issuingPem, originCaPem } from "../certificates";
import type { Inputs } from "../example";
import { definePolicy } from "../policy";
import { resource } from "../sites";

/** The certificate that the site's listener names, kept by IAM. */
function kept(pem: Inputs) {
  return {
    validation: resource(types.serverCertificate, { name: "site", privateKey: "(the key)", ...pem }),
  };
}

export default definePolicy({
  id: "require-certificate-chain",
  summary: "Require the chain of every imported certificate that the edge validates",
  cause: "certificate-chain-incomplete",
  kind: "outage",
  severity: "error",
  codes: [526],
  appliesTo: [types.certificate, types.serverCertificate],
  docs: {
    why: [
      "Public authorities issue by intermediate certificates, and the edge knows the roots alone.",
      "A server that shows its own certificate without the one that issued it cannot be validated, which is error 526, although a browser that met the intermediate elsewhere may show no error.",
      "A certificate of Cloudflare's Origin CA needs no chain.",
    ].join(" "),
    unknownWhen: "The certificate's text is not known until deployment.",
    whenNotToUse: "The account's Custom Origin Trust Store, which this program does not declare, holds the issuer.",
    sources: [
      "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-526/",
      "https://docs.aws.amazon.com/acm/latest/userguide/import-certificate-prerequisites.html",
      "https://github.com/cloudflare/cfssl_trust",
    ],
  },
  examples: {
    good: [
      {
        title: "with an imported certificate and its chain",
        add: kept({ certificateBody: issuedPem, certificateChain: issuingPem }),
      },
      { title: "with a certificate of the Origin CA", add: kept({ certificateBody: originCaPem }) },
    ],
    bad: [{ title: "with an imported certificate alone", add: kept({ certificateBody: issuedPem }) }],
  },
  check({ reach }) {
    return outagesOf(reach, "certificate-chain-incomplete");
  },
});
