import { createHash, randomBytes } from "node:crypto";
import { map as mapOf, type Properties, text as textOf } from "../provider/property";
import { type Cloud, flag, list, map, type ResourceType, text } from "../provider/resource-type";
import { refuse } from "../refusals";
import type { Stored } from "../store/store";
import { ZONE } from "./names";

/** Id of the sandbox's Cloudflare account. */
export const ACCOUNT_ID = "00000000000000000000000000000521";
/** The zone that is there before any program ran. */
export const EXISTING_ZONE = { id: "05210521052105210521052105210521", name: "example.com" } as const;

/** @see https://developers.cloudflare.com/api/resources/zones/methods/create/ */
export const zone: ResourceType = {
  ...ZONE,
  framework: true,
  inputs: {
    account: map({ required: true, replaces: true }),
    name: text({ required: true, replaces: true }),
    paused: flag({ cloudFills: true }),
    type: text({ default: "full", oneOf: ["full", "partial", "secondary", "internal"] }),
    vanityNameServers: list({ cloudFills: true }),
  },
  outputs: [
    "activatedOn",
    "cnameSuffix",
    "createdOn",
    "developmentMode",
    "meta",
    "modifiedOn",
    "nameServers",
    "originalDnshost",
    "originalNameServers",
    "originalRegistrar",
    "owner",
    "permissions",
    "plan",
    "status",
    "tenant",
    "tenantUnit",
    "verificationKey",
  ],
  moving: ["modifiedOn"],
  create({ cloud, inputs }) {
    const name = textOf(inputs.name) ?? "";
    if (cloud.all(ZONE).some((other) => other.properties.name === name)) refuse("zoneExists", { name });
    return { id: randomBytes(16).toString("hex"), outputs: zoneOutputs(cloud, name, inputs) };
  },
  update: ({ cloud }) => ({ modifiedOn: cloud.now().toISOString() }),
};

/** Gives every zone; `example.com` comes into being when nobody made a zone of that name. */
export function findZones(cloud: Cloud): readonly Stored[] {
  const zones = cloud.all(ZONE);
  if (zones.some((stored) => stored.properties.name === EXISTING_ZONE.name)) return zones;
  const inputs = { account: { id: ACCOUNT_ID }, type: "full" };
  const seeded: Stored = {
    type: ZONE.type,
    id: EXISTING_ZONE.id,
    properties: { ...inputs, name: EXISTING_ZONE.name, ...zoneOutputs(cloud, EXISTING_ZONE.name, inputs) },
  };
  cloud.put(ZONE, seeded.id, seeded);
  return [...zones, seeded];
}

/** Gives a zone by its id, or refuses. */
export function requireZone(cloud: Cloud, id: string): Stored {
  const found = cloud.find(ZONE, id);
  if (found !== undefined) return found;
  const seeded = id === EXISTING_ZONE.id ? findZones(cloud).find((stored) => stored.id === id) : undefined;
  return seeded ?? refuse("noSuchZone", { id });
}

/** A zone of the sandbox is active at once: nobody has to change name servers. */
function zoneOutputs(cloud: Cloud, name: string, inputs: Properties): Properties {
  const now = cloud.now().toISOString();
  return {
    account: { name: "sandbox", ...mapOf(inputs.account) },
    activatedOn: now,
    createdOn: now,
    modifiedOn: now,
    developmentMode: 0,
    meta: { step: 2, customCertificateQuota: 0, pageRuleQuota: 3, phishingDetected: false },
    nameServers: ["ada.ns.cloudflare.com", "bob.ns.cloudflare.com"],
    originalNameServers: ["ns1.example.net", "ns2.example.net"],
    owner: { type: "user" },
    paused: inputs.paused ?? false,
    permissions: ["#zone:read", "#zone:edit"],
    plan: { id: "0feeeeeeeeeeeeeeeeeeeeeeeeeeeeee", legacyId: "free", name: "Free Website", currency: "USD", price: 0 },
    status: "active",
    vanityNameServers: inputs.vanityNameServers ?? [],
    verificationKey: createHash("sha256").update(name).digest("hex").slice(0, 20),
  };
}
