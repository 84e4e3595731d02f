import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { AxiosResponse } from "axios";
import type { RangeList } from "../cloudflare/ranges";
import { parseApiAnswer, parseTextLists, quote } from "./answers";
import { combine } from "./combine";
import type { Answer, Live } from "./live";
import { type Bounds, defaultMaxChangePercent, judge } from "./validate";

/** Where Cloudflare publishes its ranges, and how patient we are with it. */
export interface SourceOptions {
  readonly apiUrl: string;
  readonly ipv4Url: string;
  readonly ipv6Url: string;
  readonly attempts: number;
  /** One attempt, from the name lookup to the last byte. */
  readonly attemptTimeoutMs: number;
  /** All attempts and pauses together. */
  readonly totalTimeoutMs: number;
  /** Upper end of the first random pause; doubled for each further one. */
  readonly backoffMs: number;
  /** A longer `Retry-After` is not waited for. */
  readonly maxRetryAfterMs: number;
  /** After decompression. */
  readonly maxBodyBytes: number;
  readonly maxRedirects: number;
  /** Half-open interval 0–1, for the pauses. */
  readonly random: () => number;
}

/**
 * Cloudflare's own addresses. The list is about 1 kB, so there is no conditional request: a 304 would save nothing, and
 * would make a list that was edited by hand look up to date.
 * @see https://developers.cloudflare.com/api/resources/ips/ and https://www.cloudflare.com/ips/ read 2026-10-05
 */
export const cloudflareSource: SourceOptions = {
  apiUrl: "https://api.cloudflare.com/client/v4/ips",
  ipv4Url: "https://www.cloudflare.com/ips-v4",
  ipv6Url: "https://www.cloudflare.com/ips-v6",
  attempts: 3,
  attemptTimeoutMs: 5_000,
  totalTimeoutMs: 15_000,
  backoffMs: 500,
  maxRetryAfterMs: 5_000,
  maxBodyBytes: 64 * 1024,
  maxRedirects: 3,
  random: Math.random,
};

/** What the caller knows about the list it compares with. */
export interface LiveOptions {
  readonly now: Date;
  readonly ownNetworks?: readonly string[];
  readonly maxChangePercent?: number;
  readonly source?: SourceOptions;
}

/**
 * Reads Cloudflare's list of the moment from the API and from the two text lists, and judges it against a reviewed one.
 * Trouble on the way is an answer, never an exception. Proxies are taken from `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`.
 */
export async function fetchLive(list: RangeList, options: LiveOptions): Promise<Live> {
  const source = options.source ?? cloudflareSource;
  const bounds: Bounds = {
    now: options.now,
    ownNetworks: options.ownNetworks ?? [],
    maxChangePercent: options.maxChangePercent ?? defaultMaxChangePercent,
  };
  const deadline = AbortSignal.timeout(source.totalTimeoutMs);
  const get = (url: string, type: BodyType) => download(url, type, { source, deadline, now: options.now });
  const [api, ipv4, ipv6] = await Promise.all([
    get(source.apiUrl, "application/json"),
    get(source.ipv4Url, "text/plain"),
    get(source.ipv6Url, "text/plain"),
  ]);
  const sources = {
    api: api.kind === "body" ? parseApiAnswer(api.text) : api,
    apiUrl: source.apiUrl,
    text: textAnswer(ipv4, ipv6),
    textUrl: source.ipv4Url,
  };
  return combine(sources, (published) => judge(published, list, bounds));
}

/** One family without the other is no list. */
function textAnswer(ipv4: Download, ipv6: Download): Answer {
  if (ipv4.kind !== "body") return ipv4;
  return ipv6.kind === "body" ? parseTextLists(ipv4.text, ipv6.text) : ipv6;
}

type BodyType = "application/json" | "text/plain";

type Download = { readonly kind: "body"; readonly text: string } | Exclude<Answer, { readonly kind: "published" }>;

/** Another attempt may help, after this many milliseconds at least. */
type Attempt = Download | { readonly kind: "again"; readonly reason: string; readonly waitMs: number };

interface Context {
  readonly source: SourceOptions;
  readonly deadline: AbortSignal;
  readonly now: Date;
}

