import type { LabObservation } from "./world";

/** What a visitor sees of one connection of the edge: a page, a redirect, or a code. */
export type Seen =
  | { readonly kind: "page" }
  | { readonly kind: "redirect"; readonly location: string }
  | { readonly kind: "code"; readonly code: number };

/**
 * Turns what happened on the socket into what Cloudflare shows. Pages read 2026-11-23.
 *
 * - refused: 521, https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-521/
 * - no answer to the SYN: 522, …/error-522/
 * - no route: 523, …/error-523/
 * - no answer to a request that was taken: 524, …/error-524/
 * - the handshake fails: 525, …/error-525/
 * - the certificate is not accepted: 526, …/error-526/
 * - an empty, cut or malformed answer: 520, …/error-520/
 */
export function seenOf(observation: LabObservation): Seen {
  switch (observation.stage) {
    case "connect":
      return code(connectCodes[observation.error] ?? 522);
    case "handshake":
      return code(525);
    case "certificate":
      return code(526);
    case "request":
      return code(observation.error === "ETIMEDOUT" ? 524 : 520);
    case "answer":
      return answered(observation.status, observation.location);
  }
}

const connectCodes: Readonly<Record<string, number>> = {
  ECONNREFUSED: 521,
  ECONNRESET: 521,
  ETIMEDOUT: 522,
  EHOSTUNREACH: 523,
  ENETUNREACH: 523,
};

function answered(status: number, location: string | undefined): Seen {
  if (status >= 400) return code(status);
  return status >= 300 && location !== undefined ? { kind: "redirect", location } : { kind: "page" };
}

function code(value: number): Seen {
  return { kind: "code", code: value };
}
