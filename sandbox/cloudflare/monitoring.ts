import { isMap, type Properties, text as textOf } from "../provider/property";
import { type Flaw, flag, list, map, number, type ResourceType, text } from "../provider/resource-type";
import { cloudflareType, newCloudflareId } from "./cloudflare-type";
import { HEALTHCHECK, NOTIFICATION_POLICY, NOTIFICATION_POLICY_WEBHOOKS } from "./names";

/**
 * A probe. Its port is 80 where the program gives none, also for HTTPS: so the provider's schema has it.
 * @see https://github.com/cloudflare/terraform-provider-cloudflare/issues/6800
 */
export const healthcheck: ResourceType = cloudflareType({
  ...HEALTHCHECK,
  inputs: {
    zoneId: text({ required: true, replaces: true }),
    address: text({ required: true }),
    name: text({ required: true }),
    type: text({ default: "HTTP" }),
    checkRegions: list(),
    consecutiveFails: number({ default: 1 }),
    consecutiveSuccesses: number({ default: 1 }),
    description: text({ cloudFills: true }),
    httpConfig: map({
      inner: { allowInsecure: false, followRedirects: false, method: "GET", path: "/", port: 80 },
    }),
    interval: number({ default: 60 }),
    retries: number({ default: 2 }),
    suspended: flag({ default: false }),
    tcpConfig: map({ inner: { method: "connection_established", port: 80 } }),
    timeout: number({ default: 5 }),
  },
  outputs: ["createdOn", "failureReason", "modifiedOn", "status"],
  moving: ["modifiedOn"],
  validate: (inputs) =>
    /^[A-Za-z0-9_-]+$/.test(textOf(inputs.name) ?? "a")
      ? []
      : [{ property: "name", reason: 'Property "name" may hold letters, digits, "-" and "_" only.' }],
  create({ cloud }) {
    const now = cloud.now().toISOString();
    return {
      id: newCloudflareId(),
      outputs: { createdOn: now, modifiedOn: now, status: "unknown", failureReason: "" },
    };
  },
  update: ({ cloud }) => ({ modifiedOn: cloud.now().toISOString() }),
});

/** @see https://developers.cloudflare.com/notifications/notification-available/ */
export const notificationPolicy: ResourceType = cloudflareType({
  ...NOTIFICATION_POLICY,
  inputs: {
    accountId: text({ required: true, replaces: true }),
    alertType: text({ required: true }),
    mechanisms: map({ required: true }),
    name: text({ required: true }),
    enabled: flag({ default: true }),
    alertInterval: text(),
    description: text(),
    filters: map(),
  },
  outputs: ["created", "modified"],
  moving: ["modified"],
  validate: alertFlaws,
  create({ cloud }) {
    const now = cloud.now().toISOString();
    return { id: newCloudflareId(), outputs: { created: now, modified: now } };
  },
  update: ({ cloud }) => ({ modified: cloud.now().toISOString() }),
});

/** Alert types are written in snake case, whatever the SDK's documentation makes of them. */
function alertFlaws(inputs: Properties): readonly Flaw[] {
  const alertType = textOf(inputs.alertType);
  if (alertType !== undefined && !/^[a-z0-9_]+$/.test(alertType)) {
    return [{ property: "alertType", reason: `Property "alertType" must be in snake case, and is "${alertType}".` }];
  }
  const empty = isMap(inputs.mechanisms) && Object.keys(inputs.mechanisms).length === 0;
  return empty ? [{ property: "mechanisms", reason: 'Property "mechanisms" must name at least one way to tell.' }] : [];
}

/** @see https://developers.cloudflare.com/notifications/get-started/configure-webhooks/ */
export const notificationPolicyWebhooks: ResourceType = cloudflareType({
  ...NOTIFICATION_POLICY_WEBHOOKS,
  inputs: {
    accountId: text({ required: true, replaces: true }),
    name: text({ required: true }),
    url: text({ required: true }),
    secret: text({ secret: true }),
  },
  outputs: ["createdAt", "lastFailure", "lastSuccess", "type"],
  create: ({ cloud }) => ({
    id: newCloudflareId(),
    outputs: { createdAt: cloud.now().toISOString(), type: "generic" },
  }),
});
