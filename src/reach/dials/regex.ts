/** Texts that a regular expression matches: `*` stands for any characters. */
export interface RegexPattern {
  readonly pattern: string;
  /** False where the expression matches only some of what the pattern does. */
  readonly isExact: boolean;
}

/** Nobody writes more alternatives into one expression, and reading must end. */
const mostPatterns = 64;

/**
 * Reads a regular expression as patterns with stars, none of which it matches more than; undefined where it holds what is
 * not read, such as a look-around or a flag. What stands for some characters alone, such as `[a-z]+`, makes a pattern
 * that is wider than the expression.
 * @see https://developers.cloudflare.com/ruleset-engine/rules-language/operators/ "matches", read 2026-12-01
 * @see https://docs.rs/regex/latest/regex/#syntax
 */
export function regexPatterns(expression: string): readonly RegexPattern[] | undefined {
  const reader = new Reader(expression);
  const read = reader.alternatives();
  return read === undefined || !reader.isAtEnd ? undefined : read.map(unanchored);
}

const start = "^";
const end = "$";

/** What no anchor holds may stand anywhere in the text. */
function unanchored({ pattern, isExact }: RegexPattern): RegexPattern {
  const from = pattern.startsWith(start) ? pattern.slice(1) : `*${pattern}`;
  return { pattern: from.endsWith(end) ? from.slice(0, -1) : `${from}*`, isExact };
}

const anything: readonly RegexPattern[] = [{ pattern: "*", isExact: true }];
const something: readonly RegexPattern[] = [{ pattern: "*", isExact: false }];
const nothing: readonly RegexPattern[] = [{ pattern: "", isExact: true }];

type Read = readonly RegexPattern[] | undefined;

/** Reads by descent; every loop takes at least one character. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#text.length;
  }

  alternatives(): Read {
    let all = this.#sequence();
    while (all !== undefined && this.#takes("|")) {
      const more = this.#sequence();
      all = more && bounded([...all, ...more]);
    }
    return all;
  }

  #sequence(): Read {
    let all: Read = nothing;
    while (all !== undefined && !this.isAtEnd && !"|)".includes(this.#peek())) {
      const next = this.#repeated();
      const before: readonly RegexPattern[] = all;
      all = next && bounded(before.flatMap((first) => next.flatMap((second) => joined(first, second))));
    }
    return all;
  }

  #repeated(): Read {
    const isDot = this.#peek() === ".";
    const atom = this.#atom();
    if (atom === undefined) return undefined;
    if (this.#takes("?")) return [...nothing, ...atom];
    if (this.#takes("*")) return isDot ? anything : something;
    if (this.#takes("+") || this.#counted()) return something;
    return atom;
  }

  /** `{2}`, `{1,63}` */
  #counted(): boolean {
    const [found] = /^\{\d+(?:,\d*)?\}/.exec(this.#text.slice(this.#at)) ?? [];
    this.#at += found?.length ?? 0;
    return found !== undefined;
  }

  #atom(): Read {
    if (this.#takes("(")) {
      const isPlain = !this.#takes("?") || this.#takes(":");
      const inner = isPlain ? this.alternatives() : undefined;
      return this.#takes(")") ? inner : undefined;
    }
    if (this.#takes("[")) return this.#skipsClass() ? something : undefined;
    if (this.#takes(".")) return something;
    if (this.#takes("\\")) return this.#escaped();
    const literal = this.#take();
    // An anchor in the middle, and a quantifier without anything to repeat, are nothing that a person writes.
    if (literal === start) return this.#at === 1 ? exactly(start) : undefined;
    if (literal === end) return this.isAtEnd ? exactly(end) : undefined;
    return "*+?{}".includes(literal) ? undefined : exactly(literal);
  }

  #escaped(): Read {
    const letter = this.#take();
    if (/[dw]/.test(letter)) return something;
    return /[^a-zA-Z0-9^$*]/.test(letter) ? exactly(letter) : undefined;
  }

  #skipsClass(): boolean {
    const close = this.#text.indexOf("]", this.#at);
    const isOdd = close === -1 || /[[\\]/.test(this.#text.slice(this.#at, close));
    this.#at = close + 1;
    return !isOdd;
  }

  #peek(): string {
    return this.#text.charAt(this.#at);
  }

  #take(): string {
    const next = this.#peek();
    this.#at += 1;
    return next;
  }

  #takes(wanted: string): boolean {
    if (this.#peek() !== wanted) return false;
    this.#at += 1;
    return true;
  }
}

function exactly(pattern: string): readonly RegexPattern[] {
  return [{ pattern, isExact: true }];
}

function joined(first: RegexPattern, second: RegexPattern): RegexPattern {
  return { pattern: first.pattern + second.pattern, isExact: first.isExact && second.isExact };
}

function bounded(patterns: readonly RegexPattern[]): Read {
  return patterns.length > mostPatterns ? undefined : patterns;
}
