/** A piece of an expression: a literal text, an operator or bracket, or a name or number. */
export interface Token {
  readonly kind: "text" | "symbol" | "word";
  readonly value: string;
}

/** In the order in which they are tried: raw texts before names, since both may start with `r`. */
const shapes: readonly (readonly [RegExp, (found: RegExpExecArray) => Token | undefined])[] = [
  [/\s+/y, () => undefined],
  [/r(#*)"([\s\S]*?)"\1/y, (found) => ({ kind: "text", value: found[2] ?? "" })],
  [/"((?:[^"\\]|\\[\s\S])*)"/y, (found) => ({ kind: "text", value: unescaped(found[1] ?? "") })],
  [/==|!=|<=|>=|&&|\|\||\^\^|\.\.|[(){},<>!~*[\]]/y, (found) => ({ kind: "symbol", value: found[0] })],
  [/[$\w][\w.:/-]*/y, (found) => ({ kind: "word", value: found[0] })],
];

/**
 * Splits an expression of Cloudflare's Rules language; undefined where it holds anything that the language has not.
 * @see https://developers.cloudflare.com/ruleset-engine/rules-language/values/ read 2026-10-05
 */
export function tokenize(expression: string): readonly Token[] | undefined {
  const tokens: Token[] = [];
  let at = 0;
  while (at < expression.length) {
    const step = nextToken(expression, at);
    if (step === undefined) return undefined;
    if (step.token !== undefined) tokens.push(step.token);
    at = step.end;
  }
  return tokens;
}

function nextToken(expression: string, at: number): { token: Token | undefined; end: number } | undefined {
  for (const [shape, read] of shapes) {
    shape.lastIndex = at;
    const found = shape.exec(expression);
    if (found !== null) return { token: read(found), end: at + found[0].length };
  }
  return undefined;
}

function unescaped(text: string): string {
  return text.replace(/\\(["\\])/g, "$1");
}
