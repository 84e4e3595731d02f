import { types } from "../../graph/types";
import type { Noise } from "./noise";

/** The version of a prefix list. */
export const listVersion: Noise = {
  id: "list-version",
  why: "AWS counts the changes of a prefix list; its entries are compared by themselves.",
  sources: ["https://github.com/pulumi/pulumi-aws/issues/1784"],
  isNoise: ({ property }, { type }) => type === types.managedPrefixList && property === "version",
};
