import { UserError } from "../user-error";
import type { GitHub } from "./github-client";

/** What was asked of GitHub, in words for the person who has to mend it. */
export interface Task {
  /** Continues "The token may not", such as `comment on acme/site#7`. */
  readonly does: string;
  /** Continues "GitHub shows this token no", such as `pull request acme/site#7`. */
  readonly of: string;
  /** What the job's token needs, as a workflow writes it, such as `pull-requests: write`. */
  readonly permission: string;
}

/** Why GitHub did not do what it was asked. */
export class GitHubError extends UserError {
  override readonly name = "GitHubError";
  /** Status of the answer; null where none came. */
  readonly status: number | null;

  constructor(status: number | null, what: string, fix: string, options?: ErrorOptions) {
    super(what, fix, options);
    this.status = status;
  }
}

interface Refusal extends Error {
  readonly status: number;
  readonly request: { readonly method: string; readonly url: string };
  readonly response?: {
    readonly headers: Readonly<Record<string, string | number | undefined>>;
    readonly data: unknown;
  };
}

/**
 * Reports whether only another look tells what is the case: something was to be created and GitHub failed before it
 * said so, or something to be changed has gone meanwhile. Other requests may simply be repeated, and have been.
 */
export function needsAnotherLook(error: unknown): boolean {
  if (!isRefusal(error)) return false;
  const { method, url } = error.request;
  if (method === "POST") return error.status >= 500 && !url.endsWith("/graphql");
  return method !== "GET" && error.status === 404;
}

/** Reports whether an error says that what was asked for is not there. */
export function isGone(error: unknown): boolean {
  return isRefusal(error) && error.status === 404;
}

/** Reports whether an error says that what was to be created is there already. */
export function isAlreadyThere(error: unknown): boolean {
  return isRefusal(error) && error.status === 422 && /already_exists/.test(JSON.stringify(error.response?.data ?? ""));
}

/** Says what an error of a request means. What GitHub did not say is a bug of ours and stays as it is. */
export function explain(error: unknown, github: GitHub, task: Task): unknown {
  if (!isRefusal(error)) return error;
  const cause = { cause: new Error(said(error, github)) };
  if (error.response === undefined) return unreachable(error, github, cause);
  const [what, fix] = meaningOf(error, github, task);
  return new GitHubError(error.status, what, fix, cause);
}

type Meaning = readonly [what: string, fix: string];

function meaningOf(error: Refusal, github: GitHub, task: Task): Meaning {
  const { status } = error;
  const answer = `${status}: ${said(error, github)}`;
  if (isLimited(error)) return limited(error, github);
  if (status === 401) return [`${github.host} does not accept the token (401).`, "Give a valid token in GITHUB_TOKEN."];
  if (status === 403) {
    return [
      `The token may not ${task.does} (${answer}).`,
      `Give the job the permission "${task.permission}". The token of a pull request from a fork stays read-only: read ` +
        "the job's summary and annotations there.",
    ];
  }
  if (status === 404) {
    return [
      `${github.host} shows this token no ${task.of} (404).`,
      `Check the name, and that the job has the permission "${task.permission}".`,
    ];
  }
  if (status === 410) {
    return [`The ${task.of} has no issues (${answer}).`, "Switch issues on in its settings."];
  }
  if (status >= 500) {
    return [
      `${github.host} failed to ${task.does} (${answer}).`,
      "Run the job again later; see https://www.githubstatus.com.",
    ];
  }
  return [`${github.host} refuses to ${task.does} (${answer}).`, "Do what GitHub's reason asks for."];
}

/**
 * Both kinds of limit answer 403 or 429.
 * @see https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api read 2026-11-23
 */
function isLimited({ status, message, response }: Refusal): boolean {
  if (status === 429) return true;
  return status === 403 && (/secondary rate/i.test(message) || response?.headers["x-ratelimit-remaining"] === "0");
}

function limited({ status, response }: Refusal, { host, patience }: GitHub): Meaning {
  const seconds = Number(response?.headers["retry-after"] ?? Number.NaN);
  const wait = Number.isNaN(seconds) ? "" : `; it asks for ${seconds} seconds of patience`;
  return [
    `${host} limits how often this token may ask (${status}${wait}).`,
    `Run the job again later: no521 waits up to ${patience.maxWaitSeconds} seconds, ${patience.retries} times.`,
  ];
}

function unreachable(error: Refusal, github: GitHub, options: ErrorOptions): GitHubError {
  const inner = error.cause instanceof Error ? error.cause : error;
  const isLate = inner.name === "TimeoutError";
  return new GitHubError(
    null,
    `${github.host} ${isLate ? `did not answer within ${github.patience.attemptTimeoutMs / 1000} seconds` : `could not be asked: ${said(error, github)}`}.`,
    "Check the network, and GITHUB_API_URL where it is set.",
    options,
  );
}

/** GitHub's own words on one line, and never the token. */
function said({ message }: Refusal, { token }: GitHub): string {
  const line = message
    .replaceAll(token, "***")
    .replace(/ - https:\/\/\S+$/, "")
    .replace(/[\p{Cc}\s]+/gu, " ")
    .trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

/** Octokit's error carries a status even where no answer came: 500. */
function isRefusal(error: unknown): error is Refusal {
  return error instanceof Error && "request" in error && "status" in error && typeof error.status === "number";
}
