import { describe, expect, onTestFinished, test } from "vitest";
import { type GitHubServer, type Oddities, refuse, startGitHub, token } from "../../notify/github-server";
import { type Ran, run } from "../run";

const markdown = "## no521: site/production\n\nAll visitors reach the origin.\n";

async function start(oddities: Oddities = {}): Promise<GitHubServer> {
  const server = await startGitHub(oddities);
  onTestFinished(() => server.close());
  return server;
}

/** Runs the command as a job for pull request 7 of acme/site does. */
async function comment(line: string, server: GitHubServer | null, env: Record<string, string> = {}): Promise<Ran> {
  const ran = await run(`comment ${line}`, {
    cwd: "/work",
    readText: (path) =>
      path === "/work/no521.md"
        ? Promise.resolve(markdown)
        : Promise.reject(Object.assign(new Error("no such file"), { code: "ENOENT" })),
    env: {
      GITHUB_TOKEN: token,
      GITHUB_REPOSITORY: "acme/site",
      GITHUB_REF: "refs/pull/7/merge",
      GITHUB_API_URL: server?.url,
      ...env,
    },
  });
  expect(`${ran.out}${ran.err}`).not.toContain(token);
  return ran;
}

describe("no521 comment", () => {
  test("puts a report on the pull request of the job, and says what it did", async () => {
    const server = await start();
    const line = "no521.md --key site/production";
    expect(await comment(line, server)).toEqual({
      status: 0,
      out: "Commented on acme/site#7.",
      err: "",
    });
    expect(server.comments.map(({ body }) => body)).toEqual([`<!-- no521 check site%2Fproduction -->\n${markdown}`]);
    expect(await comment(line, server)).toMatchObject({
      status: 0,
      out: "The comment on acme/site#7 says this already.",
    });
  });

  test("takes repository and pull request from the command line first", async () => {
    const server = await start();
    const ran = await comment("no521.md --repository acme/site --pull-request 7", server, {
      GITHUB_REPOSITORY: "other/other",
      GITHUB_REF: "refs/heads/main",
    });
    expect(ran).toMatchObject({ status: 0, out: "Commented on acme/site#7." });
  });

  test("makes no comment where there is none and only an update is wanted", async () => {
    const server = await start();
    expect(await comment("no521.md --update-only", server)).toMatchObject({
      status: 0,
      out: "There is no comment on acme/site#7, and none is needed.",
    });
    expect(server.comments).toEqual([]);
  });

  test("says what to do where the token may only read, as in a pull request from a fork", async () => {
    const post = "POST /repos/acme/site/issues/7/comments";
    const server = await start({ faults: { [post]: refuse(403, "Resource not accessible by integration") } });
    expect(await comment("no521.md", server)).toEqual({
      status: 2,
      out: "",
      err:
        "error: The token may not comment on acme/site#7 (403: Resource not accessible by integration).\n" +
        '  fix: Give the job the permission "pull-requests: write". The token of a pull request from a fork stays ' +
        "read-only: read the job's summary and annotations there.",
    });
  });

  test.each([
    ["no521.md", { GITHUB_REF: "refs/heads/main" }, 64, "No pull request is named, and this is no job for one."],
    ["no521.md", { GITHUB_REPOSITORY: "" }, 64, "Neither --repository nor GITHUB_REPOSITORY is given."],
    ["no521.md --repository acme", {}, 2, '"acme" is no repository.'],
    ["no521.md --pull-request 0", {}, 64, '--pull-request is "0", not a whole number from 1 to 2147483648.'],
    ["no521.md", { GITHUB_TOKEN: "" }, 2, "GITHUB_TOKEN is not set."],
    ["absent.md", {}, 2, "Cannot read absent.md: ENOENT."],
  ])("%s with %j ends with %i: %s", async (line, env, status, message) => {
    const ran = await comment(line, null, env);
    expect({ status: ran.status, error: ran.err.split("\n")[0] }).toEqual({ status, error: `error: ${message}` });
  });
});
