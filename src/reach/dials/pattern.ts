import { notKnown, type Unknown } from "../../graph/value";

/** Whether a condition holds for a request: for each of those that are meant, for none, or nobody can tell. */
export type Truth = boolean | Unknown;

/**
 * Compares what is known of a text with a pattern. In both `*` stands for any characters: `https://www.example.com/*`
 * is every address of a hostname. True where the pattern matches all that the text may be, false where it matches none.
 */
export function matchPattern(text: string, pattern: string): Truth {
  if (covers(pattern, text)) return true;
  return text.includes("*") && overlaps(text, pattern) ? notKnown : false;
}

/** Reports whether a pattern matches a text; a `*` in the text is matched by a `*` alone. */
function covers(pattern: string, text: string): boolean {
  const parts = pattern.split("*");
  const [first = "", ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return pattern === text;
  if (!text.startsWith(first)) return false;
  let from = first.length;
  for (const part of rest) {
    const at = text.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return text.length - last.length >= from && text.endsWith(last);
}

/** Reports whether some text matches both patterns: row by row over the first, whether its rest fits each rest of the second. */
function overlaps(a: string, b: string): boolean {
  let below = Array.from({ length: b.length + 1 }, (_, j) => /^\**$/.test(b.slice(j)));
  for (const first of [...a].toReversed()) {
    const row = new Array<boolean>(b.length + 1).fill(false);
    row[b.length] = first === "*" && below[b.length] === true;
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const isOpen = first === "*" || b[j] === "*";
      row[j] = isOpen ? below[j] === true || row[j + 1] === true : first === b[j] && below[j + 1] === true;
    }
    below = row;
  }
  return below[0] === true;
}

/** Joins two conditions: one that never holds settles it, whatever the other is. */
export function bothHold(a: Truth, b: Truth): Truth {
  if (a === false || b === false) return false;
  return a === true && b === true ? true : notKnown;
}
