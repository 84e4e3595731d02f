/** What one source publishes, parsed and not yet judged. */
export interface Published {
  readonly ipv4: readonly string[];
  readonly ipv6: readonly string[];
  /** Cloudflare's digest of the list; null where the source gives none. */
  readonly etag: string | null;
}

/** What became of asking one source. */
export type Answer =
  | { readonly kind: "published"; readonly published: Published }
  | { readonly kind: "unavailable"; readonly reason: string }
  | { readonly kind: "unbelievable"; readonly reason: string };

/** Cloudflare's list of the moment, believed whole. */
export interface LiveList {
  /** Canonical CIDRs, IPv4 first. */
  readonly cidrs: readonly string[];
  readonly etag: string | null;
  /** Address that the list was read from. */
  readonly source: string;
  /** True where the API and the text lists were both read; only then may a missing range be retired. */
  readonly crossChecked: boolean;
  /** Sentences worth showing. */
  readonly notes: readonly string[];
}

/** Cloudflare's list of the moment, or why there is none to work with; a reason is a clause without a stop. */
export type Live =
  | { readonly kind: "live"; readonly list: LiveList }
  | { readonly kind: "unavailable"; readonly reason: string }
  | { readonly kind: "unbelievable"; readonly reason: string };
