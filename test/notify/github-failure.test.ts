import { describe, expect as expectNow, test } from "vitest";
import { openGitHub } from "../../src/notify/github-client";
import { type CommentOptions, upsertComment } from "../../src/notify/github-comment";
import { parseRepository } from "../../src/notify/repository";
import { type Fault, type GitHubServer, type Oddities, refuse, serveAndCut, startGitHub, token } from "./github-server";

const options: CommentOptions = {
  repository: { owner: "acme", name: "site" },
  pullRequest: 7,
  key: "site/production",
  text: "One hostname fails.",
  create: true,
};
const list = "GET /repos/acme/site/issues/7/comments";
const post = "POST /repos/acme/site/issues/7/comments";
const secondary = "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
const forFork =
  'Give the job the permission "pull-requests: write". The token of a pull request from a fork stays read-only: read ' +
  "the job's summary and annotations there.";
const laterFix = "Run the job again later: no521 waits up to 60 seconds, 2 times.";

/** Name, request, what is odd about its answers, message with HOST for the server, what to do, and number of requests. */
const lasting: readonly (readonly [string, string, Fault, string, string, number])[] = [
  [
    "a token that GitHub does not know",
    list,
    refuse(401, "Bad credentials"),
    "HOST does not accept the token (401).",
    "Give a valid token in GITHUB_TOKEN.",
    1,
  ],
  [
    "a token that may only read",
    post,
    refuse(403, "Resource not accessible by integration - https://docs.github.com/rest/issues/comments#create"),
    "The token may not comment on acme/site#7 (403: Resource not accessible by integration).",
    forFork,
    1,
  ],
  [
    "a pull request that is not there, or is hidden",
    list,
    refuse(404, "Not Found"),
    "HOST shows this token no pull request acme/site#7 (404).",
    'Check the name, and that the job has the permission "pull-requests: write".',
    1,
  ],
  [
    "a conflict",
    post,
    refuse(409, "Conflict"),
    "HOST refuses to comment on acme/site#7 (409: Conflict).",
    "Do what GitHub's reason asks for.",
    1,
  ],
  [
    "what GitHub holds to be wrong",
    post,
    refuse(422, "Validation Failed\n::error::planted"),
    "HOST refuses to comment on acme/site#7 (422: Validation Failed ::error::planted).",
    "Do what GitHub's reason asks for.",
    1,
  ],
  [
    "a limit that ends in an hour",
    post,
    refuse(403, secondary, { headers: { "retry-after": "3600" } }),
    "HOST limits how often this token may ask (403; it asks for 3600 seconds of patience).",
    laterFix,
    1,
  ],
  [
    "a limit without end",
    list,
    refuse(429, secondary, { headers: { "retry-after": "1" } }),
    "HOST limits how often this token may ask (429; it asks for 1 seconds of patience).",
    laterFix,
    3,
  ],
  [
    "an hourly limit that is used up",
    list,
    refuse(403, "API rate limit exceeded", {
      headers: { "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(Math.ceil(Date.now() / 1000) + 1800) },
    }),
    "HOST limits how often this token may ask (403).",
    laterFix,
    1,
  ],
  [
    "a server that fails",
    list,
    refuse(502, "Server Error"),
    "HOST failed to comment on acme/site#7 (502: Server Error).",
    "Run the job again later; see https://www.githubstatus.com.",
    3,
  ],
  [
    "a server that is too slow",
    list,
    () => "answered",
    "HOST did not answer within 0.1 seconds.",
    "Check the network, and GITHUB_API_URL where it is set.",
    3,
  ],
  [
    "a connection that is cut",
    list,
    (response) => {
      response.destroy();
      return "answered";
    },
    "HOST could not be asked: other side closed.",
    "Check the network, and GITHUB_API_URL where it is set.",
    3,
  ],
];

/** The client keeps a second between writes, so the tests run side by side. */
describe.concurrent("GitHub's trouble", () => {
  test.each(lasting)("%s is said, with what to do", async (name, request, fault, message, fix, count) => {
    const patience = name.includes("too slow") ? { attemptTimeoutMs: 100 } : {};
    const server = await startGitHub({ faults: { [request]: fault }, patience });
    try {
      const error = await upsertComment(server.github, options).catch((caught: unknown) => caught);
      expectNow(error).toMatchObject({ name: "GitHubError", fix });
      expectNow(String(error).replaceAll(server.github.host, "HOST")).toBe(`GitHubError: ${message}`);
      expectNow(server.requests.filter((each) => each === request)).toHaveLength(count);
    } finally {
      await server.close();
    }
  });

  const passing: readonly (readonly [string, string, Fault])[] = [
    ["two failures of the server", list, refuse(503, "Unavailable", { times: 2 })],
    ["a cut connection", list, serveAndCut(1)],
    ["a short secondary limit", post, refuse(403, secondary, { times: 1, headers: { "retry-after": "3" } })],
    ["a short limit with 429", list, refuse(429, secondary, { times: 2, headers: { "retry-after": "1" } })],
    ["a viewer that fails once", "POST /graphql", refuse(502, "Bad gateway", { times: 1 })],
  ];
  test.each(passing)("%s is waited for", async (_, request, fault) => {
    const server = await startGitHub({ faults: { [request]: fault } });
    try {
      expectNow(await upsertComment(server.github, options)).toBe("created");
      expectNow(server.comments).toHaveLength(1);
    } finally {
      await server.close();
    }
  });

  test("a comment that was made before the connection was cut is not made twice", async (context) => {
    const { expect, onTestFinished } = context;
    const server = await start(onTestFinished, { faults: { [post]: serveAndCut(1) } });
    expect(await upsertComment(server.github, options)).toBe("unchanged");
    expect(server.comments).toHaveLength(1);
    expect(server.requests).toEqual(["POST /graphql", list, post, list]);
  });

  test("a comment that GitHub fails to make is asked for again, each time after a look", async (context) => {
    const { expect, onTestFinished } = context;
    const server = await start(onTestFinished, { faults: { [post]: refuse(500, "Oops") } });
    await expect(upsertComment(server.github, options)).rejects.toMatchObject({ status: 500 });
    expect(server.requests).toEqual(["POST /graphql", list, post, list, post, list, post]);
  });

  test("never shows the token, even where GitHub quotes it", async ({ expect, onTestFinished }) => {
    const server = await start(onTestFinished, { faults: { [post]: refuse(422, `The token ${token} is odd`) } });
    const error: unknown = await upsertComment(server.github, options).catch((caught: unknown) => caught);
    expect(String(error)).toContain("(422: The token *** is odd)");
    expect(inspected(error)).not.toContain(token);
  });

  test("an answer that leads to another host is not followed, since it would get the token", async (context) => {
    const { expect, onTestFinished } = context;
    const server = await start(onTestFinished, {
      faults: {
        [list]: (response) => {
          response
            .writeHead(200, { "content-type": "application/json", link: '<http://192.0.2.1/more>; rel="next"' })
            .end("[]");
          return "answered";
        },
      },
    });
    await expect(upsertComment(server.github, options)).rejects.toMatchObject({
      message: `${server.github.host} could not be asked: its answer leads to 192.0.2.1.`,
    });
    expect(server.writes()).toEqual([]);
  });
});

describe("a GitHub", () => {
  test("may be an Enterprise Server, whose GraphQL stands beside its REST", async ({ expect, onTestFinished }) => {
    const server = await start(onTestFinished);
    const github = openGitHub(`${server.url}/api/v3`, token);
    expect(await upsertComment(github, options)).toBe("created");
    expect(server.paths()).toEqual([
      "/api/graphql",
      "/api/v3/repos/acme/site/issues/7/comments",
      "/api/v3/repos/acme/site/issues/7/comments",
    ]);
  });

  test.for(["http://github.example.com", "ftp://github.example.com", "nonsense", "https://user:pass@example.com/"])(
    "is not at %s, where the token would be carried in clear or nowhere",
    (url, { expect }) => {
      expect(() => openGitHub(url, token)).toThrow("GITHUB_API_URL is not the https address of a GitHub API.");
    },
  );

  test("does not take a token that no header can carry, and does not show it", ({ expect }) => {
    expect(() => openGitHub("https://api.github.com", "ghs_one\nghs_two")).toThrow(
      "GITHUB_TOKEN holds a character that no token has, such as a line break.",
    );
    expect(() => openGitHub("https://api.github.com", "")).toThrow("GITHUB_TOKEN is empty.");
  });

  test.for(["acme", "acme/site/x", "acme/..", "-a/site", "acme/si te", "acme/../../x"])(
    "has no repository %s",
    (text, { expect }) => {
      expect(() => parseRepository(text)).toThrow(`${JSON.stringify(text)} is no repository.`);
    },
  );

  test("has repositories with dots and dashes", ({ expect }) => {
    expect(parseRepository("acme-co/site.example.com")).toEqual({ owner: "acme-co", name: "site.example.com" });
  });
});

async function start(finished: (close: () => Promise<void>) => void, oddities: Oddities = {}): Promise<GitHubServer> {
  const server = await startGitHub(oddities);
  finished(() => server.close());
  return server;
}

/** Everything that a log of the error and of its causes would show. */
function inspected(error: unknown): string {
  return JSON.stringify(error, (_, value: unknown) =>
    value instanceof Error ? { ...value, stack: value.stack, message: value.message, cause: value.cause } : value,
  );
}
