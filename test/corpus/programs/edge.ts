import * as cloudflare from "@pulumi/cloudflare";
import type { Input } from "@pulumi/pulumi";

/** Copied from https://www.cloudflare.com/ips-v4 on 2026-10-05. */
export const cloudflareIpv4 = [
  "173.245.48.0/20",
  "103.21.244.0/22",
  "103.22.200.0/22",
  "103.31.4.0/22",
  "141.101.64.0/18",
  "108.162.192.0/18",
  "190.93.240.0/20",
  "188.114.96.0/20",
  "197.234.240.0/22",
  "198.41.128.0/17",
  "162.158.0.0/15",
  "104.16.0.0/13",
  "104.24.0.0/14",
  "172.64.0.0/13",
  "131.0.72.0/22",
];

/** Copied from https://www.cloudflare.com/ips-v6 on 2026-10-05. */
export const cloudflareIpv6 = [
  "2400:cb00::/32",
  "2606:4700::/32",
  "2803:f800::/32",
  "2405:b500::/32",
  "2405:8100::/32",
  "2a06:98c0::/29",
  "2c0f:f248::/32",
];

export const account = { id: "0123456789abcdef0123456789abcdef" };

/** A zone that the program creates, strict and with its redirect at the edge. */
export function strictZone(name = "example.com") {
  const zone = new cloudflare.Zone("zone", { account, name });
  setting(zone.id, "ssl", "strict");
  setting(zone.id, "always_use_https", "on");
  return zone;
}

/** One setting of a zone. */
export function setting(zoneId: Input<string>, settingId: string, value: string) {
  return new cloudflare.ZoneSetting(settingId, { zoneId, settingId, value });
}

/** A proxied name for another name. */
export function proxiedName(zoneId: Input<string>, name: string, content: Input<string>) {
  return new cloudflare.DnsRecord(name, { zoneId, name, type: "CNAME", content, proxied: true, ttl: 1 });
}
