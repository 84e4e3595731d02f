import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type GitHub, openGitHub, type Patience, usualPatience } from "../../src/notify/github-client";

/** A comment or an issue that the server holds. */
export interface Held {
  readonly number: number;
  readonly author: string;
  body: string;
  title: string;
  state: "open" | "closed";
  reason: string | null;
  labels: readonly string[];
  readonly isPullRequest: boolean;
}

/** Answers a request in GitHub's place; `count` is 1 for the first one to that method and path. */
export type Fault = (response: ServerResponse, count: number) => "answered" | "served";

/** What is odd about a server; what is left out is as at GitHub. */
export interface Oddities {
  readonly login?: string;
  /** Keyed by method and path, such as `POST /repos/acme/site/issues`. */
  readonly faults?: Readonly<Record<string, Fault>>;
  readonly comments?: readonly Partial<Held>[];
  readonly issues?: readonly Partial<Held>[];
  readonly labels?: readonly string[];
  /** Whether labels are dropped in silence, as for a token that may not set them. */
  readonly dropsLabels?: boolean;
  readonly patience?: Partial<Patience>;
}

/** A running server, a client for it, and what was asked of it. */
export interface GitHubServer {
  readonly github: GitHub;
  readonly url: string;
  readonly comments: readonly Held[];
  readonly issues: readonly Held[];
  readonly labels: readonly string[];
  /** Methods and paths in the order of their requests. */
  readonly requests: readonly string[];
  /** The paths as they were asked for. */
  paths(): readonly string[];
  /** Of those, what was to change something. */
  writes(): readonly string[];
  close(): Promise<void>;
}

/** The token that the server accepts. */
export const token = "ghs_secretOfThisTest";
/** Who the token writes as. */
export const bot = "github-actions[bot]";

const pageSize = 100;

