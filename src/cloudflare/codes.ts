/** What a visitor or the deployment sees, as a report writes it. */
export type CodeId = number | "handshake" | "loop" | "timeout" | "deploy";

/** One way in which a hostname fails, seen from the visitor's side. */
export interface CodeEntry {
  readonly code: CodeId;
  /** As Cloudflare, HTTP or the browser titles it. */
  readonly title: string;
  /** What happened between the edge and the origin; one sentence. */
  readonly edgeSaw: string;
  /** Who makes the answer that the visitor gets. */
  readonly answeredBy: "edge" | "origin" | "browser" | "deployment";
  /** Page that says so. */
  readonly source: string;
}

const fiveHundreds =
  "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/";
const thousands = "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors/";
const semantics = "https://www.rfc-editor.org/rfc/rfc9110#section-15";

/** Every code that a report can name, in the order of their numbers. Pages read 2026-10-05. */
export const codes: readonly CodeEntry[] = [
  {
    code: 403,
    title: "Forbidden",
    edgeSaw: "The origin, or a firewall of the web application before it, refused the request.",
    answeredBy: "origin",
    source: `${semantics}.5.4`,
  },
  {
    code: 404,
    title: "Not Found",
    edgeSaw: "The origin, or the last rule of a tunnel's ingress, knows nothing under this hostname.",
    answeredBy: "origin",
    source: `${semantics}.5.5`,
  },
  {
    code: 502,
    title: "Bad Gateway",
    edgeSaw: "A load balancer at the origin got no valid answer from its target, and said so.",
    answeredBy: "origin",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",
  },
  {
    code: 503,
    title: "Service Unavailable",
    edgeSaw: "A load balancer at the origin has no registered target to pass the request to, and said so.",
    answeredBy: "origin",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",
  },
  {
    code: 504,
    title: "Gateway Timeout",
    edgeSaw: "A load balancer at the origin waited for its target in vain, and said so.",
    answeredBy: "origin",
    source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",
  },
  {
    code: 520,
    title: "Web server is returning an unknown error",
    edgeSaw: "The connection was made, and the answer was empty, malformed or cut off.",
    answeredBy: "edge",
    source: `${fiveHundreds}error-520/`,
  },
  {
    code: 521,
    title: "Web server is down",
    edgeSaw: "The origin refused the connection: it answered on the port with a reset.",
    answeredBy: "edge",
    source: `${fiveHundreds}error-521/`,
  },
  {
    code: 522,
    title: "Connection timed out",
    edgeSaw: "Nothing answered the connection: the packets, or the answers to them, were dropped.",
    answeredBy: "edge",
    source: `${fiveHundreds}error-522/`,
  },
  {
    code: 523,
    title: "Origin is unreachable",
    edgeSaw: "A router on the way has no route to the origin's address.",
    answeredBy: "edge",
    source: `${fiveHundreds}error-523/`,
  },
  {
    code: 524,
    title: "A timeout occurred",
    edgeSaw: "The origin took the request and did not answer it in time.",
    answeredBy: "edge",
    source: `${fiveHundreds}error-524/`,
  },
  {
    code: 525,
    title: "SSL handshake failed",
    edgeSaw: "The connection was made, and the TLS handshake on it failed.",
    answeredBy: "edge",
    source: `${fiveHundreds}error-525/`,
  },
  {
    code: 526,
    title: "Invalid SSL certificate",
    edgeSaw: "The origin showed a certificate that is expired, not trusted, or made out to another name.",
    answeredBy: "edge",
    source: `${fiveHundreds}error-526/`,
  },
  {
    code: 530,
    title: "Origin cannot be resolved",
    edgeSaw: "The origin's hostname has no address; the page carries the 1xxx code.",
    answeredBy: "edge",
    source: `${fiveHundreds}error-530/`,
  },
  {
    code: 1000,
    title: "DNS points to prohibited IP",
    edgeSaw: "The record leads back to an address of Cloudflare.",
    answeredBy: "edge",
    source: `${thousands}error-1000/`,
  },
  {
    code: 1002,
    title: "DNS points to local or disallowed IP",
    edgeSaw: "The record leads to a private address, which the edge does not dial.",
    answeredBy: "edge",
    source: `${thousands}error-1002/`,
  },
  {
    code: 1014,
    title: "CNAME cross-user banned",
    edgeSaw: "The record is a CNAME to a zone in another Cloudflare account.",
    answeredBy: "edge",
    source: `${thousands}error-1014/`,
  },
  {
    code: 1016,
    title: "Origin DNS error",
    edgeSaw: "The target of the CNAME, or every host of the pool, has no address; carried by status 530.",
    answeredBy: "edge",
    source: `${thousands}error-1016/`,
  },
  {
    code: 1033,
    title: "Cloudflare Tunnel error",
    edgeSaw: "No connector of the tunnel is connected; carried by status 530.",
    answeredBy: "edge",
    source: `${thousands}error-1033/`,
  },
  {
    code: "handshake",
    title: "The browser finds no common TLS version or cipher suite",
    edgeSaw: "A visitor who asked for a hostname for which the edge has no certificate.",
    answeredBy: "browser",
    source: "https://developers.cloudflare.com/ssl/troubleshooting/version-cipher-mismatch/",
  },
  {
    code: "loop",
    title: "Too many redirects",
    edgeSaw: "The origin redirects each request to the scheme that the edge does not use.",
    answeredBy: "browser",
    source: "https://developers.cloudflare.com/ssl/troubleshooting/too-many-redirects/",
  },
  {
    code: "timeout",
    title: "The browser's own timeout",
    edgeSaw: "Nothing: the visitor's connection never arrives at a port that the edge serves.",
    answeredBy: "browser",
    source: "https://developers.cloudflare.com/fundamentals/reference/network-ports/",
  },
  {
    code: "deploy",
    title: "The deployment is refused",
    edgeSaw: "Nothing: the API of Cloudflare or AWS does not accept the resource.",
    answeredBy: "deployment",
    source: "https://developers.cloudflare.com/dns/proxy-status/limitations/",
  },
];

/** Gives what is known of a code; undefined for one that no report names. */
export function describeCode(code: CodeId): CodeEntry | undefined {
  return codes.find((entry) => entry.code === code);
}
