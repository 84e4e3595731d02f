import type { Noise } from "./noise";

/** The tags of a resource together with those of its provider. */
export const tagsAll: Noise = {
  id: "tags-all",
  why: "It repeats the tags, and is filled in by the provider.",
  sources: ["https://github.com/pulumi/pulumi-aws/issues/4080"],
  isNoise: ({ property }) => property === "tagsAll",
};
