import type { ResourceType } from "../provider/resource-type";
import type { ProviderParts } from "../provider/service";
import { assembleProvider, type World } from "../provider/world";
import { dnsRecord } from "./dns-record";
import { cloudflareFunctions } from "./functions";
import { healthcheck, notificationPolicy, notificationPolicyWebhooks } from "./monitoring";
import {
  originCaCertificate,
  originPulls,
  originPullsCertificate,
  originPullsHostnameCertificate,
  originPullsSettings,
} from "./origin-certificates";
import { pageRule, ruleset } from "./ruleset";
import { zone } from "./zone";
import { zoneSetting } from "./zone-setting";

/** The Cloudflare resource types that the sandbox models. */
export const cloudflareTypes: readonly ResourceType[] = [
  zone,
  dnsRecord,
  zoneSetting,
  ruleset,
  pageRule,
  originCaCertificate,
  originPulls,
  originPullsSettings,
  originPullsCertificate,
  originPullsHostnameCertificate,
  healthcheck,
  notificationPolicy,
  notificationPolicyWebhooks,
];

/** The sandbox's Cloudflare; the version is the one of `@pulumi/cloudflare` in package.json. */
export function cloudflareProvider(world: World): ProviderParts {
  return assembleProvider(
    { name: "cloudflare", version: "6.22.1", types: cloudflareTypes, functions: cloudflareFunctions },
    world,
  );
}
