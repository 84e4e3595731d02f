import { asText } from "../../graph/read";
import { isList, isProperties, notKnown, type Properties, type Unknown, type Value } from "../../graph/value";
import type { Dial } from "../dial";

/** Where the redirect of a listener sends a visitor. */
export interface Redirect {
  readonly scheme: "http" | "https";
  /** The other hostname to which it leads, if it does. */
  readonly host: string | undefined;
  /** The port that is neither the listener's nor the one of its scheme, if it is one: what answers there decides. */
  readonly port: string | undefined;
  readonly keepsPath: boolean;
  /** It changes nothing, which the API takes for a mistake. */
  readonly isToItself: boolean;
}

/** Reads the redirect that a dial meets; all of its values are known. */
export function redirectOf(redirect: Properties, dial: Dial): Redirect {
  const scheme = schemeOf(asText(redirect.protocol), dial);
  const keepsPath = isDefault(redirect.path, "/#{path}");
  const keepsHost = isDefault(redirect.host, "#{host}");
  return {
    scheme,
    host: otherHost(redirect, dial),
    port: furtherPort(redirect.port, scheme, dial),
    keepsPath,
    isToItself: scheme === ownScheme(dial) && isOwnPort(redirect.port, dial) && keepsPath && keepsHost,
  };
}

/** The block of an action, which providers write as an object or as a list of one. */
export function blockOf(value: Value | undefined): Properties | Unknown {
  const only = isList(value) ? value.at(0) : value;
  if (only === notKnown) return notKnown;
  return isProperties(only) ? only : {};
}

/**
 * The placeholder stands for the Host header, which an Origin Rule may have changed.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html#redirect-actions
 */
function otherHost(redirect: Properties, dial: Dial): string | undefined {
  const host = isDefault(redirect.host, "#{host}") ? dial.host : asText(redirect.host);
  return typeof host === "string" && !isOwnName(host, dial) ? host : undefined;
}

function ownScheme({ tls }: Dial): "http" | "https" {
  return tls === "none" ? "http" : "https";
}

/** AWS takes a redirect that spells the hostname out, since it cannot tell that it leads to the same place. */
function isOwnName(host: string, { hostname }: Dial): boolean {
  return hostname.isNameKnown && host.toLowerCase() === hostname.name;
}

function isOwnPort(port: Value | undefined, dial: Dial): boolean {
  const text = asText(port);
  return isDefault(port, "#{port}") || text === String(dial.port);
}

function furtherPort(port: Value | undefined, scheme: "http" | "https", dial: Dial): string | undefined {
  const text = asText(port);
  const usual = scheme === "http" ? "80" : "443";
  return typeof text === "string" && !isOwnPort(port, dial) && text !== usual ? text : undefined;
}

function isDefault(value: Value | undefined, template: string): boolean {
  return value === undefined || value === null || value === "" || value === template;
}

function schemeOf(protocol: string | Unknown | undefined, dial: Dial): "http" | "https" {
  if (protocol === "HTTPS") return "https";
  if (protocol === "HTTP") return "http";
  return ownScheme(dial);
}
