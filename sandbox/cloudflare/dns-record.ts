import { contains, parseCidr } from "../../src/net/cidr";
import { number as numberOf, type Properties, text as textOf } from "../provider/property";
import { bag, type Cloud, flag, map, number, type ResourceType, text } from "../provider/resource-type";
import { refusalText, refuse } from "../refusals";
import { cloudflareType, newCloudflareId } from "./cloudflare-type";
import { DNS_RECORD } from "./names";
import { requireZone } from "./zone";

const proxiable = ["A", "AAAA", "CNAME"];

/** @see https://developers.cloudflare.com/api/resources/dns/subresources/records/methods/create/ */
export const dnsRecord: ResourceType = cloudflareType({
  ...DNS_RECORD,
  aliases: ["cloudflare:index/record:Record"],
  inputs: {
    zoneId: text({ required: true, replaces: true }),
    name: text({ required: true }),
    type: text({
      required: true,
      replaces: true,
      oneOf: [
        ...["A", "AAAA", "CNAME", "MX", "NS", "OPENPGPKEY", "PTR", "TXT", "CAA", "CERT", "DNSKEY", "DS", "HTTPS"],
        ...["LOC", "NAPTR", "SMIMEA", "SRV", "SSHFP", "SVCB", "TLSA", "URI"],
      ],
    }),
    ttl: number({ required: true }),
    content: text({ cloudFills: true }),
    proxied: flag({ default: false }),
    priority: number(),
    comment: text(),
    data: map(),
    includeShadowMetadata: flag({ cloudFills: true }),
    privateRouting: flag(),
    settings: map({ cloudFills: true }),
    tags: bag({ cloudFills: true }),
  },
  outputs: ["commentModifiedOn", "createdOn", "meta", "modifiedOn", "proxiable", "tagsModifiedOn"],
  moving: ["modifiedOn", "commentModifiedOn", "tagsModifiedOn"],
  validate: (inputs) =>
    inputs.proxied === true && numberOf(inputs.ttl) !== undefined && numberOf(inputs.ttl) !== 1
      ? [{ property: "ttl", reason: refusalText("proxiedTtl", {}) }]
      : [],
  create({ cloud, inputs }) {
    requireRecord(cloud, inputs, undefined);
    const now = cloud.now().toISOString();
    return {
      id: newCloudflareId(),
      outputs: {
        createdOn: now,
        modifiedOn: now,
        meta: {},
        proxiable: mayBeProxied(inputs),
        settings: inputs.settings ?? {},
        tags: inputs.tags ?? [],
      },
    };
  },
  update({ cloud, id, inputs }) {
    requireRecord(cloud, inputs, id);
    return { modifiedOn: cloud.now().toISOString(), proxiable: mayBeProxied(inputs) };
  },
});

function requireRecord(cloud: Cloud, inputs: Properties, own: string | undefined): void {
  const type = textOf(inputs.type) ?? "";
  const content = textOf(inputs.content) ?? "";
  const ttl = numberOf(inputs.ttl) ?? 0;
  if (type === "A" && addressFamily(content) !== 4) refuse("addressContent", {});
  if (type === "AAAA" && addressFamily(content) !== 6) refuse("addressContent6", {});
  if (ttl !== 1 && (ttl < 60 || ttl > 86_400)) refuse("ttlRange", {});
  if (inputs.proxied === true) {
    if (!proxiable.includes(type)) refuse("notProxiable", {});
    if (!mayBeProxied(inputs)) refuse("targetNotAllowed", { content });
  }
  requireRoom(cloud, inputs, own);
}

/** A name has either addresses or one alias, and nothing twice. */
function requireRoom(cloud: Cloud, inputs: Properties, own: string | undefined): void {
  const zoneName = textOf(requireZone(cloud, textOf(inputs.zoneId) ?? "").properties.name) ?? "";
  const name = fullName(inputs, zoneName);
  const others = cloud
    .all(DNS_RECORD)
    .filter(
      ({ id, properties }) =>
        id !== own && properties.zoneId === inputs.zoneId && fullName(properties, zoneName) === name,
    );
  const twin = others.some(
    ({ properties }) =>
      properties.type === inputs.type && properties.content === inputs.content && inputs.data === undefined,
  );
  if (twin) refuse("identicalRecord", {});
  const has = (...types: readonly string[]) =>
    others.some(({ properties }) => types.includes(textOf(properties.type) ?? ""));
  if (inputs.type === "CNAME" && has(...proxiable)) refuse("cnameAtAddress", {});
  if ((inputs.type === "A" || inputs.type === "AAAA") && has("CNAME")) refuse("addressAtCname", {});
}

/** Gives a record's name in full: `www`, `@` and `www.example.com` are all understood. */
export function fullName(properties: Properties, zoneName: string): string {
  const name = (textOf(properties.name) ?? "@").toLowerCase().replace(/\.$/, "");
  if (name === "@" || name === zoneName) return zoneName;
  return name.endsWith(`.${zoneName}`) ? name : `${name}.${zoneName}`;
}

/**
 * Networks that no proxied record may point to.
 * @see https://github.com/DNSControl/dnscontrol/issues/4776 and https://github.com/cloudflare/python-cloudflare/issues/73
 */
const prohibited = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "1.1.1.1/32",
  "1.0.0.1/32",
  "::1/128",
  "fc00::/7",
  "fe80::/10",
].flatMap((cidr) => parseCidr(cidr) ?? []);

function mayBeProxied(inputs: Properties): boolean {
  if (inputs.type === "CNAME") return true;
  const address = parseCidr(textOf(inputs.content) ?? "");
  const allowed = address !== undefined && !prohibited.some((network) => contains(network, address));
  return proxiable.includes(textOf(inputs.type) ?? "") && allowed;
}

function addressFamily(content: string): 4 | 6 | undefined {
  return content.includes("/") ? undefined : parseCidr(content)?.family;
}
