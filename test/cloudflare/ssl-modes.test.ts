import { describe, expect, test } from "vitest";
import { httpPorts, httpsPorts } from "../../src/cloudflare/ports";
import { edgeDial, isSslMode, sslModes } from "../../src/cloudflare/ssl-modes";

describe("edgeDial", () => {
  test.each([
    ["off", "http", 80, { kind: "dials", port: 80, tls: "none" }],
    ["off", "http", 8080, { kind: "dials", port: 8080, tls: "none" }],
    ["off", "https", 443, { kind: "redirects", to: "http" }],
    ["off", "https", 8443, { kind: "undocumented" }],
    ["flexible", "http", 80, { kind: "dials", port: 80, tls: "none" }],
    ["flexible", "https", 443, { kind: "dials", port: 80, tls: "none" }],
    ["flexible", "https", 8443, { kind: "dials", port: 8443, tls: "unverified" }],
    ["full", "http", 80, { kind: "dials", port: 80, tls: "none" }],
    ["full", "https", 443, { kind: "dials", port: 443, tls: "unverified" }],
    ["full", "https", 2096, { kind: "dials", port: 2096, tls: "unverified" }],
    ["strict", "http", 80, { kind: "dials", port: 80, tls: "none" }],
    ["strict", "http", 2052, { kind: "dials", port: 2052, tls: "none" }],
    ["strict", "https", 443, { kind: "dials", port: 443, tls: "verified" }],
    ["strict", "https", 8443, { kind: "dials", port: 8443, tls: "verified" }],
    ["origin_pull", "http", 80, { kind: "dials", port: 443, tls: "verified" }],
    ["origin_pull", "http", 8080, { kind: "undocumented" }],
    ["origin_pull", "https", 443, { kind: "dials", port: 443, tls: "verified" }],
  ] as const)("in mode %s carries %s visitors on port %i to the origin as %j", (mode, scheme, port, expected) => {
    expect(edgeDial(mode, { scheme, port })).toEqual(expected);
  });

  test.each(sslModes)("in mode %s serves no visitor on a port that is not proxied", (mode) => {
    expect(edgeDial(mode, { scheme: "https", port: 9443 })).toEqual({ kind: "not-proxied" });
    expect(edgeDial(mode, { scheme: "https", port: 80 })).toEqual({ kind: "not-proxied" });
  });

  test("validates the certificate on no port outside strict and origin_pull", () => {
    const verified = sslModes.filter((mode) =>
      [
        ...httpPorts.map((port) => edgeDial(mode, { scheme: "http", port })),
        ...httpsPorts.map((port) => edgeDial(mode, { scheme: "https", port })),
      ].some((dial) => dial.kind === "dials" && dial.tls === "verified"),
    );
    expect(verified).toEqual(["strict", "origin_pull"]);
  });
});

test("knows Cloudflare's modes by name", () => {
  expect(isSslMode("strict")).toBe(true);
  expect(isSslMode("full_strict")).toBe(false);
});
