import { resolve } from "node:path";
import type { RangeList } from "../cloudflare/ranges";
import { projectName } from "../engine/project";
import { writeMetricsFile } from "../notify/metrics-file";
import { defaultApiUrl, parseRepository, type Repository } from "../notify/repository";
import { slackBody } from "../notify/slack";
import { driftMessage, driftState, driftTitle } from "../report/drift-message";
import type { StackMetrics } from "../report/open-metrics";
import { render } from "../report/render";
import type { Report, ReportDrift } from "../report/schema";
import { subjectWords } from "../report/words";
import { UserError } from "../user-error";
import { type OptionSpec, UsageError } from "./command";
import type { Io } from "./io";
import { contextOf } from "./output";

/** The options of a command that tells others what it found. Secrets come from the environment only. */
export const tellingOptions = {
  "github-issue": {
    summary:
      "Keep one issue for each stack: opened, changed, closed and opened again; by GITHUB_TOKEN, in GITHUB_REPOSITORY",
  },
  "issue-label": { value: "name", summary: "The label that the issues are found by", default: "no521-drift" },
  webhook: {
    value: "form",
    summary: "Call the address in NO521_WEBHOOK_URL when a stack is not in sync, signed with NO521_WEBHOOK_SECRET",
    choices: ["slack", "json"],
  },
  metrics: { value: "file", summary: "Write OpenMetrics text, such as for node_exporter's textfile collector" },
} as const satisfies Readonly<Record<string, OptionSpec>>;

/** Whom to tell. */
export interface Telling {
  readonly issue: { readonly repository: Repository; readonly token: string; readonly label: string } | null;
  readonly webhook: { readonly form: "slack" | "json"; readonly url: string; readonly secret: string | null } | null;
  /** Absolute path. */
  readonly metrics: string | null;
}

/** What was found. */
export interface Found {
  readonly reports: readonly { readonly report: Report }[];
  /** The list of ranges in force. */
  ranges(): Promise<Pick<RangeList, "fetchedAt">>;
  /** Absolute path of the project. */
  readonly folder: string;
}

/**
 * Reads whom to tell; to be called before the work, which may take long.
 * @throws {UserError} if the environment lacks what telling needs
 */
export function readTelling(
  values: {
    readonly "github-issue": boolean;
    readonly "issue-label": string;
    readonly webhook: "slack" | "json" | undefined;
    readonly metrics: string | undefined;
  },
  io: Io,
): Telling {
  const { webhook: form, metrics } = values;
  return {
    issue: values["github-issue"]
      ? {
          repository: parseRepository(needed(io, "GITHUB_REPOSITORY", "--github-issue")),
          token: needed(io, "GITHUB_TOKEN", "--github-issue"),
          label: values["issue-label"],
        }
      : null,
    webhook:
      form === undefined
        ? null
        : { form, url: needed(io, "NO521_WEBHOOK_URL", "--webhook"), secret: io.env.NO521_WEBHOOK_SECRET || null },
    metrics: metrics === undefined ? null : resolve(io.cwd, metrics),
  };
}

/**
 * Tells what was found, and reports whether everybody was told. Who could not be told is named on standard error, and the
 * others are told nevertheless.
 */
export async function tell(telling: Telling, found: Found, io: Io): Promise<boolean> {
  const { folder } = found;
  const { metrics } = telling;
  const reports = await named(found);
  const told = [
    await tellEach(reports, (report) => tellIssue(telling, report, folder, io), io),
    await tellEach(reports, (report) => tellWebhook(telling, report, io), io),
  ];
  if (metrics !== null) {
    const write = async () => {
      const rangesFetchedAt = new Date((await found.ranges()).fetchedAt);
      const stacks = reports.map((report) => metricsOf(report, rangesFetchedAt, io));
      await writeMetricsFile(metrics, stacks);
    };
    told.push(await tellEach([null], write, io));
  }
  return !told.includes(false);
}

/**
 * Tells somebody of each stack, and gives up on whom cannot be told of one: with many stacks, the patience that one call
 * has would keep the job for an hour.
 */
