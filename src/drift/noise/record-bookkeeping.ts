import { types } from "../../graph/types";
import type { Noise } from "./noise";

/** What Cloudflare notes beside a record. */
export const recordBookkeeping: Noise = {
  id: "record-bookkeeping",
  why: "Cloudflare notes it beside the record; where visitors go does not depend on it.",
  sources: [
    "https://github.com/cloudflare/terraform-provider-cloudflare/issues/5517",
    "https://github.com/cloudflare/terraform-provider-cloudflare/issues/5858",
    "https://github.com/cloudflare/terraform-provider-cloudflare/issues/6195",
  ],
  isNoise: ({ property, before, after }, { type }) => {
    if (type !== types.dnsRecord) return false;
    if (property === "meta" || property === "proxiable") return true;
    return property === "settings" && !before && !after;
  },
};
