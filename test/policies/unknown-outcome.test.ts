import { expect, test } from "vitest";
import { unknownHostnames } from "../../policies/unknown-outcome";
import type { JudgedDial, Outcome, ReachRow } from "../../src/reach/reach-types";
import type { Doubt } from "../../src/reach/verdict";

const port: Doubt = { hop: "listener", resource: "urn:alb", why: "the port is not known" };
const group: Doubt = { hop: "security-group", resource: "urn:sg", why: "the group is not known" };

function dial(doubts: readonly Doubt[]): JudgedDial {
  return { target: "alb", resource: "urn:alb", port: 443, tls: "verified", outcome: "unknown", failures: [], doubts };
}

function row(
  hostname: string,
  visitor: ReachRow["visitor"],
  family: 4 | 6,
  { outcome = "unknown" as Outcome, doubts = [port] } = {},
): ReachRow {
  const dials = [dial(doubts)];
  const rest = {
    reaches: null,
    idle: [],
    ranges: [],
    codes: [],
    failure: null,
    reasons: [],
    doubt: null,
    resource: `urn:${hostname}`,
  };
  return { hostname, visitor, family, outcome, dials, ...rest };
}

const https = { scheme: "https", port: 443 } as const;

test("tells each hostname once, with its visitors and every reason once", () => {
  const rows = [
    row("a.example.com", { scheme: "http", port: 80 }, 4),
    row("a.example.com", https, 6, { doubts: [port, group] }),
    row("a.example.com", https, 4),
    row("a.example.com", { scheme: "https", port: 8443 }, 4),
    row("b.example.com", https, 4, { doubts: [group] }),
  ];
  expect(unknownHostnames({ rows })).toEqual([
    {
      hostname: "a.example.com",
      resource: "urn:a.example.com",
      visitors: ["http (IPv4)", "https (IPv4 and IPv6)", "https :8443 (IPv4)"],
      doubts: [port, group],
    },
    { hostname: "b.example.com", resource: "urn:b.example.com", visitors: ["https (IPv4)"], doubts: [group] },
  ]);
});

test("leaves out what is known, good or bad", () => {
  const rows = (["ok", "redirected", "fails"] as const).map((outcome) => row("a.example.com", https, 4, { outcome }));
  expect(unknownHostnames({ rows })).toEqual([]);
});
