import { resolve } from "node:path";
import type { CommentDone } from "../../notify/github-comment";
import { defaultApiUrl, parseRepository } from "../../notify/repository";
import { UserError } from "../../user-error";
import { defineCommand, UsageError, wholeNumber } from "../command";
import { exit } from "../exit";
import type { Io } from "../io";

/** `no521 comment`. */
export const commentCommand = defineCommand({
  name: "comment",
  summary: "Keep one comment on a pull request up to date",
  description:
    "Puts a report in Markdown on a pull request on GitHub: as a new comment the first time, then in place of the one before, " +
    "and only where it changed. It is a command of its own so that the token, from GITHUB_TOKEN, is never in the " +
    "environment of a process that runs a program under review. GITHUB_API_URL names another GitHub than github.com.",
  arguments: [{ name: "file", summary: "What the comment says, such as the file of check --report markdown=FILE" }],
  options: {
    repository: { value: "owner/name", summary: "The repository; in a job of GitHub that of the job" },
    pullRequest: { value: "number", summary: "The pull request; in a job of GitHub that of the job" },
    key: { value: "text", summary: "Tells the comments of several stacks apart, such as site/production", default: "" },
    updateOnly: { summary: "Make no comment where there is none" },
  },
  async run({ values, positionals }, io) {
    const repository = parseRepository(values.repository ?? required(io, "GITHUB_REPOSITORY", "--repository"));
    const pullRequest = wholeNumber(values.pullRequest ?? numberOfJob(io), "--pull-request", [1, 2 ** 31]);
    const text = await readMarkdown(positionals[0] ?? "", io);
    // Loading GitHub's client takes longer than the start of all other commands.
    const { openGitHub } = await import("../../notify/github-client.js");
    const { upsertComment } = await import("../../notify/github-comment.js");
    const github = openGitHub(io.env.GITHUB_API_URL || defaultApiUrl, tokenOf(io));
    const { key, updateOnly } = values;
    const done = await upsertComment(github, { repository, pullRequest, key, text, create: !updateOnly });
    io.out(said[done](`${repository.owner}/${repository.name}#${pullRequest}`));
    return exit.ok;
  },
});

const said: Readonly<Record<CommentDone, (pullRequest: string) => string>> = {
  created: (pullRequest) => `Commented on ${pullRequest}.`,
  updated: (pullRequest) => `Updated the comment on ${pullRequest}.`,
  unchanged: (pullRequest) => `The comment on ${pullRequest} says this already.`,
  "not needed": (pullRequest) => `There is no comment on ${pullRequest}, and none is needed.`,
};

/**
 * A job for a pull request runs at `refs/pull/<number>/merge`.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/variables read 2026-11-23
 */
function numberOfJob(io: Io): string {
  const [, number] = /^refs\/pull\/(\d+)\//.exec(io.env.GITHUB_REF ?? "") ?? [];
  if (number !== undefined) return number;
  throw new UsageError("No pull request is named, and this is no job for one.", "Name it with --pull-request.");
}

function required(io: Io, variable: string, option: string): string {
  const value = io.env[variable] ?? "";
  if (value !== "") return value;
  throw new UsageError(`Neither ${option} nor ${variable} is given.`, `Name it with ${option}.`);
}

function tokenOf(io: Io): string {
  const token = io.env.GITHUB_TOKEN ?? "";
  if (token !== "") return token;
  throw new UserError(
    "GITHUB_TOKEN is not set.",
    'Give this step alone the token of the job, and the job the permission "pull-requests: write".',
  );
}

async function readMarkdown(path: string, io: Io): Promise<string> {
  const text = await io.readText(resolve(io.cwd, path)).catch((cause: unknown) => {
    const reason = cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
    throw new UserError(`Cannot read ${path}: ${reason}.`, "Name a file that is there.", { cause });
  });
  if (text.trim() !== "") return text.trim();
  throw new UserError(`${path} is empty.`, "Name the file of a report.");
}
