import { types } from "../../graph/types";
import type { Noise } from "./noise";

/** What Cloudflare counts and notes about a zone. */
const notes: readonly string[] = ["developmentMode", "meta", "cnameSuffix", "owner", "permissions", "plan"];

/** The notes of a zone, one of which counts the seconds since its development mode. */
export const zoneBookkeeping: Noise = {
  id: "zone-bookkeeping",
  why: "Cloudflare counts and notes it about the zone; nobody sets it there.",
  sources: ["https://github.com/cloudflare/terraform-provider-cloudflare/issues/5891"],
  isNoise: ({ property }, { type }) => type === types.zone && notes.includes(property),
};
