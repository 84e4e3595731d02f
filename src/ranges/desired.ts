import type { RangeList } from "../cloudflare/ranges";
import type { Live } from "./live";
import { allowed, needed } from "./merge";
import { fetchLive, type LiveOptions } from "./source";
import { projectFolderOf, readList } from "./store";

/** How to read the live list; the default asks Cloudflare. */
export type LiveReader = (list: RangeList, options: LiveOptions) => Promise<Live>;

/** What a Pulumi program asks for at its entry. */
export interface DesiredOptions {
  readonly now: Date;
  /** A folder of the project, such as the working directory. */
  readonly projectFolder: string;
  /** Path of the project's `no521.yaml`, where `NO521_CONFIG` names one. */
  readonly configPath?: string | undefined;
  /** Null where the reviewed list alone is to be used, as in the sandbox. */
  readonly live?: LiveReader | null;
  /** CIDRs that a list of Cloudflare must not overlap, such as the VPC's. */
  readonly ownNetworks?: readonly string[];
}

/** The ranges that a program works with, as a value. */
export interface DesiredRanges {
  /** CIDRs to open. */
  readonly allowed: readonly string[];
  /** CIDRs that every origin must admit. */
  readonly needed: readonly string[];
  /** Sentences for the person who deploys. */
  readonly notes: readonly string[];
}

/**
 * Gives the ranges of this deployment: the reviewed list, and what a believable live list adds to it. To be awaited once,
 * at the program's entry. A live list that is out of reach or not believed is a note, never a failure.
 * @throws {UserError} if the project's own list is not readable.
 */
export async function desiredRanges(options: DesiredOptions): Promise<DesiredRanges> {
  const { now, ownNetworks = [] } = options;
  const { list } = await readList(projectFolderOf(options.projectFolder, options.configPath));
  const read = options.live === undefined ? fetchLive : options.live;
  const answer = read === null ? null : await read(list, { now, ownNetworks });
  const live = answer?.kind === "live" ? answer.list : null;
  const reviewed = allowed(list, null, now);
  const open = allowed(list, live, now);
  const added = open.filter((cidr) => !reviewed.includes(cidr));
  const closed = list.ranges.flatMap(({ cidr }) => (open.includes(cidr) ? [] : [cidr]));
  const notes = [...answerNotes(answer, list), ...additionNotes(added), ...closedNotes(closed)];
  return { allowed: open, needed: needed(list, live), notes };
}

function answerNotes(answer: Live | null, list: RangeList): readonly string[] {
  if (answer === null) return [];
  if (answer.kind === "live") return answer.list.notes;
  const verb = answer.kind === "unavailable" ? "could not be read" : "is not believed";
  return [`The reviewed list of ${list.fetchedAt.slice(0, 10)} is used: Cloudflare's list ${verb}: ${answer.reason}.`];
}

function additionNotes(added: readonly string[]): readonly string[] {
  if (added.length === 0) return [];
  return [`Cloudflare publishes ${added.join(", ")}, which the reviewed list lacks: run "no521 ranges update".`];
}

function closedNotes(closed: readonly string[]): readonly string[] {
  return closed.length === 0 ? [] : [`Closed, since their date has passed: ${closed.join(", ")}.`];
}
