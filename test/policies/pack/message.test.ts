import { describe, expect, test } from "vitest";
import { findingMessage, unknownMessage } from "../../../policies/pack/message";
import type { Finding } from "../../../src/findings/finding";

const finding: Finding = {
  id: "require-listener:urn:pulumi:s::p::aws:lb/loadBalancer:LoadBalancer::alb:443",
  policy: "require-listener",
  cause: "nothing-listens",
  kind: "outage",
  severity: "error",
  resource: "urn:pulumi:s::p::aws:lb/loadBalancer:LoadBalancer::alb",
  codes: [521, 522],
  hostnames: ["www.example.com"],
  what: "Nothing listens.",
  fix: "Add a listener.",
  docs: "https://example.com/require-listener.md",
  related: [{ resource: "urn:pulumi:s::p::aws:lb/listener:Listener::http", says: "listens on port 80" }],
};

function consequenceOf(change: Partial<Finding>): string | undefined {
  return findingMessage({ ...finding, ...change }).split("\n")[1];
}

const six = ["a", "b", "c", "d", "e", "f"];

describe("findingMessage", () => {
  test("says what is wrong, what it does, why, what to do and where to read on", () => {
    expect(findingMessage(finding)).toBe(`Nothing listens.
  visitors of www.example.com see error 521 or 522
  evidence: http: listens on port 80
  fix: Add a listener.
  docs: https://example.com/require-listener.md`);
  });

  test("does not promise that a hazard is seen already", () => {
    expect(consequenceOf({ kind: "hazard", codes: [522, 521, 523] })).toBe(
      "  visitors of www.example.com may come to see error 522, 521 or 523",
    );
  });

  test("writes out what is no number", () => {
    expect(consequenceOf({ codes: ["loop"] })).toBe("  visitors of www.example.com see a redirect loop");
    expect(consequenceOf({ codes: ["timeout"] })).toBe("  visitors of www.example.com see a timeout of the browser");
    expect(consequenceOf({ codes: ["deploy", 1002] })).toBe(
      "  visitors of www.example.com see error 1002 or no deployment, since the API refuses it",
    );
  });

  test("names five hostnames and facts, and counts the rest", () => {
    expect(consequenceOf({ hostnames: six })).toBe("  visitors of a, b, c, d, e and 1 more see error 521 or 522");
    const related = six.map((says) => ({ resource: "urn:x", says }));
    expect(
      findingMessage({ ...finding, related })
        .split("\n")
        .slice(6, 8),
    ).toEqual(["  evidence: urn:x: e", "  and 1 more"]);
  });

  test("speaks of visitors where no hostname is known", () => {
    expect(consequenceOf({ hostnames: [] })).toBe("  visitors see error 521 or 522");
  });
});

test("unknownMessage says of whom nothing can be said, and why", () => {
  const message = unknownMessage({
    hostname: "www.example.com",
    resource: "urn:www",
    visitors: ["http (IPv4)", "https (IPv4 and IPv6)"],
    doubts: [{ hop: "listener", resource: "urn:alb", why: "the port is not known until deployment" }],
  });
  expect(message).toBe(`www.example.com cannot be judged for http (IPv4) and https (IPv4 and IPv6) visitors.
  unknown: the port is not known until deployment
  docs: https://github.com/no521/no521/blob/main/docs/policies/require-known-outcome.md`);
});
