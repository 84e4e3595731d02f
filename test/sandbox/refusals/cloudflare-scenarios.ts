import type { cloudflareRefusals } from "../../../sandbox/refusals/cloudflare";
import { askingCloudflare, type Provoke, record, type Scene, ZONE } from "./scenario";

const RECORD = "cloudflare:index/dnsRecord:DnsRecord";
const SETTING = "cloudflare:index/zoneSetting:ZoneSetting";
const RULESET = "cloudflare:index/ruleset:Ruleset";
const NEW_ZONE = { account: { id: "00000000000000000000000000000521" }, name: "example.com" };

const after =
  (first: Record<string, unknown>, second: Record<string, unknown>): Provoke =>
  async ({ cloudflare }: Scene) => {
    await cloudflare.create(RECORD, "first", record(first));
    // The older type of the same records: what is taken is taken, whoever asks.
    await cloudflare.create("cloudflare:index/record:Record", "second", record(second));
  };

/** How each refusal of Cloudflare is provoked. */
export const cloudflareScenarios: Record<keyof typeof cloudflareRefusals, Provoke> = {
  addressAtCname: after({ type: "CNAME", content: "a.example.net" }, { name: "www" }),
  cnameAtAddress: after({ name: "@" }, { name: "example.com", type: "CNAME", content: "a.example.net" }),
  identicalRecord: after({}, {}),
  targetNotAllowed: askingCloudflare(RECORD, record({ content: "10.0.0.1", proxied: true, ttl: 1 })),
  notProxiable: askingCloudflare(RECORD, record({ type: "TXT", content: "text", proxied: true, ttl: 1 })),
  proxiedTtl: askingCloudflare(RECORD, record({ proxied: true, ttl: 300 })),
  ttlRange: askingCloudflare(RECORD, record({ ttl: 30 })),
  addressContent: askingCloudflare(RECORD, record({ content: "2001:db8::1" })),
  addressContent6: askingCloudflare(RECORD, record({ type: "AAAA" })),
  noSuchZone: askingCloudflare(RECORD, record({ zoneId: "0".repeat(32) })),
  zoneExists: async ({ cloudflare }) => {
    await cloudflare.create("cloudflare:index/zone:Zone", "one", NEW_ZONE);
    await cloudflare.create("cloudflare:index/zone:Zone", "two", NEW_ZONE);
  },
  unknownSetting: askingCloudflare(SETTING, { zoneId: ZONE, settingId: "alwaysUseHttps", value: "on" }),
  settingValue: askingCloudflare(SETTING, { zoneId: ZONE, settingId: "ssl", value: "full_strict" }),
  secondRuleset: async ({ cloudflare }) => {
    const inputs = { zoneId: ZONE, kind: "zone", phase: "http_request_origin", rules: [] };
    await cloudflare.create(RULESET, "one", { ...inputs, name: "ports" });
    await cloudflare.create(RULESET, "two", { ...inputs, name: "renamed" });
  },
};
