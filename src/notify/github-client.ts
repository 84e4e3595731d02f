import { randomUUID } from "node:crypto";
import { Octokit } from "@octokit/core";
import { paginateRest } from "@octokit/plugin-paginate-rest";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { UserError } from "../user-error";
import { defaultApiUrl } from "./repository";

/** How patient the client is; every wait and every number of attempts has an end. */
export interface Patience {
  /** One attempt, from the name lookup to the last byte. */
  readonly attemptTimeoutMs: number;
  /** Attempts beyond the first. */
  readonly retries: number;
  /** A longer wait that GitHub asks for is not waited for. */
  readonly maxWaitSeconds: number;
  /** What a second of waiting lasts. */
  readonly secondMs: number;
  /** Pages of 100 that a list is read to. */
  readonly maxPages: number;
}

/** The patience of a job that nobody watches. */
export const usualPatience: Patience = {
  attemptTimeoutMs: 15_000,
  retries: 2,
  maxWaitSeconds: 60,
  secondMs: 1_000,
  maxPages: 50,
};

/** A GitHub as one token sees it. */
export interface GitHub {
  readonly octokit: PagingOctokit;
  /** Where it is, for messages. */
  readonly host: string;
  readonly token: string;
  readonly patience: Patience;
}

const PatientOctokit = Octokit.plugin(paginateRest, retry, throttling);
type PagingOctokit = InstanceType<typeof PatientOctokit>;

/**
 * Opens GitHub for a token. A request that creates something is sent once: whoever sends it looks first whether an
 * attempt that seemed to fail has done its work.
 * @throws {UserError} if the address is none, or would carry the token in clear, or the token can be no token.
 */
export function openGitHub(apiUrl: string, token: string, patience: Patience = usualPatience): GitHub {
  const base = readApiUrl(apiUrl);
  checkToken(token);
  const isShort = (waitSeconds: number, _request: unknown, _octokit: unknown, count: number) =>
    waitSeconds <= patience.maxWaitSeconds && count < patience.retries;
  const octokit = new PatientOctokit({
    auth: token,
    baseUrl: base.href.replace(/\/+$/, ""),
    userAgent: "no521",
    log: { debug: silent, info: silent, warn: silent, error: silent },
    request: { fetch: fetchWithin(base.origin, patience.attemptTimeoutMs), log: { warn: silent } },
    // What GitHub limits is the other plugin's.
    retry: {
      doNotRetry: [400, 401, 403, 404, 409, 410, 422, 429, 451],
      retries: patience.retries,
      retryAfterBaseValue: patience.secondMs,
    },
    throttle: {
      id: randomUUID(),
      retryAfterBaseValue: patience.secondMs,
      onRateLimit: isShort,
      onSecondaryRateLimit: isShort,
    },
  });
  return { octokit, host: base.host, token, patience };
}

/** One time limit for each attempt, and no request to another host, which would get the token. */
function fetchWithin(origin: string, timeoutMs: number): typeof fetch {
  return (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.origin !== origin) throw new Error(`its answer leads to ${url.host}`);
    return fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
  };
}

function readApiUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isLoopback = url !== null && /^(127\.0\.0\.1|\[::1\]|localhost)$/.test(url.hostname);
  const isFit = url !== null && url.username === "" && url.password === "" && url.search === "" && url.hash === "";
  if (isFit && (url.protocol === "https:" || (url.protocol === "http:" && isLoopback))) return url;
  throw new UserError(
    "GITHUB_API_URL is not the https address of a GitHub API.",
    `Leave it out for ${defaultApiUrl}, or give that of your server, such as https://github.example.com/api/v3.`,
  );
}

/** What no header can carry would be quoted in the error of the request, and so printed. */
function checkToken(token: string): void {
  if (/^[\x21-\x7e]+$/.test(token)) return;
  throw new UserError(
    token === "" ? "GITHUB_TOKEN is empty." : "GITHUB_TOKEN holds a character that no token has, such as a line break.",
    "Give the token alone, from the environment.",
  );
}

function silent(): void {}
