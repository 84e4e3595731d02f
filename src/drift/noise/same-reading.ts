import type { NoiseReason } from "./noise";

/** A change that the engine sees on a resource that reads as it did. */
export const sameReading: NoiseReason = {
  id: "same-reading",
  why: "The engine compares what it makes of a reading, and the reading is the same.",
  sources: ["https://github.com/pulumi/pulumi/issues/16072"],
};
