import { notKnown } from "../../graph/value";
import {
  type Condition,
  compare,
  comparisons,
  constants,
  expressed,
  fields,
  folds,
  not,
  type Operand,
  operators,
  or,
  wildcard,
  within,
  xor,
} from "./conditions";
import { bothHold, type Truth } from "./pattern";
import { type Token, tokenize } from "./tokens";

/** @see https://developers.cloudflare.com/ruleset-engine/rules-language/expressions/ read 2026-10-05 */
const longestExpression = 4096;

/** Nobody nests deeper, and reading must end. */
const deepestNesting = 100;

/**
 * Reads an expression of Cloudflare's Rules language, as far as it speaks of hostname, scheme and port. What depends on
 * more than these, or is not understood, is not known: it may be true of some requests.
 * @see https://developers.cloudflare.com/ruleset-engine/rules-language/operators/ read 2026-10-05
 */
export function readExpression(expression: string): Condition {
  const tokens = expression.length > longestExpression ? undefined : tokenize(expression);
  const parsed = tokens === undefined ? undefined : new Parser(tokens).parse();
  return parsed ?? (() => notKnown);
}

const closing: ReadonlyMap<string, string> = new Map([
  ["(", ")"],
  ["[", "]"],
  ["{", "}"],
]);

/** Reads by descent: `or` binds weakest, then `xor`, `and`, `not`. Any surprise makes the whole expression unreadable. */
class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  parse(): Condition | undefined {
    const condition = this.#either();
    return this.#at === this.#tokens.length ? condition : undefined;
  }

  #either(): Condition | undefined {
    return this.#chain(["or", "||"], () => this.#exclusive(), or);
  }

  #exclusive(): Condition | undefined {
    return this.#chain(["xor", "^^"], () => this.#both(), xor);
  }

  #both(): Condition | undefined {
    return this.#chain(["and", "&&"], () => this.#negated(), bothHold);
  }

  #chain(
    operators: readonly string[],
    read: () => Condition | undefined,
    join: (a: Truth, b: Truth) => Truth,
  ): Condition | undefined {
    let left = read();
    while (left !== undefined && this.#takes(...operators)) {
      const first = left;
      const second = read();
      left = second && ((request) => join(first(request), second(request)));
    }
    return left;
  }

  #negated(): Condition | undefined {
    this.#depth += 1;
    if (this.#depth > deepestNesting) return undefined;
    const isNegated = this.#takes("not", "!");
    const inner = isNegated ? this.#negated() : this.#primary();
    this.#depth -= 1;
    return isNegated ? inner && ((request) => not(inner(request))) : inner;
  }

  #primary(): Condition | undefined {
    if (this.#takes("(")) {
      const inner = this.#either();
      return this.#takes(")") ? inner : undefined;
    }
    const name = this.#word();
    if (name === undefined) return undefined;
    const constant = constants.get(name);
    if (constant !== undefined) return constant;
    if (name === "starts_with" || name === "ends_with") return this.#affix(name) ?? this.#skipped(name);
    const operand = this.#operand(name);
    return operand && this.#comparison(operand);
  }

  /** `ends_with(http.host, ".example.com")` */
  #affix(name: "starts_with" | "ends_with"): Condition | undefined {
    const from = this.#at;
    const inner = this.#takes("(") ? this.#word() : undefined;
    const operand = inner === undefined ? undefined : this.#operand(inner);
    const literal = operand !== undefined && this.#takes(",") ? this.#text() : undefined;
    if (operand !== undefined && literal !== undefined && this.#takes(")")) {
      return compare(operand, literal, comparisons.get(name));
    }
    this.#at = from;
    return undefined;
  }

  /** A function with arguments that are not read, of which only the request tells whether it holds. */
  #skipped(name: string): Condition | undefined {
    return this.#operand(name) === undefined ? undefined : () => notKnown;
  }

  /** A field, or a function of which only the request tells the value. */
  #operand(name: string): Operand | undefined {
    const fold = folds.get(name);
    const from = this.#at;
    if (fold !== undefined) {
      const inner = this.#takes("(") ? this.#word() : undefined;
      const operand = inner === undefined ? undefined : this.#operand(inner);
      if (operand !== undefined && this.#takes(")")) return (request) => fold(operand(request));
      this.#at = from;
    }
    const isPlain = this.#peek() !== "(" && this.#peek() !== "[";
    while (this.#peek() === "(" || this.#peek() === "[") if (!this.#skipsGroup()) return undefined;
    return isPlain ? (fields.get(name) ?? (() => undefined)) : () => undefined;
  }

  /** Steps over brackets and all that they hold. */
  #skipsGroup(): boolean {
    const opened: string[] = [];
    do {
      const next = this.#peek();
      if (this.#tokens[this.#at] === undefined) return false;
      this.#at += 1;
      const close = next === undefined ? undefined : closing.get(next);
      if (close !== undefined) opened.push(close);
      else if (next === opened.at(-1)) opened.pop();
    } while (opened.length > 0);
    return true;
  }

  #comparison(operand: Operand): Condition | undefined {
    if (this.#takes("in")) return this.#oneOf(operand);
    const isStrict = this.#takes("strict");
    const operator = this.#peek();
    // What is compared with nothing is true or false by itself.
    if (operator === undefined || !operators.has(operator)) return isStrict ? undefined : () => notKnown;
    this.#at += 1;
    const literal = this.#text() ?? this.#word();
    if (literal === undefined) return undefined;
    if (operator === "wildcard") return wildcard(operand, literal, isStrict);
    if (operator === "matches" || operator === "~") return expressed(operand, literal);
    if (operator === "ne" || operator === "!=") {
      const equal = compare(operand, literal, comparisons.get("eq"));
      return (request) => not(equal(request));
    }
    return compare(operand, literal, comparisons.get(operator));
  }

  /** `in {"www.example.com" "example.com"}`; a list of the account has a name that starts with `$`. */
  #oneOf(operand: Operand): Condition | undefined {
    if (!this.#takes("{")) return this.#word() === undefined ? undefined : () => notKnown;
    const literals: string[] = [];
    while (!this.#takes("}")) {
      const literal = this.#text() ?? this.#word();
      if (literal === undefined) return undefined;
      literals.push(literal);
    }
    const each = literals.map(
      (literal) => within(operand, literal) ?? compare(operand, literal, comparisons.get("eq")),
    );
    return (request) => each.map((condition) => condition(request)).reduce(or, false);
  }

  #peek(): string | undefined {
    const token = this.#tokens[this.#at];
    return token === undefined || token.kind === "text" ? undefined : token.value;
  }

  #takes(...wanted: readonly string[]): boolean {
    const next = this.#peek();
    if (next === undefined || !wanted.includes(next)) return false;
    this.#at += 1;
    return true;
  }

  #next(kind: Token["kind"]): string | undefined {
    const token = this.#tokens[this.#at];
    if (token?.kind !== kind) return undefined;
    this.#at += 1;
    return token.value;
  }

  #word(): string | undefined {
    return this.#next("word");
  }

  #text(): string | undefined {
    return this.#next("text");
  }
}
