import { asText, asTexts, objects } from "../../../src/graph/read";
import type { ResourceNode } from "../../../src/graph/resource";
import { isList, isProperties, notKnown, type Properties, type Unknown, type Value } from "../../../src/graph/value";
import type { LabBalancerRule } from "../world";
import { NotShown } from "./not-shown";

/** What a listener itself speaks, which a redirect may leave as it is. */
export interface Own {
  readonly scheme: string;
  readonly port: number;
}

/** The host patterns of a listener rule. */
export function hostsOf(rule: ResourceNode): readonly string[] {
  const conditions = objects(rule, "conditions");
  const [only, ...others]: readonly (Properties | Unknown)[] = conditions === notKnown ? [notKnown] : conditions;
  if (only === undefined || only === notKnown || others.length > 0 || only.hostHeader === undefined) {
    throw new NotShown("a listener rule for something else than hosts is beyond the lab");
  }
  const values = asTexts(blockOf(only.hostHeader).values);
  if (values === notKnown || values.includes(notKnown))
    throw new NotShown("the hosts of a listener rule are not known");
  return values.filter((value) => typeof value === "string");
}

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-action-types.html#redirect-actions read 2026-11-23 */
export function redirectOf(redirect: Properties, own: Own): LabBalancerRule["action"] {
  const read = (name: string, otherwise: string) => {
    const value = asText(redirect[name]);
    if (value === notKnown) throw new NotShown("a redirect is not known");
    return value === undefined || value === "" ? otherwise : value;
  };
  const scheme = read("protocol", "#{protocol}").toLowerCase().replace("#{protocol}", own.scheme);
  const port = read("port", "#{port}").replace("#{port}", String(own.port));
  const location = `${scheme}://${read("host", "#{host}")}:${port}${read("path", "/#{path}")}?${read("query", "#{query}")}`;
  return { kind: "redirect", status: read("statusCode", "HTTP_301") === "HTTP_301" ? 301 : 302, location };
}

/** A nested block, which some versions of the provider write as a list of one. */
export function blockOf(value: Value | undefined): Properties {
  const only = isList(value) ? value.at(0) : value;
  return isProperties(only) ? only : {};
}
