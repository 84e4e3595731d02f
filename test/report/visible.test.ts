import { describe, expect, test } from "vitest";
import { visible, visibleReport } from "../../src/report/visible";
import { fullReport } from "./sample";

describe("a text of unknown origin", () => {
  test.each([
    ["a\u001b[31mb", "a\\u{1b}[31mb"],
    ["a\nb\tc\rd", "a\\nb\\tc\\rd"],
    ["a\u009bb", "a\\u{9b}b"],
    ["a\u202eb", "a\\u{202e}b"],
    ["a\ud800b", "a\\u{d800}b"],
    ["a\uffffb", "a\\u{ffff}b"],
    ["::error::x", "\\::error::x"],
    ["  ::error::x", "  \\::error::x"],
    ["see ##[error]x", "see ##\\[error]x"],
    ["urn:pulumi:dev::shop::t::n", "urn:pulumi:dev::shop::t::n"],
    ["café 🙂 日本", "café 🙂 日本"],
  ])("%j is shown as %j", (text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  test("changes nothing of a report that hides nothing", () => {
    expect(visibleReport(fullReport())).toEqual(fullReport());
  });
});
