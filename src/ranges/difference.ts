import type { RangeList } from "../cloudflare/ranges";
import type { LiveList } from "./live";

/** Where a reviewed list and the live one do not agree. */
export interface Difference {
  /** Published, and not active in the list. */
  readonly published: readonly string[];
  /** Active in the list, and no longer published. */
  readonly dropped: readonly string[];
  /**
   * The list carries the digest that Cloudflare publishes now, and other ranges: somebody edited it by hand.
   */
  readonly edited: boolean;
}

/** Compares a reviewed list with the live one, range by range; a retiring range is not expected to be published. */
export function compare(list: RangeList, live: LiveList): Difference {
  const active = list.ranges.flatMap(({ cidr, state }) => (state === "active" ? [cidr] : []));
  const published = live.cidrs.filter((cidr) => !active.includes(cidr));
  const dropped = active.filter((cidr) => !live.cidrs.includes(cidr));
  const differs = published.length + dropped.length > 0;
  return { published, dropped, edited: differs && list.etag !== null && list.etag === live.etag };
}

/** One line of a reviewable update. */
export interface Change {
  readonly cidr: string;
  readonly kind: "added" | "returned" | "retiring" | "removed";
  /** ISO date until which the range stays open, or stayed open; null where it is open for good. */
  readonly removeAfter: string | null;
}

/** Lists what an update changes, in the order of the new list, the removed ranges last. */
export function changesOf(before: RangeList, after: RangeList): readonly Change[] {
  const old = new Map(before.ranges.map((range) => [range.cidr, range]));
  const now = new Set(after.ranges.map(({ cidr }) => cidr));
  const changed = after.ranges.flatMap(({ cidr, state, removeAfter }): Change[] => {
    const was = old.get(cidr);
    if (was === undefined) return [{ cidr, kind: "added", removeAfter: null }];
    if (was.state === state) return [];
    return [{ cidr, kind: state === "active" ? "returned" : "retiring", removeAfter: removeAfter ?? null }];
  });
  const removed = before.ranges.filter(({ cidr }) => !now.has(cidr));
  return [
    ...changed,
    ...removed.map(({ cidr, removeAfter }): Change => ({ cidr, kind: "removed", removeAfter: removeAfter ?? null })),
  ];
}
