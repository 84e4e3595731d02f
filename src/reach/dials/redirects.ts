import { notKnown } from "../../graph/value";
import type { EdgeRequest } from "./conditions";
import { type EdgeRule, within } from "./edge-rules";
import { known, type Setting, unknown } from "./setting";

/** An address that visitors are sent to, whatever its path. */
export interface Address {
  readonly scheme: "http" | "https";
  readonly host: string;
}

/**
 * What the edge answers a visitor itself: nothing, since it asks the origin; a redirect to an address, written
 * `https://www.example.com`; or a redirect to a place that nobody knows.
 */
export type EdgeAnswer = "origin" | "elsewhere" | `${Address["scheme"]}://${string}`;

/** Writes the answer that sends visitors to an address. */
export function sendsTo({ scheme, host }: Address): EdgeAnswer {
  return `${scheme}://${host}`;
}

/** Reads the address to which an answer sends visitors. */
export function addressIn(answer: EdgeAnswer): Address | undefined {
  const [, scheme, host] = /^(https?):\/\/(.*)$/.exec(answer) ?? [];
  return host === undefined || (scheme !== "http" && scheme !== "https") ? undefined : { scheme, host };
}

/** Reads where a redirect rule, or a page rule that forwards, sends the visitor. */
export function redirectOf(rule: EdgeRule, request: EdgeRequest): Setting<EdgeAnswer> {
  const forwarding = within.block(rule.does, "forwardingUrl");
  const target = within.block(within.block(rule.does, "fromValue"), "targetUrl");
  const url = within.text(forwarding, "url") ?? within.text(target, "value");
  const expression = within.text(target, "expression");
  if (url === notKnown || expression === notKnown) {
    return unknown(`where ${rule.label} sends visitors is not known until deployment`, rule.declaredBy);
  }
  const place = url === undefined ? placeOfExpression(expression ?? "", request) : placeOfUrl(url);
  return known(place, rule.declaredBy);
}

/** A hostname with a placeholder, and a port of its own, are another place. */
function placeOfUrl(url: string): EdgeAnswer {
  const [, scheme, name = "", port] = /^(https?):\/\/([^/:?#]+)(?::(\d+))?/i.exec(url) ?? [];
  const usual = scheme?.toLowerCase() === "https" ? "443" : "80";
  return /[$*{]/.test(name) || (port ?? usual) !== usual ? "elsewhere" : placeOf(scheme, name.toLowerCase());
}

/**
 * The two ways in which Cloudflare's own templates write "the same address under https".
 * @see https://developers.cloudflare.com/rules/url-forwarding/examples/redirect-all-https/ read 2026-10-05
 */
function placeOfExpression(expression: string, { host }: EdgeRequest): EdgeAnswer {
  const [, joined] = /^\s*concat\(\s*r?"(https?):\/\/"\s*,\s*http\.host\b/.exec(expression) ?? [];
  const [, replaced] =
    /^\s*wildcard_replace\(\s*http\.request\.full_uri\s*,\s*r?"https?:\/\/\*"\s*,\s*r?"(https?):\/\/\$\{1\}"/.exec(
      expression,
    ) ?? [];
  return placeOf(joined ?? replaced, host);
}

function placeOf(scheme: string | undefined, host: string): EdgeAnswer {
  const lower = scheme?.toLowerCase();
  return lower === "http" || lower === "https" ? sendsTo({ scheme: lower, host }) : "elsewhere";
}
