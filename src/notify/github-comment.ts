import { settle } from "./github-attempts";
import type { GitHub } from "./github-client";
import type { Task } from "./github-failure";
import { isMarked, isSameText, markerOf, withMarker } from "./marker";
import { readPages } from "./pages";
import type { Repository } from "./repository";

/** What a comment says, and where. */
export interface CommentOptions {
  readonly repository: Repository;
  readonly pullRequest: number;
  /** Tells the comments of several stacks apart, such as `site/production`. */
  readonly key: string;
  readonly text: string;
  /** Whether a comment is made where there is none; one that stands is always brought up to date. */
  readonly create: boolean;
}

/** What became of a comment. */
export type CommentDone = "created" | "updated" | "unchanged" | "not needed";

interface Comment {
  readonly id: number;
  readonly body: string;
}

/**
 * Keeps one comment on a pull request for a key: made once, then changed in place, and only where its text changed. A
 * comment is ours if we are its author and it starts with our marker, so that nobody else's is changed or believed.
 * @throws {GitHubError} if GitHub does not do it; its message never holds the token.
 */
export async function upsertComment(github: GitHub, options: CommentOptions): Promise<CommentDone> {
  const { owner, name } = options.repository;
  const pullRequest = `${owner}/${name}#${options.pullRequest}`;
  const task: Task = {
    does: `comment on ${pullRequest}`,
    of: `pull request ${pullRequest}`,
    permission: "pull-requests: write",
  };
  return settle(github, task, (login) => once(github, login, options));
}

async function once(github: GitHub, login: string, options: CommentOptions): Promise<CommentDone> {
  const { owner, name: repo } = options.repository;
  const marker = markerOf("check", options.key);
  const body = withMarker(marker, options.text);
  const [kept, ...others] = await ownComments(github, login, marker, options);
  // Two runs at once may have made two.
  for (const { id } of others) {
    await github.octokit.request("DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}", {
      owner,
      repo,
      comment_id: id,
    });
  }
  if (kept === undefined) return options.create ? create(github, options, body) : "not needed";
  if (isSameText(kept.body, body)) return "unchanged";
  await github.octokit.request("PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}", {
    owner,
    repo,
    comment_id: kept.id,
    body,
  });
  return "updated";
}

async function create(github: GitHub, options: CommentOptions, body: string): Promise<CommentDone> {
  const { owner, name: repo } = options.repository;
  await github.octokit.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", {
    owner,
    repo,
    issue_number: options.pullRequest,
    body,
    request: { retries: 0 },
  });
  return "created";
}

/** The oldest first. */
async function ownComments(
  github: GitHub,
  login: string,
  marker: string,
  { repository, pullRequest }: CommentOptions,
): Promise<readonly Comment[]> {
  const pages = github.octokit.paginate.iterator("GET /repos/{owner}/{repo}/issues/{issue_number}/comments", {
    owner: repository.owner,
    repo: repository.name,
    issue_number: pullRequest,
    per_page: 100,
  });
  const all = await readPages(pages, github, "comments on this pull request");
  return all
    .filter(({ user, body }) => user?.login === login && isMarked(body, marker))
    .map(({ id, body = "" }) => ({ id: Number(id), body }))
    .toSorted((a, b) => a.id - b.id);
}
