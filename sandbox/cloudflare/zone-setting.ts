import { isList, isMap, type Json, text as textOf } from "../provider/property";
import { any, type ResourceType, text } from "../provider/resource-type";
import { refuse } from "../refusals";
import { cloudflareType } from "./cloudflare-type";
import { ZONE_SETTING } from "./names";

const onOff = ["on", "off"];

/** What each setting takes: the values of a choice, or a kind of value. */
type Takes = readonly string[] | "number" | "text" | "list" | "object";

const choices = (ids: string, takes: Takes): readonly [string, Takes][] => ids.split(" ").map((id) => [id, takes]);

/**
 * The settings of a zone. The API's documentation has no `ssl_automatic_mode`; the guide to automatic modes has.
 * @see https://developers.cloudflare.com/api/resources/zones/subresources/settings/methods/edit/ read 2026-10-05
 * @see https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/
 */
const settings: ReadonlyMap<string, Takes> = new Map([
  ...choices(
    "0rtt advanced_ddos always_online always_use_https automatic_https_rewrites brotli browser_check " +
      "content_converter development_mode early_hints email_obfuscation hotlink_protection http2 http3 ip_geolocation " +
      "ipv6 mirage opportunistic_encryption opportunistic_onion orange_to_orange origin_error_page_pass_thru pre_render " +
      "prefetch_preload privacy_pass redirects_for_ai_training replace_insecure_js response_buffering rocket_loader " +
      "search_for_agents server_side_exclude sha1_support sort_query_string_for_cache tls_1_2_only tls_client_auth " +
      "true_client_ip_header waf webmcp_enabled webp websockets",
    onOff,
  ),
  ...choices(
    "browser_cache_ttl challenge_ttl edge_cache_ttl max_upload origin_h2_max_streams proxy_read_timeout",
    "number",
  ),
  ...choices("aegis automatic_platform_optimization nel security_header", "object"),
  ...choices("transformations_allowed_origins webmcp_packs ssl_recommender", "text"),
  ...choices("ciphers", "list"),
  ...choices("cache_level", ["aggressive", "basic", "simplified"]),
  ...choices("cname_flattening", ["flatten_at_root", "flatten_all"]),
  ...choices("h2_prioritization", ["on", "off", "custom"]),
  ...choices("image_resizing transformations", ["on", "off", "open"]),
  ...choices("min_tls_version", ["1.0", "1.1", "1.2", "1.3"]),
  ...choices("origin_max_http_version", ["1", "2"]),
  ...choices("polish", ["off", "lossless", "lossy"]),
  ...choices("pseudo_ipv4", ["off", "add_header", "overwrite_header"]),
  ...choices("security_level", ["off", "essentially_off", "low", "medium", "high", "under_attack"]),
  ...choices("ssl", ["off", "flexible", "full", "strict", "origin_pull"]),
  ...choices("ssl_automatic_mode", ["auto", "custom"]),
  ...choices("tls_1_3", ["on", "off", "zrt"]),
]);

/**
 * One setting. Deleting it leaves the last value: the provider says that a setting cannot be destroyed.
 * @see https://github.com/cloudflare/terraform-provider-cloudflare/blob/v5.22.0/internal/services/zone_setting/resource.go
 */
export const zoneSetting: ResourceType = cloudflareType({
  ...ZONE_SETTING,
  inputs: {
    zoneId: text({ required: true, replaces: true }),
    settingId: text({ required: true, replaces: true }),
    value: any({ required: true }),
    enabled: any({ cloudFills: true }),
  },
  outputs: ["editable", "modifiedOn", "timeRemaining"],
  moving: ["modifiedOn"],
  staysWhenDeleted: true,
  key: (id, properties) => `${textOf(properties.zoneId) ?? ""}.${id}`,
  create({ cloud, inputs }) {
    requireSetting(textOf(inputs.zoneId) ?? "", textOf(inputs.settingId) ?? "", inputs.value ?? null);
    const outputs = { editable: true, modifiedOn: cloud.now().toISOString(), timeRemaining: 0 };
    return { id: textOf(inputs.settingId) ?? "", outputs };
  },
  update({ cloud, inputs }) {
    requireSetting(textOf(inputs.zoneId) ?? "", textOf(inputs.settingId) ?? "", inputs.value ?? null);
    return { modifiedOn: cloud.now().toISOString() };
  },
});

function requireSetting(zone: string, setting: string, value: Json): void {
  const takes = settings.get(setting);
  if (takes === undefined) refuse("unknownSetting", { zone, setting });
  if (!accepts(takes, value)) refuse("settingValue", { zone, setting });
}

function accepts(takes: Takes, value: Json): boolean {
  switch (takes) {
    case "number":
      return typeof value === "number";
    case "text":
      return typeof value === "string";
    case "list":
      return isList(value);
    case "object":
      return isMap(value);
    default:
      return typeof value === "string" && takes.includes(value);
  }
}
