import { asText } from "../../graph/read";
import { types } from "../../graph/types";
import type { Value } from "../../graph/value";
import type { Noise } from "./noise";

const hosts: readonly string[] = ["CNAME", "MX", "NS", "PTR", "SRV"];

/** One name with and without the dot at its end, or in another case. */
export const trailingDot: Noise = {
  id: "trailing-dot",
  why: "Cloudflare keeps names without the dot at their end and in small letters.",
  sources: [
    "https://github.com/cloudflare/terraform-provider-cloudflare/issues/7286",
    "https://github.com/cloudflare/terraform-provider-cloudflare/issues/154",
    "https://github.com/cloudflare/terraform-provider-cloudflare/pull/6031",
  ],
  isNoise: ({ property, before, after }, { type, is }) => {
    if (type !== types.dnsRecord) return false;
    const holdsName = property === "name" || (property === "content" && hosts.some((host) => host === is.type));
    return holdsName && bare(before) !== undefined && bare(before) === bare(after);
  },
};

function bare(value: Value | undefined): string | undefined {
  const text = asText(value);
  return typeof text === "string" ? text.toLowerCase().replace(/\.$/, "") : undefined;
}
