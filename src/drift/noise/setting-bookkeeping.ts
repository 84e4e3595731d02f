import { types } from "../../graph/types";
import type { Noise } from "./noise";

const notes: Readonly<Record<string, readonly string[]>> = {
  [types.zoneSetting]: ["editable", "timeRemaining", "enabled"],
  "cloudflare:index/hostnameTlsSetting:HostnameTlsSetting": ["status"],
};

/** What Cloudflare notes beside the value of a setting. */
export const settingBookkeeping: Noise = {
  id: "setting-bookkeeping",
  why: "Only the value of a setting is set; the rest says who may change it, and for how long it holds.",
  sources: [
    "https://github.com/cloudflare/terraform-provider-cloudflare/issues/6436",
    "https://github.com/cloudflare/terraform-provider-cloudflare/issues/5795",
    "https://github.com/cloudflare/terraform-provider-cloudflare/issues/5490",
  ],
  isNoise: ({ property }, { type }) => notes[type]?.includes(property) === true,
};
