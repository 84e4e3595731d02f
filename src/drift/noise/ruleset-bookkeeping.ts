import { types } from "../../graph/types";
import type { Noise } from "./noise";

/** The numbers and names that Cloudflare gives a ruleset and its rules. */
export const rulesetBookkeeping: Noise = {
  id: "ruleset-bookkeeping",
  why: "Cloudflare numbers rulesets and rules anew whenever one is written.",
  sources: [
    "https://github.com/cloudflare/terraform-provider-cloudflare/issues/5390",
    "https://github.com/cloudflare/terraform-provider-cloudflare/issues/5378",
    "https://github.com/cloudflare/terraform-provider-cloudflare/issues/5523",
    "https://github.com/pulumi/pulumi-cloudflare/issues/444",
    "https://github.com/pulumi/pulumi-cloudflare/issues/1164",
  ],
  isNoise: ({ path }, { type }) =>
    type === types.ruleset && /^(version|lastUpdated|rules\[\d+\]\.(id|ref|version|lastUpdated))$/.test(path),
};
