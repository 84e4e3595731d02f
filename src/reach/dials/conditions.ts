import { notKnown } from "../../graph/value";
import { matchPattern, type Truth } from "./pattern";
import { regexPatterns } from "./regex";

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
export type Operand = (request: EdgeRequest) => string | undefined;

/** The address of every request of a row. */
function addressOf({ scheme, host }: EdgeRequest): string {
  return `${scheme}://${host}/*`;
}

/** Fields whose value the row tells; an address has a path that only the request tells. */
export const fields: ReadonlyMap<string, Operand> = new Map(
  Object.entries<Operand>({
    "http.host": ({ host }) => host,
    "http.request.full_uri": addressOf,
    "http.request.uri.path": () => "/*",
    "http.request.uri": () => "/*",
    "cf.edge.server_port": ({ port }) => String(port),
  }),
);

export const constants: ReadonlyMap<string, Condition> = new Map(
  Object.entries<Condition>({
    true: () => true,
    false: () => false,
    ssl: ({ scheme }) => scheme === "https",
  }),
);

/** How a literal becomes a pattern. */
type Pattern = (literal: string) => string;

export const comparisons: ReadonlyMap<string, Pattern> = new Map(
  Object.entries<Pattern>({
    eq: (literal) => literal,
    "==": (literal) => literal,
    contains: (literal) => `*${literal}*`,
    starts_with: (literal) => `${literal}*`,
    ends_with: (literal) => `*${literal}`,
  }),
);

/** All that stands between what is compared. */
export const operators: ReadonlySet<string> = new Set([
  ...["eq", "ne", "lt", "le", "gt", "ge", "==", "!=", "<", "<=", ">", ">="],
  ...["contains", "matches", "~", "wildcard"],
]);

/** Functions that change nothing but the case of letters. */
export const folds: ReadonlyMap<string, (text: string | undefined) => string | undefined> = new Map([
  ["lower", (text) => text?.toLowerCase()],
  ["upper", (text) => text?.toUpperCase()],
]);

/** A `*` in a literal stands for itself unless the operator is a wildcard; nobody writes one in a hostname. */
export function compare(operand: Operand, literal: string, pattern?: Pattern): Condition {
  if (pattern === undefined || literal.includes("*")) return () => notKnown;
  return (request) => {
    const text = operand(request);
    return text === undefined ? notKnown : matchPattern(text, pattern(literal));
  };
}

/** @see https://developers.cloudflare.com/ruleset-engine/rules-language/operators/#wildcard-matching read 2026-10-05 */
export function wildcard(operand: Operand, literal: string, isStrict: boolean): Condition {
  if (literal.includes("\\")) return () => notKnown;
  return (request) => {
    const text = operand(request);
    if (text === undefined) return notKnown;
    return isStrict ? matchPattern(text, literal) : matchPattern(text.toLowerCase(), literal.toLowerCase());
  };
}

/** Of what a regular expression cannot match it is certainly false. */
export function expressed(operand: Operand, literal: string): Condition {
  const patterns = regexPatterns(literal);
  if (patterns === undefined) return () => notKnown;
  return (request) => {
    const text = operand(request);
    if (text === undefined) return notKnown;
    const each = patterns.map(({ pattern, isExact }) => {
      const truth = matchPattern(text, pattern);
      return truth === true && !isExact ? notKnown : truth;
    });
    return each.reduce(or, false);
  };
}

/** `8000..8999` among the members of a set; undefined for any other. */
export function within(operand: Operand, literal: string): Condition | undefined {
  const [, from, to] = /^(\d+)\.\.(\d+)$/.exec(literal) ?? [];
  if (from === undefined || to === undefined) return literal.includes("..") ? () => notKnown : undefined;
  return (request) => {
    const value = operand(request);
    return value === undefined || !/^\d+$/.test(value)
      ? notKnown
      : Number(from) <= Number(value) && Number(value) <= Number(to);
  };
}

export function not(truth: Truth): Truth {
  return truth === notKnown ? notKnown : !truth;
}

export function or(a: Truth, b: Truth): Truth {
  if (a === true || b === true) return true;
  return a === false && b === false ? false : notKnown;
}

export function xor(a: Truth, b: Truth): Truth {
  return a === notKnown || b === notKnown ? notKnown : a !== b;
}
