import type { RangeList } from "../cloudflare/ranges";
import { type Cidr, countAddresses, type Family, isCanonical, overlaps, parseCidr, subtract } from "../net/cidr";
import { quote } from "./answers";
import type { Published } from "./live";
import { allowed, uncovered } from "./merge";
import { isGlobalUnicast } from "./special-purpose";

/** How far a published list may differ from the reviewed one and still be believed. */
export interface Bounds {
  /** Share of a family's active addresses that may be new, and that may be gone; 0–100. */
  readonly maxChangePercent: number;
  /** Networks of our own, such as a VPC's CIDR, that a list of Cloudflare must not overlap. */
  readonly ownNetworks: readonly string[];
  readonly now: Date;
}

/** The default share of a family's addresses that may come or go without a review. */
export const defaultMaxChangePercent = 10;

/** A shorter prefix would open more of the internet than Cloudflare ever had in one range. */
const minPrefixBits: Record<Family, number> = { 4: 10, 6: 26 };

/** Each new range costs a rule of the group's quota of 60 per family: many small ones would fail the deployment. */
const maxNewRanges = 10;

/** Why a published list is not believed, as a clause without a stop; undefined when it is believed. */
export type Reason = string | undefined;

/** Judges a published list against the reviewed one; it is believed whole or not at all. */
export function judge(published: Published, list: RangeList, bounds: Bounds): Reason {
  return judgeFamily(published.ipv4, 4, list, bounds) ?? judgeFamily(published.ipv6, 6, list, bounds);
}

/** Judges one entry by itself, whoever wrote it. */
export function judgeEntry(entry: string): Reason {
  const network = parseCidr(entry);
  if (network === undefined) return `${quote(entry)} is not a network`;
  if (!isCanonical(entry)) return `${quote(entry)} is not canonical: ${network.text} is`;
  if (network.prefixBits < minPrefixBits[network.family]) {
    return `${entry} is too large: a prefix shorter than /${minPrefixBits[network.family]} is not believed`;
  }
  return isGlobalUnicast(network) ? undefined : `${entry} is not public address space`;
}

function judgeFamily(entries: readonly string[], family: Family, list: RangeList, bounds: Bounds): Reason {
  if (entries.length === 0) return `it names no IPv${family} range`;
  const malformed = firstReason(entries, judgeEntry);
  if (malformed !== undefined) return malformed;
  const networks = entries.flatMap((entry) => parseCidr(entry) ?? []);
  const alien = networks.find((network) => network.family !== family);
  if (alien !== undefined) return `${alien.text} is no IPv${family} range`;
  const twice = entries.find((entry, index) => entries.indexOf(entry) !== index);
  if (twice !== undefined) return `${twice} is listed twice`;
  return judgeOverlap(networks, bounds) ?? judgeCoverage(networks, family, list, bounds);
}

function judgeOverlap(networks: readonly Cidr[], { ownNetworks }: Bounds): Reason {
  const own = ownNetworks.flatMap((text) => parseCidr(text) ?? []);
  return firstReason(networks, (network) => {
    const clash = own.find((other) => overlaps(other, network));
    return clash && `${network.text} overlaps ${clash.text}, which is our own network`;
  });
}

/** Counts addresses, not entries: half a supernet in more pieces is still half. */
function judgeCoverage(networks: readonly Cidr[], family: Family, list: RangeList, bounds: Bounds): Reason {
  const active = networksOf(list.ranges.flatMap(({ cidr, state }) => (state === "active" ? [cidr] : [])));
  const open = networksOf(allowed(list, null, bounds.now));
  const total = countAddresses(active, family);
  const limit = BigInt(bounds.maxChangePercent);
  const gone = countAddresses(subtract(active, networks), family);
  if (gone * 100n > total * limit) {
    return `it lacks ${percent(gone, total)} of the IPv${family} addresses, more than ${limit} %`;
  }
  const added = countAddresses(subtract(networks, open), family);
  if (added * 100n > total * limit) {
    return `it adds ${percent(added, total)} to the IPv${family} addresses, more than ${limit} %`;
  }
  const additions = uncovered(networks, open).length;
  return additions > maxNewRanges ? `it adds ${additions} IPv${family} ranges, more than ${maxNewRanges}` : undefined;
}

function networksOf(cidrs: readonly string[]): readonly Cidr[] {
  return cidrs.flatMap((cidr) => parseCidr(cidr) ?? []);
}

/** Rounds up, so that what is over a limit never reads as equal to it. */
function percent(part: bigint, whole: bigint): string {
  return whole === 0n ? "100 %" : `${(part * 100n + whole - 1n) / whole} %`;
}

function firstReason<T>(items: readonly T[], judgeOne: (item: T) => Reason): Reason {
  for (const item of items) {
    const reason = judgeOne(item);
    if (reason !== undefined) return reason;
  }
  return undefined;
}
