import { outagesOf } from "../../src/findings/outages";
import { types } from "../../src/graph/types";
import { expiredPem, issuedPem, issuingPem } from "../certificates";
import type { Inputs, Site } from "../example";
import { offPath } from "../off-path-types";
import { definePolicy } from "../policy";
import { resource } from "../sites";

/** The site with a certificate that somebody imported, and an alarm before it expires. */
function imported(pem: Inputs): Site {
  return {
    certificate: resource(types.certificate, { privateKey: "(the key)", ...pem }),
    expiry: resource(offPath.metricAlarm, {
      namespace: "AWS/CertificateManager",
      metricName: "DaysToExpiry",
      comparisonOperator: "LessThanThreshold",
      evaluationPeriods: 1,
      threshold: 30,
    }),
  };
}

export default definePolicy({
  id: "no-expired-certificate",
  summary: "Disallow certificates that are out of date wherever the edge validates them",
  cause: "certificate-expired",
  kind: "outage",
  severity: "error",
  codes: [526],
  appliesTo: [types.certificate, types.serverCertificate],
  docs: {
    why: [
      "In the strict modes the edge refuses a certificate that is expired or not valid yet, and all visitors see error 526.",
      "An imported certificate carries its dates in its text, so that nobody has to wait for the day.",
    ].join(" "),
    unknownWhen: "The certificate's text is not known until deployment, or ACM issues it.",
    whenNotToUse: "There is no case for it in a strict mode.",
    sources: [
      "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-526/",
      "https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/full-strict/",
    ],
  },
  examples: {
    good: [
      {
        title: "with an imported certificate that is valid",
        add: imported({ certificateBody: issuedPem, certificateChain: issuingPem }),
      },
    ],
    bad: [
      {
        title: "with an imported certificate that expired in 2021",
        add: imported({ certificateBody: expiredPem, certificateChain: issuingPem }),
      },
    ],
  },
  check({ reach }) {
    return outagesOf(reach, "certificate-expired");
  },
});
