import { types } from "../../graph/types";
import type { Noise } from "./noise";

const notes: readonly string[] = [
  ...["status", "connections", "connsActiveAt", "connsInactiveAt", "tunnelSecret", "deletedAt"],
];

/** Who is connected to a tunnel at the moment. */
export const tunnelStatus: Noise = {
  id: "tunnel-status",
  why: "Connections of a tunnel come and go, and its secret is never read back.",
  sources: ["https://github.com/cloudflare/terraform-provider-cloudflare/pull/5432"],
  isNoise: ({ property }, { type }) => type === types.tunnel && notes.includes(property),
};
