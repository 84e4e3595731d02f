import { describe, expect, test } from "vitest";
import { evaluate, holds, type LabRequest } from "./expression";
import { NotShown } from "./not-shown";

const request: LabRequest = { scheme: "https", host: "www.example.com", path: "/shop" };

describe("an expression for https://www.example.com/shop", () => {
  test.each([
    "true",
    'http.host eq "www.example.com"',
    '(http.host == "www.example.com")',
    'http.host ne "example.com"',
    'http.host in {"example.com" "www.example.com"}',
    'http.host contains "example"',
    'ends_with(http.host, ".example.com")',
    'starts_with(http.request.uri.path, "/sh")',
    'http.host wildcard "*.EXAMPLE.com"',
    'lower("WWW") eq "www"',
    "ssl",
    "not (not ssl)",
    'http.host eq "a" or ssl and http.request.uri.path eq "/shop"',
    "true xor false",
    'http.request.full_uri eq r"https://www.example.com/shop"',
  ])("holds: %s", (expression) => {
    expect(holds(expression, request)).toBe(true);
  });

  test.each([
    "false",
    "not ssl",
    'http.host strict wildcard "*.EXAMPLE.com"',
    'http.host eq "a" and ssl or false',
    "ssl xor true",
    'not http.host in {"www.example.com"}',
    'http.host wildcard "example.com*"',
  ])("does not hold: %s", (expression) => {
    expect(holds(expression, request)).toBe(false);
  });

  test.each([
    ['concat("https://", http.host, http.request.uri.path)', "https://www.example.com/shop"],
    [
      // biome-ignore lint/suspicious/noTemplateCurlyInString: because the placeholders are Cloudflare's own
      'wildcard_replace(http.request.full_uri, r"https://*/*", r"http://${1}/new/${2}")',
      "http://www.example.com/new/shop",
    ],
    ['wildcard_replace(http.host, "a*", "b")', "www.example.com"],
  ])("writes an address: %s", (expression, address) => {
    expect(evaluate(expression, request)).toBe(address);
  });

  test.each(["ip.src in {192.0.2.1}", "http.host eq", "cf.bot_management.score gt 30", "(true", "true true"])(
    "is not guessed at: %s",
    (expression) => {
      expect(() => holds(expression, request)).toThrow(NotShown);
    },
  );
});
