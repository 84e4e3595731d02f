import { expect, test } from "vitest";
import { notKnown } from "../../../src/graph/value";
import { matchPattern, type Truth } from "../../../src/reach/dials/pattern";

test.each<readonly [text: string, pattern: string, holds: Truth]>([
  ["www.example.com", "www.example.com", true],
  ["www.example.com", "*.example.com", true],
  ["www.example.com", "www.*", true],
  ["www.example.com", "*.*.com", true],
  ["www.example.com", "*example*example*", false],
  ["www.example.com", "www.example.com*.com", false],
  ["https://www.example.com/*", "https://*.example.com/*", true],
  ["https://www.example.com/*", "https://www.example.com/admin/*", notKnown],
  ["https://www.example.com/*", "http://www.example.com/*", false],
])("whether %s is all that %s means", (text, pattern, holds) => {
  expect(matchPattern(text, pattern)).toBe(holds);
});
