import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { snapshot } from "../../src/cloudflare/ranges";
import { cloudflareSource, type SourceOptions } from "../../src/ranges/source";

/** Answers one request; `count` is 1 for the first request to that path. */
export type Handler = (response: ServerResponse, count: number, request: IncomingMessage) => void;

/** What a loopback server says in Cloudflare's place; a path left out answers as Cloudflare does. */
export interface Script {
  readonly api?: Handler;
  readonly ipv4?: Handler;
  readonly ipv6?: Handler;
}

/** A running server, its addresses, and what was asked of it. */
export interface HostileServer {
  readonly source: SourceOptions;
  /** Paths in the order of their requests. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

const cidrs = snapshot.ranges.map(({ cidr }) => cidr);

/** The IPv4 ranges of the list that the package carries. */
export const ipv4 = cidrs.filter((cidr) => !cidr.includes(":"));
/** The IPv6 ranges of the list that the package carries. */
export const ipv6 = cidrs.filter((cidr) => cidr.includes(":"));

/** The body of the API for a list. */
export function apiBody(list: { readonly ipv4?: readonly string[]; readonly ipv6?: readonly string[] } = {}): string {
  const result = {
    etag: "38f79d050aa027e3be3865e495dcc9bc",
    ipv4_cidrs: list.ipv4 ?? ipv4,
    ipv6_cidrs: list.ipv6 ?? ipv6,
  };
  return JSON.stringify({ success: true, errors: [], messages: [], result });
}

/** Answers with a body. */
export function say(
  body: string,
  type = "application/json",
  status = 200,
  headers: Record<string, string> = {},
): Handler {
  return (response) => response.writeHead(status, { "content-type": type, ...headers }).end(body);
}

/** Answers with a text list. */
export const sayText = (body: string): Handler => say(body, "text/plain; charset=utf-8");

/** Starts a server on a free loopback port, with limits short enough for tests. */
export async function startServer(script: Script, options: Partial<SourceOptions> = {}): Promise<HostileServer> {
  const requests: string[] = [];
  const handlers: Record<string, Handler> = {
    "/client/v4/ips": script.api ?? say(apiBody()),
    "/ips-v4": script.ipv4 ?? sayText(ipv4.join("\n")),
    "/ips-v6": script.ipv6 ?? sayText(`${ipv6.join("\n")}\n`),
  };
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    requests.push(path);
    const handler = handlers[path] ?? say("", "text/plain", 404);
    handler(response, requests.filter((one) => one === path).length, request);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server listens on no port.");
  const base = `http://127.0.0.1:${address.port}`;
  return {
    source: {
      ...cloudflareSource,
      ...urlsAt(base),
      backoffMs: 1,
      // A busy machine answers late; who waits for silence says for how long.
      attemptTimeoutMs: 10_000,
      totalTimeoutMs: 30_000,
      ...options,
    },
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Gives the three addresses below a base address. */
function urlsAt(base: string): Pick<SourceOptions, "apiUrl" | "ipv4Url" | "ipv6Url"> {
  return { apiUrl: `${base}/client/v4/ips`, ipv4Url: `${base}/ips-v4`, ipv6Url: `${base}/ips-v6` };
}
