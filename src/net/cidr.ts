import ipaddr from "ipaddr.js";

export type Family = 4 | 6;

/** A network: every address from `first` to `last`, both included. */
export interface Cidr {
  /** Canonical text, such as `203.0.113.0/24` or `2001:db8::/32`. */
  readonly text: string;
  readonly family: Family;
  /** 0–32 or 0–128. */
  readonly prefixBits: number;
  readonly first: bigint;
  readonly last: bigint;
}

const addressBits: Record<Family, number> = { 4: 32, 6: 128 };

/**
 * Parses an address or a network, IPv4-mapped IPv6 notation included, into its network.
 * Host bits are cleared; compare `text` with the input to learn whether it was canonical.
 * Returns undefined for anything else, such as `300.1.1.1/8`, `01.2.3.4`, `10.0.0.0/33` or two glued lines.
 */
export function parseCidr(text: string): Cidr | undefined {
  const known = parsedTexts.get(text);
  if (known !== undefined) return known.cidr;
  // A program says the same networks over and over; the bound keeps a hostile list from filling the memory.
  if (parsedTexts.size >= mostParsedTexts) parsedTexts.clear();
  const cidr = parse(text);
  parsedTexts.set(text, { cidr });
  return cidr;
}

const parsedTexts = new Map<string, { readonly cidr: Cidr | undefined }>();
const mostParsedTexts = 10_000;

function parse(text: string): Cidr | undefined {
  const [address = "", prefix, ...rest] = text.split("/");
  if (rest.length > 0 || (prefix !== undefined && !/^(0|[1-9]\d{0,2})$/.test(prefix))) return undefined;
  const parsed = parseAddress(address);
  if (parsed === undefined) return undefined;
  const bits = prefix === undefined ? addressBits[parsed.writtenAs] : Number(prefix);
  if (bits > addressBits[parsed.writtenAs]) return undefined;
  const ownBits = bits - (addressBits[parsed.writtenAs] - addressBits[parsed.family]);
  return ownBits < 0 ? undefined : network(parsed.family, parsed.value, ownBits);
}

/** Reports whether a text is the canonical form of a network: no host bits, shortest IPv6 notation, a prefix. */
export function isCanonical(text: string): boolean {
  return parseCidr(text)?.text === text;
}

function parseAddress(text: string): { family: Family; writtenAs: Family; value: bigint } | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) {
    return { family: 4, writtenAs: 4, value: toBigint(ipaddr.IPv4.parse(text).toByteArray()) };
  }
  if (text.includes("%") || !ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress()
    ? { family: 4, writtenAs: 6, value: toBigint(address.toIPv4Address().toByteArray()) }
    : { family: 6, writtenAs: 6, value: toBigint(address.toByteArray()) };
}

function toBigint(bytes: readonly number[]): bigint {
  return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

/** Gives the network of a prefix length around an address. */
function network(family: Family, address: bigint, prefixBits: number): Cidr {
  const size = 1n << BigInt(addressBits[family] - prefixBits);
  const first = (address / size) * size;
  return { text: `${formatAddress(family, first)}/${prefixBits}`, family, prefixBits, first, last: first + size - 1n };
}

function formatAddress(family: Family, value: bigint): string {
  const bytes = Array.from({ length: addressBits[family] / 8 }, (_, index) =>
    Number((value >> BigInt(addressBits[family] - 8 * (index + 1))) & 0xffn),
  );
  return ipaddr.fromByteArray(bytes).toString();
}

/** Reports whether every address of `inner` lies in `outer`. */
export function contains(outer: Cidr, inner: Cidr): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

/** Reports whether two networks share an address. */
export function overlaps(a: Cidr, b: Cidr): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

/** Gives the fewest networks that hold exactly the addresses of `from` that none of `taken` holds. */
export function subtract(from: readonly Cidr[], taken: readonly Cidr[]): readonly Cidr[] {
  const spans = mergeSpans(from).flatMap((span) =>
    mergeSpans(taken.filter((cidr) => cidr.family === span.family)).reduce(cut, [span]),
  );
  return spans.flatMap(networksOf);
}

/** Gives the fewest networks that hold exactly the addresses of `from` that one of `inside` holds too. */
export function intersect(from: readonly Cidr[], inside: readonly Cidr[]): readonly Cidr[] {
  return subtract(from, subtract(from, inside));
}

/** Gives the fewest networks that hold exactly the addresses of all the given ones, IPv4 first, ascending. */
export function merge(cidrs: readonly Cidr[]): readonly Cidr[] {
  return mergeSpans(cidrs).flatMap(networksOf);
}

/** Counts the addresses of one family that the networks hold together; overlaps count once. */
export function countAddresses(cidrs: readonly Cidr[], family: Family): bigint {
  return mergeSpans(cidrs)
    .filter((span) => span.family === family)
    .reduce((sum, span) => sum + (span.last - span.first + 1n), 0n);
}

interface Span {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
}

function mergeSpans(cidrs: readonly Span[]): readonly Span[] {
  const sorted = [...cidrs].sort((a, b) => a.family - b.family || compare(a.first, b.first));
  const merged: Span[] = [];
  for (const span of sorted) {
    const before = merged.at(-1);
    if (before === undefined || before.family !== span.family || span.first > before.last + 1n) {
      merged.push({ family: span.family, first: span.first, last: span.last });
    } else if (span.last > before.last) {
      merged[merged.length - 1] = { ...before, last: span.last };
    }
  }
  return merged;
}

/** Cuts one span out of others of the same family. */
function cut(spans: readonly Span[], hole: Span): Span[] {
  return spans.flatMap((span) => {
    if (hole.last < span.first || span.last < hole.first) return [span];
    const left = span.first < hole.first ? [{ ...span, last: hole.first - 1n }] : [];
    const right = hole.last < span.last ? [{ ...span, first: hole.last + 1n }] : [];
    return [...left, ...right];
  });
}

function networksOf(span: Span): Cidr[] {
  const width = addressBits[span.family];
  const cidrs: Cidr[] = [];
  let next = span.first;
  while (next <= span.last) {
    // As wide as its first address is aligned for, and as the addresses that are left fill.
    const aligned = next === 0n ? width : binaryDigits(next & -next) - 1;
    const hostBits = Math.min(aligned, binaryDigits(span.last - next + 1n) - 1);
    cidrs.push(network(span.family, next, width - hostBits));
    next += 1n << BigInt(hostBits);
  }
  return cidrs;
}

function binaryDigits(value: bigint): number {
  return value.toString(2).length;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