/** Starts a small GitHub on a free loopback port: comments of one pull request, issues and labels of one repository. */
export async function startGitHub(oddities: Oddities = {}): Promise<GitHubServer> {
  const comments = (oddities.comments ?? []).map(held);
  const issues = (oddities.issues ?? []).map(held);
  const labels = [...(oddities.labels ?? [])];
  const requests: string[] = [];
  const paths: string[] = [];
  let nextNumber = 1 + Math.max(0, ...[...comments, ...issues].map(({ number }) => number));

  const routes: readonly (readonly [pattern: RegExp, (call: Call) => void])[] = [
    [/^POST \/graphql$/, ({ json }) => json(200, { data: { viewer: { login: oddities.login ?? bot } } })],
    [/^GET \/repos\/acme\/site\/issues\/7\/comments$/, (call) => page(call, comments.map(asAnswer))],
    [
      /^POST \/repos\/acme\/site\/issues\/7\/comments$/,
      ({ body, json }) => json(201, asAnswer(add(comments, { body: String(body.body) }))),
    ],
    [/^PATCH \/repos\/acme\/site\/issues\/comments\/(\d+)$/, (call) => change(call, comments)],
    [
      /^DELETE \/repos\/acme\/site\/issues\/comments\/(\d+)$/,
      ({ id, response, json }) => {
        const at = comments.findIndex(({ number }) => number === id);
        if (at < 0) return json(404, { message: "Not Found" });
        comments.splice(at, 1);
        response.writeHead(204).end();
      },
    ],
    [
      /^GET \/repos\/acme\/site\/issues$/,
      (call) => {
        const wanted = call.query.get("labels") ?? "";
        page(call, issues.filter((each) => each.labels.includes(wanted)).map(asAnswer));
      },
    ],
    [
      /^POST \/repos\/acme\/site\/issues$/,
      ({ body, json }) => {
        const given = oddities.dropsLabels === true ? [] : (body.labels as string[]);
        json(201, asAnswer(add(issues, { body: String(body.body), title: String(body.title), labels: given })));
      },
    ],
    [/^PATCH \/repos\/acme\/site\/issues\/(\d+)$/, (call) => change(call, issues)],
    [
      /^GET \/repos\/acme\/site\/labels\/(.+)$/,
      ({ name, json }) => (labels.includes(name) ? json(200, { name }) : json(404, { message: "Not Found" })),
    ],
    [
      /^POST \/repos\/acme\/site\/labels$/,
      ({ body, json }) => {
        labels.push(String(body.name));
        json(201, { name: body.name });
      },
    ],
  ];

  function add(list: Held[], given: Partial<Held>): Held {
    const made = held({ number: nextNumber++, author: oddities.login ?? bot, ...given });
    list.push(made);
    return made;
  }

  const server = createServer((request, response) => {
    void read(request).then((body) => {
      const url = new URL(request.url ?? "/", "http://localhost");
      const path = url.pathname.replace(/^\/api(\/v3)?(?=\/)/, "");
      const asked = `${request.method} ${path}`;
      requests.push(asked);
      paths.push(url.pathname);
      const json = (status: number, value: unknown) => {
        if (!response.headersSent && !response.destroyed)
          response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
      };
      if (request.headers.authorization !== `token ${token}`) return json(401, { message: "Bad credentials" });
      const fault = oddities.faults?.[asked];
      const count = requests.filter((each) => each === asked).length;
      if (fault?.(response, count) === "answered") return;
      for (const [pattern, serve] of routes) {
        const match = pattern.exec(asked);
        if (match === null) continue;
        const [, part = ""] = match;
        return serve({
          body,
          json,
          response,
          query: url.searchParams,
          base: base(),
          url,
          id: Number(part),
          name: part,
        });
      }
      json(404, { message: "Not Found" });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = () => {
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("The server listens on no port.");
    return `http://127.0.0.1:${address.port}`;
  };
  const patience = { ...usualPatience, secondMs: 1, attemptTimeoutMs: 2_000, ...oddities.patience };
  return {
    github: openGitHub(base(), token, patience),
    url: base(),
    comments,
    issues,
    labels,
    requests,
    paths: () => paths,
    writes: () => requests.filter((each) => !each.startsWith("GET ") && each !== "POST /graphql"),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Answers with a status and a message, the first so many times; then the request is served. */
export function refuse(
  status: number,
  message: string,
  { times = Number.POSITIVE_INFINITY, headers = {} }: { times?: number; headers?: Record<string, string> } = {},
): Fault {
  return (response, count) => {
    if (count > times) return "served";
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify({ message }));
    return "answered";
  };
}

/** Serves the request, but cuts the connection before the answer, the first so many times. */
export function serveAndCut(times: number): Fault {
  return (response, count) => {
    if (count <= times) response.destroy();
    return "served";
  };
}

interface Call {
  readonly body: Readonly<Record<string, unknown>>;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  readonly base: string;
  readonly url: URL;
  readonly id: number;
  readonly name: string;
  json(status: number, value: unknown): void;
}

function held(given: Partial<Held>): Held {
  return {
    number: 1,
    author: bot,
    body: "",
    title: "",
    state: "open",
    reason: null,
    labels: ["drift"],
    isPullRequest: false,
    ...given,
  };
}

function asAnswer({ number, author, body, title, state, labels, isPullRequest }: Held): unknown {
  const names = labels.map((name) => ({ name }));
  const link = isPullRequest ? { pull_request: {} } : {};
  return { id: number, number, user: { login: author }, body, title, state, labels: names, ...link };
}

function change({ id, body, json }: Call, list: readonly Held[]): void {
  const found = list.find(({ number }) => number === id);
  if (found === undefined) {
    json(404, { message: "Not Found" });
    return;
  }
  if (typeof body.body === "string") found.body = body.body;
  if (typeof body.title === "string") found.title = body.title;
  if (body.state === "open" || body.state === "closed") found.state = body.state;
  if (typeof body.state_reason === "string") found.reason = body.state_reason;
  json(200, asAnswer(found));
}

/** Pages as GitHub does it, with the link to the next one in a header. */
function page({ query, base, url, response }: Call, all: readonly unknown[]): void {
  const number = Number(query.get("page") ?? 1);
  const rest = all.slice(number * pageSize).length;
  const next = new URL(url.pathname + url.search, base);
  next.searchParams.set("page", String(number + 1));
  response
    .writeHead(200, {
      "content-type": "application/json",
      ...(rest > 0 ? { link: `<${next.href}>; rel="next"` } : {}),
    })
    .end(JSON.stringify(all.slice((number - 1) * pageSize, number * pageSize)));
}

async function read(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString();
  return text === "" ? {} : JSON.parse(text);
}
