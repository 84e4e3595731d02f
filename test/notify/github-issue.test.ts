import { describe, test } from "vitest";
import { type IssueOptions, upsertIssue } from "../../src/notify/github-issue";
import { type GitHubServer, type Oddities, refuse, startGitHub } from "./github-server";

const options: IssueOptions = {
  repository: { owner: "acme", name: "site" },
  key: "site/production",
  label: "drift",
  title: "Drift in site/production",
  text: "One rule is gone.",
  isClean: false,
};
const clean = { ...options, text: "In sync.", isClean: true };
const marker = "<!-- no521 drift site%2Fproduction -->";
const body = `${marker}\nOne rule is gone.\n`;
const ours = { number: 4, title: options.title, body };
const post = "POST /repos/acme/site/issues";

/** The client keeps a second between writes, so the tests run side by side. */
describe.concurrent("the issue of a stack", () => {
  test("is opened when something drifts, with its label made first", async ({ expect, onTestFinished }) => {
    const server = await start(onTestFinished);
    expect(await upsertIssue(server.github, options)).toEqual({ done: "opened", number: 1 });
    expect(server.issues).toMatchObject([{ title: options.title, body, state: "open", labels: ["drift"] }]);
    expect(server.labels).toEqual(["drift"]);
    expect(server.writes()).toEqual(["POST /repos/acme/site/labels", post]);
  });

  test("is not opened while all is well", async ({ expect, onTestFinished }) => {
    const server = await start(onTestFinished);
    expect(await upsertIssue(server.github, clean)).toEqual({ done: "not needed", number: null });
    expect(server.writes()).toEqual([]);
  });

  test("is changed in place, and only when its content changed", async ({ expect, onTestFinished }) => {
    const server = await start(onTestFinished, { issues: [ours] });
    expect(await upsertIssue(server.github, options)).toEqual({ done: "unchanged", number: 4 });
    expect(server.writes()).toEqual([]);
    expect(await upsertIssue(server.github, { ...options, text: "Two rules are gone." })).toEqual({
      done: "updated",
      number: 4,
    });
    expect(server.issues.map((each) => each.body)).toEqual([`${marker}\nTwo rules are gone.\n`]);
    expect(server.writes()).toEqual(["PATCH /repos/acme/site/issues/4"]);
  });

  test("is closed when all is well, once", async ({ expect, onTestFinished }) => {
    const server = await start(onTestFinished, { issues: [ours] });
    expect(await upsertIssue(server.github, clean)).toEqual({ done: "closed", number: 4 });
    expect(server.issues).toMatchObject([{ state: "closed", reason: "completed", body: `${marker}\nIn sync.\n` }]);
    expect(await upsertIssue(server.github, clean)).toEqual({ done: "not needed", number: 4 });
    expect(server.writes()).toEqual(["PATCH /repos/acme/site/issues/4"]);
  });

  test("is opened again when drift returns, and not a second one", async ({ expect, onTestFinished }) => {
    const server = await start(onTestFinished, {
      issues: [{ ...ours, body: `${marker}\nIn sync.\n`, state: "closed" }],
    });
    expect(await upsertIssue(server.github, options)).toEqual({ done: "reopened", number: 4 });
    expect(server.issues).toMatchObject([{ number: 4, state: "open", body }]);
  });

  test("is opened again when somebody closed it while it drifts", async ({ expect, onTestFinished }) => {
    const server = await start(onTestFinished, { issues: [{ ...ours, state: "closed" }] });
    expect(await upsertIssue(server.github, options)).toEqual({ done: "reopened", number: 4 });
    expect(server.issues).toMatchObject([{ number: 4, state: "open", body }]);
  });

  test("is the oldest of several; the others are closed and point to it", async ({ expect, onTestFinished }) => {
    const server = await start(onTestFinished, { issues: [{ ...ours, number: 9 }, ours] });
    expect(await upsertIssue(server.github, options)).toEqual({ done: "unchanged", number: 4 });
    expect(server.issues).toMatchObject([
      {
        number: 9,
        state: "closed",
        reason: "not_planned",
        body: `${marker}\nA duplicate of #4, which is kept up to date.\n`,
      },
      { number: 4, state: "open", body },
    ]);
    expect(await upsertIssue(server.github, clean)).toEqual({ done: "closed", number: 4 });
    expect(await upsertIssue(server.github, options)).toEqual({ done: "reopened", number: 4 });
  });

  test("stays open where it is the open one of several", async ({ expect, onTestFinished }) => {
    const server = await start(onTestFinished, { issues: [{ ...ours, number: 2, state: "closed" }, ours] });
    expect(await upsertIssue(server.github, options)).toEqual({ done: "unchanged", number: 4 });
    expect(server.writes()).toEqual([]);
  });

  test("is never a stranger's, a pull request, or one without our label", async ({ expect, onTestFinished }) => {
    const server = await start(onTestFinished, {
      labels: ["drift"],
      issues: [
        { ...ours, number: 1, author: "mallory" },
        { ...ours, number: 2, isPullRequest: true },
        { ...ours, number: 3, labels: ["other"] },
      ],
    });
    expect(await upsertIssue(server.github, options)).toEqual({ done: "opened", number: 4 });
    expect(server.writes()).toEqual([post]);
  });

  test("is found on a later page", async ({ expect, onTestFinished }) => {
    const others = Array.from({ length: 120 }, (_, index) => ({ number: index + 10, author: "octocat" }));
    const server = await start(onTestFinished, { issues: [...others, { ...ours, number: 500 }] });
    expect(await upsertIssue(server.github, options)).toEqual({ done: "unchanged", number: 500 });
  });

  test("does not mind a label that another run made meanwhile", async ({ expect, onTestFinished }) => {
    const server = await start(onTestFinished, {
      faults: {
        "POST /repos/acme/site/labels": (response) => {
          response
            .writeHead(422, { "content-type": "application/json" })
            .end(JSON.stringify({ message: "Validation Failed", errors: [{ code: "already_exists" }] }));
          return "answered";
        },
      },
    });
    expect(await upsertIssue(server.github, options)).toEqual({ done: "opened", number: 1 });
  });

  test("is closed, with an error, where GitHub drops the label that finds it again", async (context) => {
    const { expect, onTestFinished } = context;
    const server = await start(onTestFinished, { dropsLabels: true, labels: ["drift"] });
    await expect(upsertIssue(server.github, options)).rejects.toMatchObject({
      message: 'GitHub did not set the label "drift" on issue #1, which could not be found again and was closed.',
      fix: 'Give the job the permission "issues: write".',
    });
    expect(server.issues).toMatchObject([{ state: "closed", reason: "not_planned" }]);
  });

  test("says so where issues are switched off", async ({ expect, onTestFinished }) => {
    const server = await start(onTestFinished, {
      faults: { "GET /repos/acme/site/issues": refuse(410, "Issues has been disabled in this repository.") },
    });
    await expect(upsertIssue(server.github, options)).rejects.toMatchObject({
      message: "The repository acme/site has no issues (410: Issues has been disabled in this repository.).",
      fix: "Switch issues on in its settings.",
    });
  });
});

async function start(finished: (close: () => Promise<void>) => void, oddities: Oddities = {}): Promise<GitHubServer> {
  const server = await startGitHub(oddities);
  finished(() => server.close());
  return server;
}
