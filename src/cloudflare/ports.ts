/**
 * The ports on which Cloudflare proxies HTTP, ascending after 80.
 * @see https://developers.cloudflare.com/fundamentals/reference/network-ports/ read 2026-10-05
 */
export const httpPorts: readonly number[] = [80, 2052, 2082, 2086, 2095, 8080, 8880];

/**
 * The ports on which Cloudflare proxies HTTPS, ascending after 443.
 * @see https://developers.cloudflare.com/fundamentals/reference/network-ports/ read 2026-10-05
 */
export const httpsPorts: readonly number[] = [443, 2053, 2083, 2087, 2096, 8443];

/** Reports whether a visitor of a proxied hostname can connect to the edge on this port with this scheme. */
export function isProxiedPort(scheme: "http" | "https", port: number): boolean {
  return (scheme === "http" ? httpPorts : httpsPorts).includes(port);
}
