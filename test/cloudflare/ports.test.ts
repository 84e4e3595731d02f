import { expect, test } from "vitest";
import { httpPorts, httpsPorts, isProxiedPort } from "../../src/cloudflare/ports";

test("lists the ports that Cloudflare proxies, 80 and 443 first", () => {
  expect(httpPorts).toEqual([80, 2052, 2082, 2086, 2095, 8080, 8880]);
  expect(httpsPorts).toEqual([443, 2053, 2083, 2087, 2096, 8443]);
});

test.each([
  ["http", 80, true],
  ["http", 8080, true],
  ["https", 443, true],
  ["https", 8443, true],
  ["http", 443, false],
  ["https", 80, false],
  ["https", 8080, false],
  ["http", 3000, false],
] as const)("says of %s on port %i that it is proxied: %s", (scheme, port, proxied) => {
  expect(isProxiedPort(scheme, port)).toBe(proxied);
});
