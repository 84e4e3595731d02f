import { types } from "../../graph/types";
import type { Noise } from "./noise";

/** The text of a TXT record with and without quotation marks, whole or in parts of 255 characters. */
export const textQuotes: Noise = {
  id: "text-quotes",
  why: "Cloudflare puts the text of a TXT record in quotation marks, and long ones in several.",
  sources: [
    "https://github.com/cloudflare/terraform-provider-cloudflare/pull/6331",
    "https://github.com/cloudflare/terraform-provider-cloudflare/issues/6238",
  ],
  isNoise: ({ property, before, after }, { type, is }) =>
    type === types.dnsRecord &&
    is.type === "TXT" &&
    property === "content" &&
    typeof before === "string" &&
    typeof after === "string" &&
    unquoted(before) === unquoted(after),
};

function unquoted(text: string): string {
  return /^".*"$/s.test(text) ? text.slice(1, -1).replaceAll(/"\s+"/g, "") : text;
}
