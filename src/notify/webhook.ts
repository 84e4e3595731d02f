import { createHmac, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import axios from "axios";
import { UserError } from "../user-error";

/** Where to tell, and how to prove that it is us. */
export interface Webhook {
  /** A secret: who knows a Slack address may post to it. Only its host is ever shown. */
  readonly url: string;
  /** Signs each request where it is given. */
  readonly secret: string | null;
}

/** How patient a call is; every wait and the number of attempts have an end. */
export interface WebhookPatience {
  readonly attempts: number;
  /** One attempt, from the name lookup to the status. */
  readonly attemptTimeoutMs: number;
  /** Upper end of the first random pause; doubled for each further one. */
  readonly backoffMs: number;
  /** A longer `Retry-After` is not waited for. */
  readonly maxRetryAfterMs: number;
  /** Half-open interval 0–1, for the pauses. */
  readonly random: () => number;
  readonly now: () => Date;
}

/** The patience of a job that nobody watches. */
export const usualWebhookPatience: WebhookPatience = {
  attempts: 4,
  attemptTimeoutMs: 10_000,
  backoffMs: 1_000,
  maxRetryAfterMs: 30_000,
  random: Math.random,
  now: () => new Date(),
};

/** Why a webhook was not told. It never holds the address, the secret or the request. */
export class WebhookError extends UserError {
  override readonly name = "WebhookError";
}

/** The header that names a delivery: the same for each attempt, so that a receiver can tell a repetition. */
const deliveryHeader = "No521-Delivery";
/** The header that carries `t=<seconds>,v1=<hex>`. */
const signatureHeader = "No521-Signature";

/**
 * Sends a JSON body to a webhook, again after a pause where the receiver had trouble. No redirect is followed: it would
 * carry the message, and what proves that it is ours, to whom nobody named.
 * @throws {WebhookError} if the receiver does not take it.
 */
export async function callWebhook(
  webhook: Webhook,
  body: unknown,
  patience: WebhookPatience = usualWebhookPatience,
): Promise<void> {
  const url = readUrl(webhook.url);
  const call = { url, secret: webhook.secret, text: JSON.stringify(body), delivery: randomUUID() };
  for (let attempt = 1; ; attempt++) {
    const failure = await attemptOnce(call, patience);
    if (failure === null) return;
    const { what, fix, waitMs } = failure;
    const isLast = attempt >= patience.attempts || waitMs === null || waitMs > patience.maxRetryAfterMs;
    if (isLast) throw new WebhookError(`The webhook at ${url.host} ${what}.`, fix);
    await sleep(Math.max(waitMs, patience.random() * patience.backoffMs * 2 ** (attempt - 1)));
  }
}

/**
 * Signs a request: HMAC-SHA256, with the secret as key, of the seconds since 1970, a dot and the body as it is sent. A
 * receiver computes the same, compares in constant time, and refuses what is older than a few minutes.
 */
export function sign(secret: string, body: string, at: Date): string {
  const seconds = Math.floor(at.getTime() / 1000);
  return `t=${seconds},v1=${createHmac("sha256", secret).update(`${seconds}.${body}`).digest("hex")}`;
}

interface Call {
  readonly url: URL;
  readonly secret: string | null;
  readonly text: string;
  readonly delivery: string;
}

interface Failure {
  /** Continues "The webhook at example.com". */
  readonly what: string;
  readonly fix: string;
  /** How long to wait before another attempt at least; null where none would help. */
  readonly waitMs: number | null;
}

async function attemptOnce(call: Call, patience: WebhookPatience): Promise<Failure | null> {
  const { url, text, delivery, secret } = call;
  const now = patience.now();
  try {
    const { status, headers, data } = await axios.post(url.href, text, {
      headers: {
        "content-type": "application/json",
        "user-agent": "no521",
        [deliveryHeader]: delivery,
        ...(secret === null ? {} : { [signatureHeader]: sign(secret, text, now) }),
      },
      signal: AbortSignal.timeout(patience.attemptTimeoutMs),
      maxRedirects: 0,
      responseType: "stream",
      transformRequest: (sent: string) => sent,
      validateStatus: () => true,
    });
    data.destroy();
    return failureOf(status, retryAfterMs(headers["retry-after"], now));
  } catch (error) {
    // The error of the library holds the request, address and all, so nothing of it but the code goes on.
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const isLate = ["ERR_CANCELED", "ETIMEDOUT", "ECONNABORTED", "ABORT_ERR"].includes(code);
    const what = isLate
      ? "did not answer in time"
      : `could not be asked (${code === "" ? "no reason is known" : code})`;
    return { what, fix: "Check the network, and that the receiver is up.", waitMs: 0 };
  }
}

function failureOf(status: number, waitMs: number): Failure | null {
  if (status >= 200 && status < 300) return null;
  const what = `answered with status ${status}`;
  if (status >= 500 || status === 429)
    return { what, fix: "Look at the receiver, or run the job again later.", waitMs };
  if (status >= 300 && status < 400) {
    return { what: `redirects elsewhere (${status})`, fix: "Give the address that it leads to.", waitMs: null };
  }
  return { what, fix: "Check the address and the secret: the receiver does not take the message.", waitMs: null };
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isLoopback = url !== null && /^(127\.0\.0\.1|\[::1\]|localhost)$/.test(url.hostname);
  if (url !== null && (url.protocol === "https:" || (url.protocol === "http:" && isLoopback))) return url;
  throw new WebhookError(
    "The address of the webhook is no https address.",
    "Give the whole address, https:// included.",
  );
}

/** Reads seconds or a date; 0 where the header is absent or says neither. */
function retryAfterMs(header: unknown, now: Date): number {
  const text = typeof header === "string" ? header : "";
  if (/^\d+$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now.getTime());
}
