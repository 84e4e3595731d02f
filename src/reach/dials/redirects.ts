import { notKnown } from "../../graph/value";
import type { EdgeRequest } from "./conditions";
import { type EdgeRule, within } from "./edge-rules";
import { known, type Setting, unknown } from "./setting";

/**
 * What the edge answers a visitor itself: nothing, since it asks the origin; a redirect to the same hostname under a
 * scheme; or a redirect to another place.
 */
export type EdgeAnswer = "origin" | "http" | "https" | "elsewhere";

/** Reads where a redirect rule, or a page rule that forwards, sends the visitor. */
export function redirectOf(rule: EdgeRule, request: EdgeRequest): Setting<EdgeAnswer> {
  const forwarding = within.block(rule.does, "forwardingUrl");
  const target = within.block(within.block(rule.does, "fromValue"), "targetUrl");
  const url = within.text(forwarding, "url") ?? within.text(target, "value");
  const expression = within.text(target, "expression");
  if (url === notKnown || expression === notKnown) {
    return unknown(`where ${rule.label} sends visitors is not known until deployment`, rule.declaredBy);
  }
  return known(url === undefined ? placeOfExpression(expression ?? "") : placeOfUrl(url, request), rule.declaredBy);
}

/** `https://www.example.com/$1` is the same place for visitors of www.example.com. */
function placeOfUrl(url: string, { host }: EdgeRequest): EdgeAnswer {
  const [, scheme, name] = /^(https?):\/\/([^/:?#]+)/i.exec(url) ?? [];
  return name?.toLowerCase() === host ? schemeOf(scheme) : "elsewhere";
}

/**
 * The two ways in which Cloudflare's own templates write "the same address under https".
 * @see https://developers.cloudflare.com/rules/url-forwarding/examples/redirect-all-https/ read 2026-10-05
 */
function placeOfExpression(expression: string): EdgeAnswer {
  const [, joined] = /^\s*concat\(\s*r?"(https?):\/\/"\s*,\s*http\.host\b/.exec(expression) ?? [];
  const [, replaced] =
    /^\s*wildcard_replace\(\s*http\.request\.full_uri\s*,\s*r?"https?:\/\/\*"\s*,\s*r?"(https?):\/\/\$\{1\}"/.exec(
      expression,
    ) ?? [];
  return schemeOf(joined ?? replaced);
}

function schemeOf(scheme: string | undefined): EdgeAnswer {
  const lower = scheme?.toLowerCase();
  return lower === "http" || lower === "https" ? lower : "elsewhere";
}
