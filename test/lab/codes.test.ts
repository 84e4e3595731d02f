import { expect, test } from "vitest";
import { seenOf } from "./codes";
import type { LabObservation } from "./world";

const table: readonly (readonly [string, LabObservation, ReturnType<typeof seenOf>])[] = [
  ["a refused connection is 521", { stage: "connect", error: "ECONNREFUSED" }, { kind: "code", code: 521 }],
  ["a connection without an answer is 522", { stage: "connect", error: "ETIMEDOUT" }, { kind: "code", code: 522 }],
  ["a router without a route is 523", { stage: "connect", error: "EHOSTUNREACH" }, { kind: "code", code: 523 }],
  ["a request without an answer is 524", { stage: "request", error: "ETIMEDOUT" }, { kind: "code", code: 524 }],
  ["a handshake that fails is 525", { stage: "handshake", error: "ECONNRESET" }, { kind: "code", code: 525 }],
  [
    "a certificate that is not accepted is 526",
    { stage: "certificate", error: "CERT_HAS_EXPIRED" },
    { kind: "code", code: 526 },
  ],
  ["an answer that is cut off is 520", { stage: "request", error: "ECONNRESET" }, { kind: "code", code: 520 }],
  ["an empty answer is 520", { stage: "request", error: "empty" }, { kind: "code", code: 520 }],
  [
    "an error of the origin is passed on",
    { stage: "answer", status: 503, location: undefined },
    { kind: "code", code: 503 },
  ],
  ["a page is a page", { stage: "answer", status: 200, location: undefined }, { kind: "page" }],
  [
    "a redirect is followed",
    { stage: "answer", status: 301, location: "https://example.com/" },
    { kind: "redirect", location: "https://example.com/" },
  ],
  ["a redirect to nowhere is a page", { stage: "answer", status: 304, location: undefined }, { kind: "page" }],
];

test.each(table)("%s", (_, observation, seen) => {
  expect(seenOf(observation)).toEqual(seen);
});
