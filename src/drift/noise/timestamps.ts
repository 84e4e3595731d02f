import type { Noise } from "./noise";

const names: ReadonlySet<string> = new Set([
  ...["createdOn", "modifiedOn", "commentModifiedOn", "tagsModifiedOn", "activatedOn", "updatedAt", "createdAt"],
  ...["lastModified", "lastModifiedDate", "lastUpdated", "lastUpdatedTime", "disabledAt"],
]);

/** When something was written last. */
export const timestamps: Noise = {
  id: "timestamps",
  why: "The time at which a service wrote something last is no setting.",
  sources: [
    "https://github.com/cloudflare/terraform-provider-cloudflare/issues/5517",
    "https://github.com/cloudflare/terraform-provider-cloudflare/issues/5490",
    "https://github.com/pulumi/pulumi/issues/16072",
  ],
  isNoise: ({ path }) => names.has(path.split(".").at(-1) ?? ""),
};
