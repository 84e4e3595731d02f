import type { Range, RangeList } from "../cloudflare/ranges";
import { type Cidr, parseCidr, subtract } from "../net/cidr";
import type { LiveList } from "./live";

/**
 * Gives the ranges to open: the active ones, the retiring ones whose date has not come, and what the live list adds.
 * A live list never takes one away.
 */
export function allowed(list: RangeList, live: LiveList | null, now: Date): readonly string[] {
  return withAdditions(
    list.ranges.filter((range) => isOpen(range, now)),
    live,
  );
}

/** Gives the ranges that the edge may dial from, and which every origin must admit: active ones and live additions. */
export function needed(list: RangeList, live: LiveList | null): readonly string[] {
  return withAdditions(
    list.ranges.filter(({ state }) => state === "active"),
    live,
  );
}

/** Reports whether a range is open: a retiring one is, to the end of its date, UTC. */
export function isOpen(range: Range, now: Date): boolean {
  return range.state === "active" || isoDate(now) <= (range.removeAfter ?? "");
}

/** Gives those networks that some address of is outside of all the others. */
export function uncovered(networks: readonly Cidr[], by: readonly Cidr[]): readonly Cidr[] {
  return networks.filter((network) => subtract([network], by).length > 0);
}

/** How a list is brought up to date. */
export interface UpdateOptions {
  readonly now: Date;
  /** How long a range that Cloudflare dropped stays open. */
  readonly holdDownDays: number;
}

/**
 * Plans the next reviewed list. New ranges are active at once. A range that Cloudflare no longer publishes retires: it
 * is open for the hold-down, since the list may be wrong, and closed after it, since a freed range is used for other
 * people's traffic. One that is published again is active again.
 */
export function planUpdate(list: RangeList, live: LiveList, options: UpdateOptions): RangeList {
  const kept = list.ranges.flatMap((range) => nextState(range, live, options));
  const known = new Set(kept.map(({ cidr }) => cidr));
  const added = live.cidrs.filter((cidr) => !known.has(cidr)).map((cidr): Range => ({ cidr, state: "active" }));
  return {
    source: live.source,
    fetchedAt: options.now.toISOString(),
    etag: live.etag,
    ranges: [...kept, ...added].sort((a, b) => familyOf(a) - familyOf(b)),
  };
}

function nextState(range: Range, live: LiveList, { now, holdDownDays }: UpdateOptions): readonly Range[] {
  if (live.cidrs.includes(range.cidr)) return [{ cidr: range.cidr, state: "active" }];
  if (range.state === "retiring") return isOpen(range, now) ? [range] : [];
  // One source alone is not enough to close anything: the API and the page have disagreed for weeks before.
  // @see https://github.com/cloudflare/terraform-provider-cloudflare/issues/1020
  if (!live.crossChecked) return [range];
  return [{ cidr: range.cidr, state: "retiring", removeAfter: isoDate(addDays(now, holdDownDays)) }];
}

function withAdditions(ranges: readonly Range[], live: LiveList | null): readonly string[] {
  const cidrs = ranges.map(({ cidr }) => cidr);
  if (live === null) return cidrs;
  const known = cidrs.flatMap((cidr) => parseCidr(cidr) ?? []);
  const published = live.cidrs.flatMap((cidr) => parseCidr(cidr) ?? []);
  return [...cidrs, ...uncovered(published, known).map(({ text }) => text)];
}

function familyOf({ cidr }: Range): number {
  return cidr.includes(":") ? 6 : 4;
}

function isoDate(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function addDays(date: Date, days: number): Date {
  return new Date(date.getTime() + days * 24 * 60 * 60 * 1000);
}
