import { isProxiedPort } from "./ports";

/**
 * The values of the zone setting `ssl`; `origin_pull` is Enterprise, and documented for configuration rules only.
 * @see https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/ read 2026-10-05
 */
export const sslModes = ["off", "flexible", "full", "strict", "origin_pull"] as const;
export type SslMode = (typeof sslModes)[number];

/** How the edge speaks to the origin: not encrypted, encrypted with any certificate, or with a validated one. */
export type OriginTls = "none" | "unverified" | "verified";

/** What the edge does with a visitor's connection before any Origin Rule or edge redirect changes it. */
export type EdgeDial =
  /** It connects to this TCP port of the origin, 1–65535. */
  | { readonly kind: "dials"; readonly port: number; readonly tls: OriginTls }
  /** It answers with a redirect and connects to nothing. */
  | { readonly kind: "redirects"; readonly to: "http" }
  /** The edge does not listen on the visitor's port, so the visitor's own connection fails. */
  | { readonly kind: "not-proxied" }
  /** Cloudflare's pages do not say. */
  | { readonly kind: "undocumented" };

/** What a mode does with one kind of visitor; "same" dials the port that the visitor used. */
type Cell = { readonly port: number | "same"; readonly tls: OriginTls } | "redirects-to-http" | "undocumented";

interface ModeRow {
  readonly http80: Cell;
  readonly otherHttp: Cell;
  readonly https443: Cell;
  readonly otherHttps: Cell;
}

const plainSame: Cell = { port: "same", tls: "none" };
const unverifiedSame: Cell = { port: "same", tls: "unverified" };
const verifiedSame: Cell = { port: "same", tls: "verified" };

/**
 * What each mode dials. "Strict" does not mean "443 only": in full and strict an http visitor is carried on over plain
 * HTTP to the port that he used.
 */
const modes: Record<SslMode, ModeRow> = {
  // @see https://developers.cloudflare.com/ssl/troubleshooting/too-many-redirects/ read 2026-10-05
  off: {
    http80: plainSame,
    otherHttp: plainSame,
    https443: "redirects-to-http",
    otherHttps: "undocumented",
  },
  // Only port 443 is flexible; every other HTTPS port falls back to full.
  // @see https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/flexible/ read 2026-10-05
  flexible: {
    http80: plainSame,
    otherHttp: plainSame,
    https443: { port: 80, tls: "none" },
    otherHttps: unverifiedSame,
  },
  // @see https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/full/ read 2026-10-05
  full: { http80: plainSame, otherHttp: plainSame, https443: unverifiedSame, otherHttps: unverifiedSame },
  // @see https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/full-strict/ read 2026-10-05
  strict: { http80: plainSame, otherHttp: plainSame, https443: verifiedSame, otherHttps: verifiedSame },
  // The page promises TLS for every visitor and names no port: 443 is the one reading for port 80, and there is none
  // for the other HTTP ports.
  // @see https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/ssl-only-origin-pull/ read 2026-10-05
  origin_pull: {
    http80: { port: 443, tls: "verified" },
    otherHttp: "undocumented",
    https443: verifiedSame,
    otherHttps: verifiedSame,
  },
};

/** Gives what the edge does in a mode with a visitor who used this scheme and TCP port. */
export function edgeDial(
  mode: SslMode,
  visitor: { readonly scheme: "http" | "https"; readonly port: number },
): EdgeDial {
  if (!isProxiedPort(visitor.scheme, visitor.port)) return { kind: "not-proxied" };
  const cell = cellOf(modes[mode], visitor);
  if (cell === "redirects-to-http") return { kind: "redirects", to: "http" };
  if (cell === "undocumented") return { kind: "undocumented" };
  return { kind: "dials", port: cell.port === "same" ? visitor.port : cell.port, tls: cell.tls };
}

function cellOf(row: ModeRow, visitor: { readonly scheme: "http" | "https"; readonly port: number }): Cell {
  if (visitor.scheme === "http") return visitor.port === 80 ? row.http80 : row.otherHttp;
  return visitor.port === 443 ? row.https443 : row.otherHttps;
}

/** Reports whether a text is one of Cloudflare's SSL modes. */
export function isSslMode(text: string): text is SslMode {
  return sslModes.some((mode) => mode === text);
}
