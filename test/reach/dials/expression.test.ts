import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { notKnown } from "../../../src/graph/value";
import type { EdgeRequest } from "../../../src/reach/dials/conditions";
import { readExpression } from "../../../src/reach/dials/expression";
import { matchPattern } from "../../../src/reach/dials/pattern";

const https: EdgeRequest = { host: "www.example.com", scheme: "https", port: 443 };
const http: EdgeRequest = { host: "www.example.com", scheme: "http", port: 80 };

describe("an expression about the hostname", () => {
  test.each([
    ["true", true],
    ["false", false],
    ['http.host eq "www.example.com"', true],
    ['http.host == "api.example.com"', false],
    ['http.host ne "api.example.com"', true],
    ['(http.host eq "www.example.com")', true],
    ['http.host in {"example.com" "www.example.com"}', true],
    ['not http.host in {"example.com"}', true],
    ['http.host contains "example"', true],
    ['ends_with(http.host, ".example.com")', true],
    ['starts_with(http.host, "api.")', false],
    ['lower(http.host) eq "www.example.com"', true],
    ['http.host wildcard "*.EXAMPLE.com"', true],
    ['http.host strict wildcard "*.EXAMPLE.com"', false],
    ['http.request.full_uri wildcard r"https://www.example.com/*"', true],
    ['http.request.full_uri wildcard "http*://*.example.com/*"', true],
    ['http.request.full_uri wildcard "http://*"', false],
    ["ssl", true],
    ["not ssl", false],
    ["cf.edge.server_port in {80 443}", true],
    ["cf.edge.server_port eq 8443", false],
    ['http.host eq "www.example.com" and not ssl or true', true],
    ['starts_with(http.request.uri.path, "/")', true],
    ['http.host matches "^www"', true],
    ['http.host ~ "^www[.]example"', notKnown],
    [String.raw`http.host matches "^(www|api)\\.example\\.com$"`, true],
    [String.raw`http.host matches r"^(www|api)\.example\.com$"`, true],
    [String.raw`http.host matches r"^(?:shop|api)\.example\.com$"`, false],
    [String.raw`http.host matches r"^[a-z]+\.example\.org$"`, false],
    [String.raw`http.host matches r"^.*\.example\.com$"`, true],
    [String.raw`http.host matches r"^(www\.)?example\.com$"`, true],
    ['http.host matches "^api" or http.host eq "www.example.com"', true],
    ['upper(http.host) eq "WWW.EXAMPLE.COM"', true],
    ["cf.edge.server_port in {400..500}", true],
    ["cf.edge.server_port in {8000..9000}", false],
    ['len(http.host) > 99 and http.host eq "api.example.com"', false],
    ['any(http.request.headers["x"][*] == "1") and http.host eq "api.example.com"', false],
    ['cf.client.bot and http.host eq "api.example.com"', false],
    ['substring(http.host, 0, 3) eq "api" or http.host eq "www.example.com"', true],
    ['ends_with(http.host, concat(".", cf.zone.name)) and false', false],
  ])("says of %s whether it is true of every request", (expression, truth) => {
    expect(readExpression(expression)(https)).toBe(truth);
  });

  test.each([
    'http.host eq "www.example.com" and http.request.uri.path eq "/admin"',
    'http.request.full_uri wildcard "https://www.example.com/admin/*"',
    'ip.src.country eq "GB"',
    'http.host matches "^(?i)WWW"',
    String.raw`http.host matches r"^[a-z]+\.example\.com$"`,
    String.raw`http.host matches r"\bwww"`,
    'http.host matches "www("',
    'http.host matches "*"',
    "cf.client.bot",
    "len(http.host) > 9",
    "cf.edge.server_port in {400..}",
    'concat(http.host, "a") eq "www.example.coma"',
    'lookup(http.host eq "www.example.com"',
    "ip.src in $office",
    "ip.src in {192.0.2.0/24 2001:db8::/32}",
    'any(http.request.headers["x"][*] == "1")',
    "http.host eq",
    '(http.host eq "www.example.com"',
    'http.host eq "www.example.com" }',
    "",
    "cf.threat_score gt 10",
    "(".repeat(4000),
    "not ".repeat(1000),
    `http.host eq "${"a".repeat(4096)}"`,
  ])("does not know of %s whether it is", (expression) => {
    expect(readExpression(expression)(https)).toBe(notKnown);
  });

  test("decides where one side alone settles it", () => {
    expect(readExpression('http.request.uri.path eq "/a" and http.host eq "other.example.com"')(https)).toBe(false);
    expect(readExpression('http.request.uri.path eq "/a" or http.host eq "www.example.com"')(https)).toBe(true);
    expect(readExpression('ssl xor http.request.uri.path eq "/a"')(https)).toBe(notKnown);
    expect(readExpression("ssl xor false")(https)).toBe(true);
  });

  test("tells http from https visitors", () => {
    expect(readExpression('http.request.full_uri wildcard "http://*"')(http)).toBe(true);
    expect(readExpression("not ssl")(http)).toBe(true);
  });

  test("binds and before xor before or", () => {
    expect(readExpression("true or true and false")(https)).toBe(true);
    expect(readExpression("true or true xor true")(https)).toBe(true);
    expect(readExpression("true xor true and false")(https)).toBe(true);
  });

  test("leaves a regular expression open for the names alone that it may match", () => {
    const matches = readExpression(String.raw`http.host matches r"^(api|[a-z]+-eu)\.example\.com$"`);
    const of = (host: string) => matches({ ...https, host });
    expect(
      ["api.example.com", "www-eu.example.com", "www.example.com", "*.example.com", "*.example.org"].map(of),
    ).toEqual([true, notKnown, false, notKnown, false]);
  });

  test("gives up on an expression with very many alternatives", () => {
    const many = `^${"(a|b)".repeat(40)}$`;
    expect(readExpression(`http.host matches "${many}"`)(https)).toBe(notKnown);
  });

  test("leaves open which names a wildcard record answers to", () => {
    const any = { ...https, host: "*.example.com" };
    expect(readExpression('http.host eq "www.example.com"')(any)).toBe(notKnown);
    expect(readExpression('http.host eq "www.example.org"')(any)).toBe(false);
    expect(readExpression('ends_with(http.host, ".example.com")')(any)).toBe(true);
  });

  test("is read without a throw, whatever it holds", () => {
    const parts = fc.constantFrom(
      "http.host",
      "eq",
      "in",
      "{",
      "}",
      "(",
      ")",
      '"a"',
      "not",
      "and",
      "or",
      "ssl",
      ",",
      "lower",
      "[",
      "]",
      "*",
      "len",
      "matches",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(parts).map((words) => words.join(" ")),
        ),
        (expression) => {
          expect([true, false, notKnown]).toContain(readExpression(expression)(https));
        },
      ),
    );
  });
});

