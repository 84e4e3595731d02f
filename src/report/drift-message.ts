import type { Report } from "./schema";
import { visibleReport } from "./visible";
import { conclude, subjectWords } from "./words";

/** Whether a stack is as its program says: known to differ, known not to, or neither. */
export type DriftState = "drift" | "in sync" | "unread";

/**
 * Tells the state of a report of drift. What was found to differ counts although something else could not be read;
 * what could not be read is never in sync.
 */
export function driftState({ drift, summary }: Pick<Report, "drift" | "summary">): DriftState {
  if (summary.drift > 0) return "drift";
  return drift === null || unreadIn(drift).length > 0 ? "unread" : "in sync";
}

/** A message about drift, for a machine. */
export interface DriftMessage {
  readonly version: 1;
  readonly kind: "drift";
  readonly project: string | null;
  readonly stack: string | null;
  readonly state: DriftState;
  /** A few lines for people, the first of which says it all. */
  readonly text: string;
  readonly summary: Report["summary"];
  readonly changes: readonly {
    readonly class: string;
    readonly urgency: string;
    readonly resource: string;
    readonly what: string;
    readonly fix: string;
    readonly hostnames: readonly string[];
  }[];
  /** Where the whole report is; null where nobody knows. */
  readonly url: string | null;
}

/** Makes the message about a report of drift. */
export function driftMessage(unsafe: Report, url: string | null): DriftMessage {
  const report = visibleReport(unsafe);
  const { project, stack, summary, drift } = report;
  const changes = drift?.changes ?? [];
  return {
    version: 1,
    kind: "drift",
    project,
    stack,
    state: driftState(report),
    text: textOf(report, url),
    summary,
    changes: changes.map((change) => ({
      class: change.class,
      urgency: change.urgency,
      resource: change.resource,
      what: change.what,
      fix: change.fix,
      hostnames: change.hostnames,
    })),
    url,
  };
}

/** The title of the issue about a stack. It stays the same, so that a search and a subscription find it again. */
export function driftTitle(report: Pick<Report, "project" | "stack">): string {
  return `Drift in ${subjectWords(report) || "a stack"}`;
}

const shownChanges = 10;

function textOf(report: Report, url: string | null): string {
  const counted = (report.drift?.changes ?? []).filter(
    ({ class: kind, waiver }) => waiver === null && kind !== "provider-noise",
  );
  const more = counted.length - shownChanges;
  return [
    `${subjectWords(report) || "A stack"}: ${stateWords(report)}`,
    ...(report.reach.length === 0 ? [] : [conclude(report).text]),
    ...counted.slice(0, shownChanges).map(({ what }) => `- ${what}`),
    ...(more > 0 ? [`- and ${more} more`] : []),
    ...(url === null ? [] : [url]),
  ].join("\n");
}

function stateWords(report: Report): string {
  const { summary, drift } = report;
  const unread = drift === null ? 0 : unreadIn(drift).length;
  const parts = [
    ...(summary.drift > 0 ? [`${things(summary.drift, "change")} since the deployment`] : []),
    ...(unread > 0 ? [`${things(unread, "thing")} could not be read`] : []),
  ];
  if (parts.length > 0) return `${parts.join(", and ")}.`;
  return drift === null ? "it was not looked at." : "as deployed.";
}

function things(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

function unreadIn({ changes }: NonNullable<Report["drift"]>) {
  return changes.filter((change) => change.class === "unreadable");
}
