import { notKnown } from "../../graph/value";
import { bothHold, matchPattern, type Truth } from "./pattern";
import { type Token, tokenize } from "./tokens";

/** What is known of the requests that a row stands for. */
export interface EdgeRequest {
  /** The hostname; `*` stands for any characters: `*.example.com` for a wildcard record, `*` where it is not known. */
  readonly host: string;
  readonly scheme: "http" | "https";
  /** TCP port of the edge that the visitor used, 1–65535. */
  readonly port: number;
}

/** Tells of which requests an expression is true. */
export type Condition = (request: EdgeRequest) => Truth;

/** Something that an expression compares; undefined where only the request itself can tell. */
type Operand = (request: EdgeRequest) => string | undefined;

/** @see https://developers.cloudflare.com/ruleset-engine/rules-language/expressions/ read 2026-10-05 */
const longestExpression = 4096;

/** Nobody nests deeper, and reading must end. */
const deepestNesting = 100;

/** The address of every request of a row. */
function addressOf({ scheme, host }: EdgeRequest): string {
  return `${scheme}://${host}/*`;
}

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

/** Fields whose value the row tells; an address has a path that only the request tells. */
const fields: ReadonlyMap<string, Operand> = new Map(
  Object.entries<Operand>({
    "http.host": ({ host }) => host,
    "http.request.full_uri": addressOf,
    "http.request.uri.path": () => "/*",
    "http.request.uri": () => "/*",
    "cf.edge.server_port": ({ port }) => String(port),
  }),
);

const constants: ReadonlyMap<string, Condition> = new Map(
  Object.entries<Condition>({
    true: () => true,
    false: () => false,
    ssl: ({ scheme }) => scheme === "https",
  }),
);

/** How a literal becomes a pattern. */
type Pattern = (literal: string) => string;

const comparisons: ReadonlyMap<string, Pattern> = new Map(
  Object.entries<Pattern>({
    eq: (literal) => literal,
    "==": (literal) => literal,
    contains: (literal) => `*${literal}*`,
    starts_with: (literal) => `${literal}*`,
    ends_with: (literal) => `*${literal}`,
  }),
);

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
    if (name === "starts_with" || name === "ends_with") return this.#affix(name);
    const operand = this.#operand(name);
    return operand && this.#comparison(operand);
  }

  /** `ends_with(http.host, ".example.com")` */
  #affix(name: "starts_with" | "ends_with"): Condition | undefined {
    if (!this.#takes("(")) return undefined;
    const inner = this.#word();
    const operand = inner === undefined ? undefined : this.#operand(inner);
    if (operand === undefined || !this.#takes(",")) return undefined;
    const literal = this.#text();
    return literal !== undefined && this.#takes(")") ? compare(operand, literal, comparisons.get(name)) : undefined;
  }

  #operand(name: string): Operand | undefined {
    if (name !== "lower") return fields.get(name) ?? (this.#peek() === "(" ? undefined : () => undefined);
    const inner = this.#takes("(") ? this.#word() : undefined;
    const operand = inner === undefined ? undefined : this.#operand(inner);
    return operand !== undefined && this.#takes(")") ? (request) => operand(request)?.toLowerCase() : undefined;
  }

  #comparison(operand: Operand): Condition | undefined {
    if (this.#takes("in")) return this.#oneOf(operand);
    const isStrict = this.#takes("strict");
    const operator = this.#word() ?? this.#symbol();
    const literal = this.#text() ?? this.#word();
    if (operator === undefined || literal === undefined) return undefined;
    if (operator === "wildcard") return wildcard(operand, literal, isStrict);
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
    const each = literals.map((literal) => compare(operand, literal, comparisons.get("eq")));
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

  #symbol(): string | undefined {
    return this.#next("symbol");
  }

  #text(): string | undefined {
    return this.#next("text");
  }
}

/** A `*` in a literal stands for itself unless the operator is a wildcard; nobody writes one in a hostname. */
function compare(operand: Operand, literal: string, pattern?: Pattern): Condition {
  if (pattern === undefined || literal.includes("*")) return () => notKnown;
  return (request) => {
    const text = operand(request);
    return text === undefined ? notKnown : matchPattern(text, pattern(literal));
  };
}

/** @see https://developers.cloudflare.com/ruleset-engine/rules-language/operators/#wildcard-matching read 2026-10-05 */
function wildcard(operand: Operand, literal: string, isStrict: boolean): Condition {
  if (literal.includes("\\")) return () => notKnown;
  return (request) => {
    const text = operand(request);
    if (text === undefined) return notKnown;
    return isStrict ? matchPattern(text, literal) : matchPattern(text.toLowerCase(), literal.toLowerCase());
  };
}

function not(truth: Truth): Truth {
  return truth === notKnown ? notKnown : !truth;
}

function or(a: Truth, b: Truth): Truth {
  if (a === true || b === true) return true;
  return a === false && b === false ? false : notKnown;
}

function xor(a: Truth, b: Truth): Truth {
  return a === notKnown || b === notKnown ? notKnown : a !== b;
}