async function download(url: string, type: BodyType, context: Context): Promise<Download> {
  const { source, deadline } = context;
  for (let attempt = 1; ; attempt++) {
    const result = await attemptOnce(url, type, context);
    if (result.kind !== "again") return result;
    const pauseMs = Math.max(result.waitMs, source.random() * source.backoffMs * 2 ** (attempt - 1));
    const hopeless = attempt >= source.attempts || result.waitMs > source.maxRetryAfterMs || deadline.aborted;
    if (hopeless || !(await paused(pauseMs, deadline))) return { kind: "unavailable", reason: result.reason };
  }
}

/** Waits, and reports whether there is time left. */
async function paused(milliseconds: number, deadline: AbortSignal): Promise<boolean> {
  return sleep(milliseconds, true, { signal: deadline }).catch(() => false);
}

async function attemptOnce(url: string, type: BodyType, { source, deadline, now }: Context): Promise<Attempt> {
  const signal = AbortSignal.any([deadline, AbortSignal.timeout(source.attemptTimeoutMs)]);
  try {
    const response = await request(url, type, source.maxRedirects, signal);
    const refused = refusedStatus(url, response, now) ?? refusedType(response, type);
    if (refused !== undefined) {
      response.data.destroy();
      return refused;
    }
    return await readBody(response.data, source.maxBodyBytes);
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    const reason = `${url} ${troubles[code] ?? `failed with ${code}`}`;
    return code.startsWith("ERR_FR_") ? { kind: "unavailable", reason } : { kind: "again", reason, waitMs: 0 };
  }
}

async function request(
  url: string,
  type: BodyType,
  maxRedirects: number,
  signal: AbortSignal,
): Promise<AxiosResponse<Readable>> {
  // Most programs and commands never ask, and loading it takes a tenth of a second.
  const { default: axios } = await import("axios");
  const secure = url.startsWith("https:");
  return axios.get<Readable>(url, {
    headers: { accept: type, "user-agent": "no521" },
    responseType: "stream",
    maxRedirects,
    signal,
    validateStatus: () => true,
    beforeRedirect: (next: { protocol?: string }) => {
      if (secure && next.protocol !== "https:") throw new Error("A redirect leaves HTTPS.");
    },
  });
}

function refusedStatus(url: string, response: AxiosResponse<Readable>, now: Date): Attempt | undefined {
  const { status } = response;
  if (status === 200) return undefined;
  const reason = `${url} answered with status ${status}`;
  if (status !== 429 && status < 500) return { kind: "unavailable", reason };
  return { kind: "again", reason, waitMs: retryAfterMs(response.headers["retry-after"], now) };
}

function refusedType(response: AxiosResponse<Readable>, type: BodyType): Attempt | undefined {
  const given = String(response.headers["content-type"] ?? "").split(";", 1)[0] ?? "";
  // Text lists are judged line by line anyway; what must not pass for one is a page that a proxy or a portal put there.
  const fits = type === "application/json" ? given.toLowerCase() === type : !/html|json|xml/i.test(given);
  return fits ? undefined : { kind: "unbelievable", reason: `it is ${quote(given)}, not ${type}` };
}

async function readBody(body: Readable, maxBytes: number): Promise<Download> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    const buffer = Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes > maxBytes) return { kind: "unbelievable", reason: `it is longer than ${maxBytes} bytes` };
    chunks.push(buffer);
  }
  return { kind: "body", text: Buffer.concat(chunks).toString("utf8") };
}

/** Reads seconds or a date; 0 where the header is absent or says neither. */
function retryAfterMs(header: unknown, now: Date): number {
  const text = typeof header === "string" ? header : "";
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now.getTime());
}

const troubles: Readonly<Record<string, string>> = {
  ECONNREFUSED: "refused the connection",
  ECONNRESET: "cut the connection",
  ENOTFOUND: "has a name that was not resolved",
  EAI_AGAIN: "has a name that was not resolved",
  ENETUNREACH: "is not reachable from this network",
  EHOSTUNREACH: "is not reachable from this network",
  ETIMEDOUT: "did not answer in time",
  ECONNABORTED: "did not answer in time",
  ERR_CANCELED: "did not answer in time",
  ABORT_ERR: "did not answer in time",
  ERR_FR_TOO_MANY_REDIRECTS: "redirects too often",
  ERR_FR_REDIRECTION_FAILURE: "redirects to where it is not followed",
};

/** Gives the code of a network, TLS or decompression error; what has none is a bug. */
function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
