import { types } from "../../graph/types";
import type { Noise } from "./noise";

/** The launch setting of an instance, which reads as true since it has an elastic address. */
export const addressFlag: Noise = {
  id: "address-flag",
  why: "The flag counts at launch alone, and reads as true once an elastic address is attached.",
  sources: [
    "https://github.com/pulumi/pulumi/issues/8718",
    "https://github.com/hashicorp/terraform-provider-aws/issues/37318",
  ],
  isNoise: ({ property }, { type }) => type === types.instance && property === "associatePublicIpAddress",
};
