import { createHash } from "node:crypto";
import { snapshot } from "../../src/cloudflare/ranges";
import { parseCidr } from "../../src/net/cidr";
import { UserError } from "../../src/user-error";
import { type Json, map, number, type Properties, text, texts } from "../provider/property";
import type { Cloud } from "../provider/resource-type";
import type { Invoke } from "../provider/service";
import type { Store, Stored } from "../store/store";
import { fullName } from "./dns-record";
import { DNS_RECORD } from "./names";
import { ACCOUNT_ID, findZones } from "./zone";

/** File of the cloud's folder that takes the place of Cloudflare's published list, to play a change of it. */
export const RANGES_FILE = "cloudflare/ip-ranges.json";

/** Gives the functions of the Cloudflare provider that the sandbox answers. */
export function cloudflareFunctions(store: Store): Readonly<Record<string, Invoke>> {
  return {
    "cloudflare:index/getIpRanges:getIpRanges": () => ipRanges(store),
    "cloudflare:index/getZone:getZone": (args, cloud) => {
      const id = text(args.zoneId);
      const name = text(map(args.filter).name);
      const found = findZones(cloud).filter((zone) =>
        id === undefined ? name === undefined || zone.properties.name === name : zone.id === id,
      );
      const [zone] = found;
      if (zone === undefined || found.length > 1) {
        throw new UserError(
          `The sandbox has ${found.length} zones where getZone asks for ${id ?? name ?? "any"}.`,
          "Ask for one that exists: example.com always does, and others when a program has made them.",
        );
      }
      return { ...zoneResult(zone), ...(args.filter === undefined ? {} : { filter: map(args.filter) }) };
    },
    "cloudflare:index/getZones:getZones": (args, cloud) => {
      const name = text(args.name);
      const zones = findZones(cloud).filter((zone) => name === undefined || zone.properties.name === name);
      return { ...args, match: text(args.match) ?? "all", results: zones.map(zoneResult) };
    },
    "cloudflare:index/getDnsRecords:getDnsRecords": dnsRecords,
    "cloudflare:index/getAccount:getAccount": () => account(),
    "cloudflare:index/getAccounts:getAccounts": (args) => ({ ...args, results: [account()] }),
  };
}

function zoneResult(zone: Stored): Properties {
  return { ...zone.properties, id: zone.id, zoneId: zone.id };
}

/**
 * Lists records by the exact name, content and type, and as the provider no more than it is asked for; the other filters of the API are an error here.
 * @see https://developers.cloudflare.com/api/resources/dns/subresources/records/methods/list/
 */
function dnsRecords(args: Properties, cloud: Cloud): Properties {
  const zone = findZones(cloud).find(({ id }) => id === text(args.zoneId));
  if (zone === undefined) {
    throw new UserError(
      `The sandbox has no zone "${text(args.zoneId) ?? ""}" whose records getDnsRecords could list.`,
      "Ask for one that exists: example.com always does, and others when a program has made them.",
    );
  }
  const unknown = Object.keys(args).find((name) => !["zoneId", "name", "content", "type", "maxItems"].includes(name));
  const inexact = [args.name, args.content]
    .flatMap((filter) => Object.keys(map(filter)))
    .find((key) => key !== "exact");
  if (unknown !== undefined || inexact !== undefined) {
    throw new UserError(
      `The sandbox does not know the filter "${unknown ?? inexact ?? ""}" of getDnsRecords.`,
      "Use type, or name and content with exact.",
    );
  }
  const zoneName = text(zone.properties.name) ?? "";
  const wanted = { name: text(map(args.name).exact), content: text(map(args.content).exact), type: text(args.type) };
  const results = cloud
    .all(DNS_RECORD)
    .filter(({ properties }) => properties.zoneId === zone.id)
    .map(({ id, properties }): Properties => ({ ...properties, id, name: fullName(properties, zoneName) }))
    .filter((record) => wanted.name === undefined || record.name === wanted.name.toLowerCase())
    .filter((record) => wanted.content === undefined || record.content === wanted.content)
    .filter((record) => wanted.type === undefined || record.type === wanted.type);
  return { ...args, results: results.slice(0, number(args.maxItems) ?? 1000) };
}

function account(): Properties {
  return {
    id: ACCOUNT_ID,
    accountId: ACCOUNT_ID,
    name: "sandbox",
    type: "standard",
    settings: {},
    createdOn: "2026-01-01T00:00:00Z",
  };
}

/**
 * Gives the list as the provider does; the file of the sandbox comes first, and is not checked: a bad list is a case to try.
 * @see https://developers.cloudflare.com/api/resources/ips/methods/list/
 */
function ipRanges(store: Store): Properties {
  const file = store.readPlain(RANGES_FILE);
  const active = snapshot.ranges.filter((range) => range.state === "active").map((range) => range.cidr);
  const own = file === undefined ? byFamily(active) : map(file);
  const ipv4Cidrs: Json = own.ipv4Cidrs ?? [];
  const ipv6Cidrs: Json = own.ipv6Cidrs ?? [];
  const digest = createHash("md5")
    .update(JSON.stringify([ipv4Cidrs, ipv6Cidrs]))
    .digest("hex");
  return { etag: text(own.etag) ?? digest, ipv4Cidrs, ipv6Cidrs, jdcloudCidrs: [...texts(own.jdcloudCidrs)] };
}

function byFamily(cidrs: readonly string[]): Properties {
  const of = (family: 4 | 6) => cidrs.filter((cidr) => parseCidr(cidr)?.family === family);
  return { ipv4Cidrs: of(4), ipv6Cidrs: of(6) };
}
