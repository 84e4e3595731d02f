import { types } from "../../graph/types";
import { isProperties, type Value } from "../../graph/value";
import type { Noise } from "./noise";

/** What Cloudflare notes beside a record. */
export const recordBookkeeping: Noise = {
  id: "record-bookkeeping",
  why: "Cloudflare notes it beside the record; where visitors go does not depend on it.",
  sources: [
    "https://github.com/cloudflare/terraform-provider-cloudflare/issues/5517",
    "https://github.com/cloudflare/terraform-provider-cloudflare/issues/5858",
    "https://github.com/cloudflare/terraform-provider-cloudflare/issues/6195",
    "https://github.com/cloudflare/terraform-provider-cloudflare/pull/6944",
  ],
  isNoise: ({ property, before, after }, { type }) => {
    if (type !== types.dnsRecord) return false;
    if (property === "meta" || property === "proxiable") return true;
    return property === "settings" && isOff(before) && isOff(after);
  },
};

/** No settings, none that is on, and all of them off are the same. */
function isOff(value: Value | undefined): boolean {
  return !value || (isProperties(value) && Object.values(value).every(isOff));
}
