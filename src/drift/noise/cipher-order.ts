import { types } from "../../graph/types";
import { sameMembers } from "../compare";
import type { Noise } from "./noise";

/** The ciphers of a zone in another order. */
export const cipherOrder: Noise = {
  id: "cipher-order",
  why: "Cloudflare chooses among the ciphers of a zone by itself, and gives them in an order of its own.",
  sources: ["https://github.com/cloudflare/terraform-provider-cloudflare/issues/5654"],
  isNoise: ({ path, before, after }, { type, is }) =>
    type === types.zoneSetting && is.settingId === "ciphers" && path === "value" && sameMembers(before, after),
};
