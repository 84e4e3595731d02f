import { types } from "../../graph/types";
import type { Noise } from "./noise";

const dates: readonly string[] = ["notBefore", "notAfter", "pendingRenewal", "renewalEligibility", "renewalSummaries"];

/** A certificate of ACM that was issued or renewed; one that expired or failed is none of this. */
export const certificateLife: Noise = {
  id: "certificate-life",
  why: "ACM issued or renewed the certificate, as it is there to do.",
  sources: [
    "https://docs.aws.amazon.com/acm/latest/APIReference/API_CertificateDetail.html",
    "https://docs.aws.amazon.com/acm/latest/userguide/managed-renewal.html",
  ],
  isNoise: ({ property, before, after }, { type, is }) => {
    if (type !== types.certificate || is.status !== "ISSUED") return false;
    if (property === "status") return before === "PENDING_VALIDATION";
    if (property !== "notAfter") return dates.includes(property);
    return typeof after === "string" && (typeof before !== "string" || Date.parse(after) >= Date.parse(before));
  },
};
