import { expect, test } from "vitest";
import { codes, describeCode } from "../../src/cloudflare/codes";

test("titles every code as the visitor reads it", () => {
  expect(codes.map(({ code, title, answeredBy }) => [code, title, answeredBy])).toEqual([
    [403, "Forbidden", "origin"],
    [404, "Not Found", "origin"],
    [502, "Bad Gateway", "origin"],
    [503, "Service Unavailable", "origin"],
    [504, "Gateway Timeout", "origin"],
    [520, "Web server is returning an unknown error", "edge"],
    [521, "Web server is down", "edge"],
    [522, "Connection timed out", "edge"],
    [523, "Origin is unreachable", "edge"],
    [524, "A timeout occurred", "edge"],
    [525, "SSL handshake failed", "edge"],
    [526, "Invalid SSL certificate", "edge"],
    [530, "Origin cannot be resolved", "edge"],
    [1000, "DNS points to prohibited IP", "edge"],
    [1002, "DNS points to local or disallowed IP", "edge"],
    [1014, "CNAME cross-user banned", "edge"],
    [1016, "Origin DNS error", "edge"],
    [1033, "Cloudflare Tunnel error", "edge"],
    ["handshake", "The browser finds no common TLS version or cipher suite", "browser"],
    ["loop", "Too many redirects", "browser"],
    ["timeout", "The browser's own timeout", "browser"],
    ["deploy", "The deployment is refused", "deployment"],
  ]);
});

test.each(codes)("explains $code in one sentence and names its source", ({ edgeSaw, source }) => {
  expect(edgeSaw).toMatch(/^[A-Z][^.]+\.$/);
  expect(new URL(source).protocol).toBe("https:");
});

test("tells refused from dropped, which is the difference between 521 and 522", () => {
  expect(describeCode(521)?.edgeSaw).toBe("The origin refused the connection: it answered on the port with a reset.");
  expect(describeCode(522)?.edgeSaw).toBe(
    "Nothing answered the connection: the packets, or the answers to them, were dropped.",
  );
  expect(describeCode(527)).toBeUndefined();
});
