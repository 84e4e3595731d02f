import { settle } from "./github-attempts";
import type { GitHub } from "./github-client";
import { GitHubError, isAlreadyThere, isGone, type Task } from "./github-failure";
import { isMarked, isSameText, markerOf, withMarker } from "./marker";
import { readPages } from "./pages";
import type { Repository } from "./repository";

/** What an issue says, and where. */
export interface IssueOptions {
  readonly repository: Repository;
  /** Tells the issues of several stacks apart, such as `site/production`. */
  readonly key: string;
  /** The issue is found again by it, so that not every issue of the repository is read. */
  readonly label: string;
  readonly title: string;
  readonly text: string;
  /** Whether there is nothing to tell: an open issue is closed, and none is opened. */
  readonly isClean: boolean;
}

/** What became of an issue, and its number; null where there is none. */
export interface IssueDone {
  readonly done: "opened" | "updated" | "unchanged" | "closed" | "reopened" | "not needed";
  readonly number: number | null;
}

interface Issue {
  readonly number: number;
  readonly state: string;
  readonly title: string;
  readonly body: string;
}

/**
 * Keeps one issue for a key: opened when there is something to tell, changed in place where its text changed, closed
 * when all is well and opened again when it is not. An issue is ours if we are its author and it starts with our marker.
 * Of several the oldest is kept; the others are closed and point to it.
 * @throws {GitHubError} if GitHub does not do it; its message never holds the token.
 */
export async function upsertIssue(github: GitHub, options: IssueOptions): Promise<IssueDone> {
  const { owner, name } = options.repository;
  const task: Task = {
    does: `write issues of ${owner}/${name}`,
    of: `repository ${owner}/${name}`,
    permission: "issues: write",
  };
  return settle(github, task, (login) => once(github, login, options));
}

async function once(github: GitHub, login: string, options: IssueOptions): Promise<IssueDone> {
  const marker = markerOf("drift", options.key);
  const body = withMarker(marker, options.text);
  const all = await ownIssues(github, login, marker, options);
  const open = all.filter(({ state }) => state === "open");
  const [kept] = [...open, ...all];
  for (const duplicate of open.slice(1)) {
    const pointer = withMarker(marker, `A duplicate of #${open[0]?.number}, which is kept up to date.`);
    await change(github, options, duplicate, { state: "closed", state_reason: "not_planned", body: pointer });
  }
  if (kept === undefined)
    return options.isClean ? { done: "not needed", number: null } : openIssue(github, options, body);
  const { number, state } = kept;
  const isSame = isSameText(kept.body, body) && kept.title === options.title;
  if (state !== "open" && options.isClean) return { done: "not needed", number };
  if (state === "open" && !options.isClean && isSame) return { done: "unchanged", number };
  const text = isSame ? {} : { body, title: options.title };
  if (options.isClean) await change(github, options, kept, { ...text, state: "closed", state_reason: "completed" });
  else await change(github, options, kept, state === "open" ? text : { ...text, state: "open" });
  return { done: options.isClean ? "closed" : state === "open" ? "updated" : "reopened", number };
}

interface IssueChange {
  readonly title?: string;
  readonly body?: string;
  readonly state?: "open" | "closed";
  readonly state_reason?: "completed" | "not_planned";
}

async function change(
  { octokit }: GitHub,
  { repository }: IssueOptions,
  { number }: Pick<Issue, "number">,
  to: IssueChange,
): Promise<void> {
  await octokit.request("PATCH /repos/{owner}/{repo}/issues/{issue_number}", {
    owner: repository.owner,
    repo: repository.name,
    issue_number: number,
    ...to,
  });
}

async function openIssue(github: GitHub, options: IssueOptions, body: string): Promise<IssueDone> {
  const { label, title, repository } = options;
  await ensureLabel(github, options);
  const { data } = await github.octokit.request("POST /repos/{owner}/{repo}/issues", {
    owner: repository.owner,
    repo: repository.name,
    title,
    body,
    labels: [label],
    request: { retries: 0 },
  });
  const names = data.labels.map((each) => (typeof each === "string" ? each : each.name));
  if (names.includes(label)) return { done: "opened", number: data.number };
  // GitHub drops labels in silence where the token may not set them. Without it the next run would open another issue.
  await change(github, options, data, { state: "closed", state_reason: "not_planned" });
  throw new GitHubError(
    200,
    `GitHub did not set the label "${label}" on issue #${data.number}, which could not be found again and was closed.`,
    'Give the job the permission "issues: write".',
  );
}

/** A label that is not there could not be filtered by. */
async function ensureLabel({ octokit }: GitHub, { repository, label }: IssueOptions): Promise<void> {
  const at = { owner: repository.owner, repo: repository.name };
  const isThere = await octokit.request("GET /repos/{owner}/{repo}/labels/{name}", { ...at, name: label }).then(
    () => true,
    (error: unknown) => {
      if (isGone(error)) return false;
      throw error;
    },
  );
  if (isThere) return;
  const description = "What no521 found to differ from the program";
  await octokit
    .request("POST /repos/{owner}/{repo}/labels", {
      ...at,
      name: label,
      color: "d4a72c",
      description,
      request: { retries: 0 },
    })
    .catch((error: unknown) => {
      if (!isAlreadyThere(error)) throw error;
    });
}

/** The oldest first. */
async function ownIssues(
  github: GitHub,
  login: string,
  marker: string,
  { repository, label }: IssueOptions,
): Promise<readonly Issue[]> {
  const pages = github.octokit.paginate.iterator("GET /repos/{owner}/{repo}/issues", {
    owner: repository.owner,
    repo: repository.name,
    labels: label,
    state: "all",
    sort: "created",
    direction: "asc",
    per_page: 100,
  });
  const all = await readPages(pages, github, `issues with the label "${label}"`);
  return all
    .filter((each) => each.pull_request === undefined && each.user?.login === login && isMarked(each.body, marker))
    .map(({ number, state, title, body }) => ({ number, state, title, body: body ?? "" }))
    .toSorted((a, b) => a.number - b.number);
}
