import { describe, test } from "vitest";
import { type CommentOptions, upsertComment } from "../../src/notify/github-comment";
import { type GitHubServer, type Oddities, startGitHub } from "./github-server";

const options: CommentOptions = {
  repository: { owner: "acme", name: "site" },
  pullRequest: 7,
  key: "site/production",
  text: "One hostname fails.",
  create: true,
};
const marker = "<!-- no521 check site%2Fproduction -->";
const list = "GET /repos/acme/site/issues/7/comments";
const post = "POST /repos/acme/site/issues/7/comments";

/** The client keeps a second between writes, so the tests run side by side. */
describe.concurrent("the comment of a stack", () => {
  test("is made where there is none, with a marker that nobody sees", async ({ expect, onTestFinished }) => {
    const server = await start(onTestFinished);
    expect(await upsertComment(server.github, options)).toBe("created");
    expect(server.comments.map(({ body }) => body)).toEqual([`${marker}\nOne hostname fails.\n`]);
    expect(server.requests).toEqual(["POST /graphql", list, post]);
  });

  test("is changed in place when its text changed", async ({ expect, onTestFinished }) => {
    const server = await start(onTestFinished, { comments: [{ number: 31, body: `${marker}\nAll clear.\n` }] });
    expect(await upsertComment(server.github, options)).toBe("updated");
    expect(server.comments.map(({ number, body }) => [number, body])).toEqual([
      [31, `${marker}\nOne hostname fails.\n`],
    ]);
    expect(server.writes()).toEqual(["PATCH /repos/acme/site/issues/comments/31"]);
  });

  test("is left alone when only line ends differ", async ({ expect, onTestFinished }) => {
    const server = await start(onTestFinished, { comments: [{ body: `${marker}\r\nOne hostname fails.` }] });
    expect(await upsertComment(server.github, options)).toBe("unchanged");
    expect(server.writes()).toEqual([]);
  });

  test("is brought up to date, but not made, where none is wanted", async ({ expect, onTestFinished }) => {
    const bare = await start(onTestFinished);
    expect(await upsertComment(bare.github, { ...options, create: false })).toBe("not needed");
    expect(bare.comments).toEqual([]);
    const standing = await start(onTestFinished, { comments: [{ body: `${marker}\nold\n` }] });
    expect(await upsertComment(standing.github, { ...options, create: false })).toBe("updated");
  });

  test("is another one for another stack", async ({ expect, onTestFinished }) => {
    const server = await start(onTestFinished, { comments: [{ body: "<!-- no521 check site%2Fstaging -->\nold\n" }] });
    expect(await upsertComment(server.github, options)).toBe("created");
    expect(server.comments.map(({ body }) => body)).toEqual([
      "<!-- no521 check site%2Fstaging -->\nold\n",
      `${marker}\nOne hostname fails.\n`,
    ]);
  });

  test("of a stranger who pasted our marker is neither changed nor believed", async ({ expect, onTestFinished }) => {
    const body = `${marker}\nOne hostname fails.\n`;
    const server = await start(onTestFinished, {
      comments: [
        { number: 1, author: "mallory", body },
        { number: 2, author: "github-actions", body },
      ],
    });
    expect(await upsertComment(server.github, options)).toBe("created");
    expect(server.comments.map(({ number, author }) => [number, author])).toEqual([
      [1, "mallory"],
      [2, "github-actions"],
      [3, "github-actions[bot]"],
    ]);
    expect(server.writes()).toEqual([post]);
  });

  test("is not one of ours that quotes the marker further down", async ({ expect, onTestFinished }) => {
    const quoting = `Another workflow echoes:\n${marker}\n`;
    const server = await start(onTestFinished, { comments: [{ body: quoting }] });
    expect(await upsertComment(server.github, options)).toBe("created");
    expect(server.comments.map(({ body }) => body)).toEqual([quoting, `${marker}\nOne hostname fails.\n`]);
  });

  test("is the oldest of two that runs side by side made", async ({ expect, onTestFinished }) => {
    const server = await start(onTestFinished, {
      comments: [
        { number: 12, body: `${marker}\nlater\n` },
        { number: 11, body: `${marker}\nfirst\n` },
      ],
    });
    expect(await upsertComment(server.github, options)).toBe("updated");
    expect(server.comments.map(({ number, body }) => [number, body])).toEqual([
      [11, `${marker}\nOne hostname fails.\n`],
    ]);
  });

  test("is found on a later page", async ({ expect, onTestFinished }) => {
    const talk = Array.from({ length: 205 }, (_, index) => ({ number: index + 1, author: "octocat", body: "hello" }));
    const server = await start(onTestFinished, {
      comments: [...talk, { number: 900, body: `${marker}\nOne hostname fails.\n` }],
    });
    expect(await upsertComment(server.github, options)).toBe("unchanged");
    expect(server.requests).toEqual(["POST /graphql", list, list, list]);
  });

  test("is not made twice where there are too many to look through", async ({ expect, onTestFinished }) => {
    const talk = Array.from({ length: 205 }, (_, index) => ({ number: index + 1, author: "octocat" }));
    const server = await start(onTestFinished, { comments: talk, patience: { maxPages: 2 } });
    await expect(upsertComment(server.github, options)).rejects.toMatchObject({
      message: "There are more than 200 comments on this pull request, and no521 reads no further.",
    });
    expect(server.writes()).toEqual([]);
  });

  test("is made again when it is deleted between the look and the change", async ({ expect, onTestFinished }) => {
    const server: GitHubServer = await start(onTestFinished, {
      comments: [{ number: 5, body: `${marker}\nold\n` }],
      faults: {
        "PATCH /repos/acme/site/issues/comments/5": () => {
          (server.comments as unknown[]).splice(0);
          return "served";
        },
      },
    });
    expect(await upsertComment(server.github, options)).toBe("created");
    expect(server.comments.map(({ body }) => body)).toEqual([`${marker}\nOne hostname fails.\n`]);
  });

  test("says where it was cut, since GitHub takes 65,536 characters", async ({ expect, onTestFinished }) => {
    const server = await start(onTestFinished);
    await upsertComment(server.github, { ...options, text: "x".repeat(70_000) });
    const [comment] = server.comments;
    const kept = 65_536 - 200 - marker.length;
    expect(comment?.body).toBe(
      `${marker}\n${"x".repeat(kept)}\n\n**Cut here: ${70_000 - kept} characters more than GitHub takes.**\n`,
    );
    expect(comment?.body.length).toBeLessThanOrEqual(65_536);
  });

  test("has a key that cannot end the hidden marker", async ({ expect, onTestFinished }) => {
    const server = await start(onTestFinished);
    await upsertComment(server.github, { ...options, key: "a --> <img src=x>/b" });
    expect(server.comments.map(({ body }) => body.split("\n", 1)[0])).toEqual([
      "<!-- no521 check a%20--%3E%20%3Cimg%20src%3Dx%3E%2Fb -->",
    ]);
  });
});

async function start(finished: (close: () => Promise<void>) => void, oddities: Oddities = {}): Promise<GitHubServer> {
  const server = await startGitHub(oddities);
  finished(() => server.close());
  return server;
}