async function tellEach<T>(subjects: readonly T[], tellOne: (subject: T) => Promise<void>, io: Io): Promise<boolean> {
  for (const [index, subject] of subjects.entries()) {
    try {
      await tellOne(subject);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      io.err(`error: ${error.message}\n  fix: ${error.fix}`);
      const left = subjects.length - index - 1;
      if (left > 0) io.err(`This was not tried for ${left === 1 ? "1 further stack" : `${left} further stacks`}.`);
      return false;
    }
  }
  return true;
}

/** Leaves out what only telling needs: the program of a stack, which the engine runs, has no use for it. */
export function withoutTellingSecrets(env: Io["env"]): Io["env"] {
  const { NO521_WEBHOOK_URL: _, NO521_WEBHOOK_SECRET: __, ...rest } = env;
  return rest;
}

/**
 * Gives the reports under the names that they have when all is well: of a stack that nobody could look at the project is
 * not known, and the backend's name of a stack may have the organisation in front.
 */
async function named({ reports, folder }: Found): Promise<readonly Report[]> {
  const project = await projectName(folder).catch(() => null);
  return reports.map(({ report }) => ({
    ...report,
    project: report.project ?? project,
    stack: report.stack?.split("/").at(-1) ?? null,
  }));
}

async function tellIssue({ issue }: Telling, report: Report, folder: string, io: Io): Promise<void> {
  const state = driftState(report);
  // What nobody could read is no reason to open an issue, and none to close one.
  if (issue === null || state === "unread") return;
  const { openGitHub } = await import("../notify/github-client.js");
  const { upsertIssue } = await import("../notify/github-issue.js");
  const { done, number } = await upsertIssue(openGitHub(io.env.GITHUB_API_URL || defaultApiUrl, issue.token), {
    repository: issue.repository,
    key: subjectWords(report),
    label: issue.label,
    title: driftTitle(report),
    text: render(report, "markdown", contextOf(folder, io)),
    isClean: state === "in sync",
  });
  const { owner, name } = issue.repository;
  if (done !== "not needed") io.err(`Issue ${owner}/${name}#${number} is ${done}.`);
}

async function tellWebhook({ webhook }: Telling, report: Report, io: Io): Promise<void> {
  if (webhook === null || driftState(report) === "in sync") return;
  const { callWebhook } = await import("../notify/webhook.js");
  const message = driftMessage(report, jobUrl(io));
  await callWebhook(webhook, webhook.form === "slack" ? slackBody(message.text) : message);
}

function metricsOf(report: Report, rangesFetchedAt: Date, io: Io): StackMetrics {
  const { changes, certificates } = report.drift ?? { changes: [], certificates: [] };
  const isUnread = report.drift === null || changes.some((change) => change.class === "unreadable");
  const classes = Object.entries(isCounted).flatMap(([name, counted]) => (counted ? [name] : []));
  const count = (name: string) => changes.filter((each) => each.class === name && each.waiver === null).length;
  const { ok, redirected, unknown, fails } = report.summary;
  return {
    project: report.project ?? "",
    stack: report.stack ?? "",
    ranAt: io.now(),
    judged: isUnread
      ? null
      : {
          changes: Object.fromEntries(classes.map((name) => [name, count(name)])),
          rows: { ok, redirected, unknown, fails },
          certificates: certificates.map(({ resource, notAfter }) => ({ resource, notAfter: new Date(notAfter) })),
        },
    rangesFetchedAt,
  };
}

type ChangeClass = ReportDrift["changes"][number]["class"];

/** What a provider writes differently is no drift, and what is unreadable is in no number. */
const isCounted: Readonly<Record<ChangeClass, boolean>> = {
  upstream: true,
  "edited-in-cloudflare": true,
  "edited-in-aws": true,
  "edited-elsewhere": true,
  "deleted-outside": true,
  "added-outside": true,
  "provider-noise": false,
  "program-ahead": true,
  unreadable: false,
};

/** @see https://docs.github.com/en/actions/reference/workflows-and-actions/variables read 2026-11-23 */
function jobUrl({ env }: Io): string | null {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  return server && repository && run ? `${server}/${repository}/actions/runs/${run}` : null;
}

function needed(io: Io, variable: string, option: string): string {
  const value = io.env[variable] ?? "";
  if (value !== "") return value;
  throw new UsageError(`${option} needs ${variable}, which is not set.`, `Set ${variable} in the environment.`);
}
