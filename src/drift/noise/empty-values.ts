import { isList, isProperties, type Value } from "../../graph/value";
import type { Noise } from "./noise";

/** Nothing, written in two ways. */
export const emptyValues: Noise = {
  id: "empty-values",
  why: "An absent value and an empty one are the same.",
  sources: [
    "https://github.com/pulumi/pulumi/issues/16072",
    "https://github.com/cloudflare/terraform-provider-cloudflare/issues/5517",
    "https://github.com/cloudflare/terraform-provider-cloudflare/issues/7339",
    "https://github.com/cloudflare/tf-migrate/pull/175",
  ],
  isNoise: ({ before, after }) => isEmpty(before) && isEmpty(after),
};

function isEmpty(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === "") return true;
  if (isList(value)) return value.length === 0;
  return isProperties(value) && Object.values(value).every(isEmpty);
}
