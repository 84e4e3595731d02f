import { NotShown } from "./not-shown";

/** What a request holds that an expression may ask for. */
export interface LabRequest {
  readonly scheme: "http" | "https";
  readonly host: string;
  /** Such as `/`. */
  readonly path: string;
}

type Answer = string | boolean | readonly string[];

/**
 * Evaluates an expression of Cloudflare's rules language for a request.
 * @see https://developers.cloudflare.com/ruleset-engine/rules-language/operators/ read 2026-11-23
 * @throws {NotShown} where it asks for what the lab does not have
 */
export function evaluate(expression: string, request: LabRequest): Answer {
  const reader = new Reader(expression, request);
  const answer = reader.disjunction();
  reader.end();
  return answer;
}

/** Evaluates an expression that decides. */
export function holds(expression: string, request: LabRequest): boolean {
  return evaluate(expression, request) === true;
}

/** A text in quotes, a raw one, a name, an operator made of signs, or a bracket. */
const token = /\s*(r?"(?:[^"\\]|\\.)*"|[a-z_][\w.]*|&&|\|\||\^\^|[=!<>]=|[!~(){},]|\d+)/y;

class Reader {
  private readonly tokens: readonly string[];
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly request: LabRequest,
  ) {
    this.tokens = this.split();
  }

  /** `or` binds less than `xor`, and that less than `and`. */
  disjunction(): Answer {
    let value = this.exclusive();
    while (this.takes("or", "||")) value = [this.exclusive(), value].includes(true);
    return value;
  }

  end(): void {
    if (this.at < this.tokens.length) throw this.beyond();
  }

  private exclusive(): Answer {
    let value = this.conjunction();
    while (this.takes("xor", "^^")) value = (this.conjunction() === true) !== (value === true);
    return value;
  }

  private conjunction(): Answer {
    let value = this.negation();
    while (this.takes("and", "&&")) value = [this.negation(), value].every((each) => each === true);
    return value;
  }

  private negation(): Answer {
    return this.takes("not", "!") ? this.negation() !== true : this.comparison();
  }

  private comparison(): Answer {
    const left = this.operand();
    if (this.takes("eq", "==")) return left === this.operand();
    if (this.takes("ne", "!=")) return left !== this.operand();
    if (this.takes("contains")) return String(left).includes(String(this.operand()));
    if (this.takes("in")) return this.set().includes(String(left));
    const isStrict = this.takes("strict");
    if (this.takes("wildcard")) return fits(String(left), String(this.operand()), isStrict);
    return left;
  }

  private set(): readonly string[] {
    this.demand("{");
    const members: string[] = [];
    while (!this.takes("}")) members.push(String(this.operand()));
    return members;
  }

  private operand(): Answer {
    if (this.takes("(")) {
      const inner = this.disjunction();
      this.demand(")");
      return inner;
    }
    const word = this.tokens[this.at++] ?? "";
    if (/^r?"/.test(word)) return word.startsWith("r") ? word.slice(2, -1) : word.slice(1, -1).replace(/\\(.)/gs, "$1");
    if (this.takes("(")) return this.called(word);
    return this.field(word);
  }

  private called(name: string): Answer {
    const given: string[] = [];
    while (!this.takes(")")) {
      given.push(String(this.disjunction()));
      this.takes(",");
    }
    const [first = "", second = "", third = ""] = given;
    switch (name) {
      case "lower":
        return first.toLowerCase();
      case "starts_with":
        return first.startsWith(second);
      case "ends_with":
        return first.endsWith(second);
      case "concat":
        return given.join("");
      case "wildcard_replace":
        return replaced(first, second, third);
    }
    throw this.beyond();
  }

  private field(name: string): Answer {
    const { scheme, host, path } = this.request;
    switch (name) {
      case "true":
      case "false":
        return name === "true";
      case "ssl":
        return scheme === "https";
      case "http.host":
        return host;
      case "http.request.full_uri":
        return `${scheme}://${host}${path}`;
      case "http.request.uri":
      case "http.request.uri.path":
        return path;
      case "http.request.uri.query":
        return "";
      case "http.request.method":
        return "GET";
    }
    throw this.beyond();
  }

  private takes(...words: readonly string[]): boolean {
    if (!words.includes(this.tokens[this.at] ?? "")) return false;
    this.at += 1;
    return true;
  }

  private demand(word: string): void {
    if (!this.takes(word)) throw this.beyond();
  }

  private split(): readonly string[] {
    const found: string[] = [];
    token.lastIndex = 0;
    for (let end = 0; end < this.text.trimEnd().length; end = token.lastIndex) {
      const [, word] = token.exec(this.text) ?? [];
      if (word === undefined) throw this.beyond();
      found.push(word);
    }
    return found;
  }

  private beyond(): NotShown {
    return new NotShown(`the expression ${this.text} is beyond the lab`);
  }
}

function patternOf(pattern: string, isStrict: boolean): RegExp {
  const literal = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${literal.replaceAll("*", "(.*)")}$`, isStrict ? "s" : "si");
}

/** @see https://developers.cloudflare.com/ruleset-engine/rules-language/operators/#wildcard-matching read 2026-11-23 */
function fits(value: string, pattern: string, isStrict: boolean): boolean {
  return patternOf(pattern, isStrict).test(value);
}

/** @see https://developers.cloudflare.com/ruleset-engine/rules-language/functions/#wildcard_replace read 2026-11-23 */
function replaced(source: string, pattern: string, replacement: string): string {
  const found = patternOf(pattern, false).exec(source);
  return found === null ? source : replacement.replace(/\$\{(\d)\}/g, (_, digit: string) => found[Number(digit)] ?? "");
}
