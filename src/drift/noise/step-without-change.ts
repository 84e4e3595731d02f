import type { NoiseReason } from "./noise";

/** An update of a resource that is deployed as the program declares it, and reads as it did. */
export const stepWithoutChange: NoiseReason = {
  id: "step-without-change",
  why: "The provider takes what it fills in by itself for not known before each update.",
  sources: [
    "https://github.com/cloudflare/terraform-provider-cloudflare/issues/5517",
    "https://github.com/cloudflare/terraform-provider-cloudflare/issues/5858",
    "https://github.com/cloudflare/terraform-provider-cloudflare/issues/5378",
    "https://github.com/cloudflare/terraform-provider-cloudflare/pull/6452",
    "https://github.com/cloudflare/terraform-provider-cloudflare/pull/7103",
    "https://github.com/pulumi/pulumi-cloudflare/issues/444",
    "https://github.com/pulumi/pulumi-cloudflare/issues/939",
  ],
};
