import type { Report } from "./schema";

/**
 * What a reader does not see, or sees as something else: control characters, which steer terminals and end lines; marks
 * that turn the direction of writing; separators without a width; and what XML cannot hold.
 * @see https://www.w3.org/TR/xml/#charsets
 * @see https://trojansource.codes read 2026-11-23
 */
const hidden = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff]/gu;

const short: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Makes a text of unknown origin safe to stand on a line of its own: what is hidden in it is written out, and what a
 * GitHub runner takes for a command is not one any more.
 * @see https://github.com/actions/runner/blob/v2.328.0/src/Runner.Common/ActionCommand.cs
 */
export function visible(text: string): string {
  return text
    .replace(hidden, (character) => short[character] ?? codePoint(character))
    .replace(/^(\s*)::/, "$1\\::")
    .replaceAll("##[", "##\\[");
}

/** Gives a report whose texts are all visible; programs that nobody trusts have written them. */
export function visibleReport(report: Report): Report {
  const text = JSON.stringify(report, (_key, value: unknown) => (typeof value === "string" ? visible(value) : value));
  // Only texts have changed, and the words of a report have nothing hidden in them.
  return JSON.parse(text) as Report;
}

function codePoint(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}
