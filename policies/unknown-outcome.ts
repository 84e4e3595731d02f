import type { Reach, ReachRow } from "../src/reach/reach-types";
import type { Doubt } from "../src/reach/verdict";

/** The policy that tells what cannot be judged; it has no cause, since nothing is known to be wrong. */
export const unknownOutcome = {
  id: "require-known-outcome",
  summary: "Require programs to tell enough to know what visitors will see",
  severity: "note",
} as const;

/** A hostname of which nobody knows whether it works. */
export interface UnknownHostname {
  readonly hostname: string;
  /** URN of the record or other resource that publishes it. */
  readonly resource: string;
  /** Visitors whose outcome is not known, such as `https (IPv4 and IPv6)`. */
  readonly visitors: readonly string[];
  readonly doubts: readonly Doubt[];
}

/** Gathers the rows whose outcome is not known, one entry for each hostname. */
export function unknownHostnames(reach: Reach): readonly UnknownHostname[] {
  const open = reach.rows.filter(({ outcome }) => outcome === "unknown");
  return [...Map.groupBy(open, ({ hostname }) => hostname)].map(([hostname, rows]) => ({
    hostname,
    resource: rows.at(0)?.resource ?? "",
    visitors: visitorsOf(rows),
    doubts: doubtsOf(rows),
  }));
}

function visitorsOf(rows: readonly ReachRow[]): readonly string[] {
  const bySchemePort = Map.groupBy(rows, ({ visitor }) => `${visitor.scheme}${portOf(visitor)}`);
  return [...bySchemePort].map(([visitor, alike]) => {
    const families = [...new Set(alike.map(({ family }) => `IPv${family}`))].toSorted();
    return `${visitor} (${families.join(" and ")})`;
  });
}

function portOf({ scheme, port }: ReachRow["visitor"]): string {
  return port === (scheme === "http" ? 80 : 443) ? "" : ` :${port}`;
}

function doubtsOf(rows: readonly ReachRow[]): readonly Doubt[] {
  const doubts = rows.flatMap((row) => row.dials.flatMap((dial) => dial.doubts));
  return [...new Map(doubts.map((doubt) => [`${doubt.resource} ${doubt.why}`, doubt])).values()];
}