test("a pattern says of a partly known text what it says of every text that this may be", () => {
  const glob = fc.array(fc.constantFrom("a", "b", "*"), { maxLength: 6 }).map((letters) => letters.join(""));
  const filling = fc.array(fc.constantFrom("a", "b", ""), { minLength: 6, maxLength: 6 });
  fc.assert(
    fc.property(glob, glob, filling, (text, pattern, fillings) => {
      let next = 0;
      const whole = text.replace(/\*/g, () => fillings[next++] ?? "");
      const claim = matchPattern(text, pattern);
      if (claim !== notKnown) expect(matchPattern(whole, pattern)).toBe(claim);
    }),
  );
});

test("a regular expression that is read says of every text what the language's own says", () => {
  const atom = fc.constantFrom("a", "b", ".", String.raw`\.`, "[ab]", "(a|b)", "(?:a|.b)", String.raw`\w`);
  const quantifier = fc.constantFrom("", "", "?", "*", "+", "{2}");
  const body = fc.array(
    fc.tuple(atom, quantifier).map(([one, many]) => one + many),
    { maxLength: 4 },
  );
  const expression = fc
    .tuple(fc.constantFrom("", "^"), body, fc.constantFrom("", "$"), fc.option(body))
    .map(([start, main, end, other]) => start + main.join("") + end + (other === null ? "" : `|${other.join("")}`));
  const text = fc.string({ unit: fc.constantFrom("a", "b", ".", "-"), maxLength: 5 });
  fc.assert(
    fc.property(expression, text, (regex, host) => {
      const claim = readExpression(`http.host matches r#"${regex}"#`)({ ...https, host });
      if (claim !== notKnown) expect(claim).toBe(new RegExp(regex, "s").test(host));
    }),
    { numRuns: 2000 },
  );
});
