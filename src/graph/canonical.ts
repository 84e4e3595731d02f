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

const cloudflare = (name: string) => `cloudflare:index/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`;

/** A type of Cloudflare under its canonical name; the properties that an older major spells otherwise. */
function older(name: string, properties: Readonly<Record<string, string>> = {}) {
  return { type: cloudflare(name), properties };
}

/**
 * Deprecated tokens and the properties that were renamed with them, old name → new name; version 6 kept
 * some tokens and renamed their properties.
 * @see https://github.com/pulumi/pulumi-cloudflare/blob/master/docs/ "upgrade to v6": `Record` became `DnsRecord`, `value` became `content`
 */
const renamedTypes: Readonly<Record<string, { type: string; properties: Readonly<Record<string, string>> }>> = {
  [cloudflare("Record")]: older("DnsRecord", { value: "content", hostname: "fqdn" }),
  [cloudflare("Zone")]: older("Zone", { zone: "name" }),
  [cloudflare("LoadBalancer")]: older("LoadBalancer", {
    defaultPoolIds: "defaultPools",
    fallbackPoolId: "fallbackPool",
  }),
  [cloudflare("Tunnel")]: older("ZeroTrustTunnelCloudflared"),
  [cloudflare("TunnelConfig")]: older("ZeroTrustTunnelCloudflaredConfig"),
  [cloudflare("WorkersRoute")]: older("WorkersRoute", { scriptName: "script" }),
  [cloudflare("WorkerRoute")]: older("WorkersRoute", { scriptName: "script" }),
  [cloudflare("WorkersDomain")]: older("WorkersCustomDomain"),
  [cloudflare("WorkerDomain")]: older("WorkersCustomDomain"),
};

/**
 * Version 6 of the AWS provider split the website off the bucket under names of its own, which version 7 took back.
 * @see https://www.pulumi.com/registry/packages/aws/how-to-guides/7-0-migration/ read 2026-12-01
 */
const bucketAliases: Readonly<Record<string, string>> = {
  "aws:s3/bucketV2:BucketV2": "aws:s3/bucket:Bucket",
  "aws:s3/bucketWebsiteConfigurationV2:BucketWebsiteConfigurationV2":
    "aws:s3/bucketWebsiteConfiguration:BucketWebsiteConfiguration",
};

/** Gives the one type token under which a resource is read, whatever alias the program used. */
export function canonicalType(token: string): string {
  const renamed = renamedTypes[token];
  if (renamed !== undefined) return renamed.type;
  const bucket = bucketAliases[token];
  if (bucket !== undefined) return bucket;
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
