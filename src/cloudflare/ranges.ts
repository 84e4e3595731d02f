import snapshotFile from "./ranges.snapshot.json";

/** One published range. A retiring one is still allowed until its date, and no longer demanded. */
export interface Range {
  /** Canonical CIDR. */
  readonly cidr: string;
  readonly state: "active" | "retiring";
  /** ISO date, `2026-12-31`, after which the range is closed; only on a retiring range. */
  readonly removeAfter?: string;
}

/** A reviewed copy of Cloudflare's list: `ranges.snapshot.json` here, `no521.ranges.json` in a project. */
export interface RangeList {
  readonly source: string;
  /** ISO date and time of the copy. */
  readonly fetchedAt: string;
  /** Cloudflare's digest of the list; null where the source gave none. */
  readonly etag: string | null;
  readonly ranges: readonly Range[];
}

/**
 * The list this package carries.
 * @see https://www.cloudflare.com/ips/ read 2026-10-05
 */
export const snapshot: RangeList = snapshotFile as RangeList;
