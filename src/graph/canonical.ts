import type { Properties } from "./value";

/**
 * Type tokens that name the same resource, canonical prefix last.
 * @see https://github.com/pulumi/pulumi-aws `provider/resources.go`, read 2026-08-21
 */
const moduleAliases: readonly (readonly [alias: string, canonical: string])[] = [
  ["aws:alb/", "aws:lb/"],
  ["aws:elasticloadbalancingv2/", "aws:lb/"],
  ["aws:applicationloadbalancing/", "aws:lb/"],
  ["aws:elasticloadbalancing/", "aws:elb/"],
];

/**
 * Deprecated tokens and the properties that were renamed with them, old name → new name.
 * @see https://github.com/pulumi/pulumi-cloudflare/blob/master/docs/ "upgrade to v6": `Record` became `DnsRecord`, `value` became `content`
 */
const renamedTypes: Readonly<Record<string, { type: string; properties: Readonly<Record<string, string>> }>> = {
  "cloudflare:index/record:Record": {
    type: "cloudflare:index/dnsRecord:DnsRecord",
    properties: { value: "content", hostname: "fqdn" },
  },
};

/** Gives the one type token under which a resource is read, whatever alias the program used. */
export function canonicalType(token: string): string {
  const renamed = renamedTypes[token];
  if (renamed !== undefined) return renamed.type;
  const alias = moduleAliases.find(([prefix]) => token.startsWith(prefix));
  return alias === undefined ? token : alias[1] + token.slice(alias[0].length);
}

/** Gives a resource's property name as the canonical type spells it. */
export function canonicalProperty(token: string, property: string): string {
  return renamedTypes[token]?.properties[property] ?? property;
}

/** Renames the properties of a deprecated type; a property that exists under both names keeps the new one. */
export function canonicalProperties(token: string, properties: Properties): Properties {
  const renamed = renamedTypes[token];
  if (renamed === undefined) return properties;
  const old = Object.entries(properties).map(([name, value]) => [canonicalProperty(token, name), value] as const);
  const kept = Object.entries(properties).filter(([name]) => renamed.properties[name] === undefined);
  return { ...Object.fromEntries(old), ...Object.fromEntries(kept) };
}
