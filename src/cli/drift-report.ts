import { readConfig } from "../../policies/config/read";
import { evaluate } from "../../policies/evaluate";
import type { RangeList } from "../cloudflare/ranges";
import { drift } from "../drift/decide";
import type { Failure } from "../drift/observation";
import { nameOf, typeOf } from "../drift/words";
import type { StackLook } from "../engine/observe-stack";
import { isAboutDrift } from "../findings/drift-policy";
import { ofOneProgram, waive, waiversIn } from "../findings/waivers";
import type { ResourceGraph } from "../graph/resource-graph";
import type { Live, LiveList } from "../ranges/live";
import { needed } from "../ranges/merge";
import { projectFolderOf, readList } from "../ranges/store";
import { certificateEnds } from "../reach/certificate-ends";
import { createReport, reportRows } from "../report/report";
import type { Report } from "../report/schema";
import type { Io } from "./io";

/** What is known of Cloudflare's list, for all stacks of a project. */
export interface KnownRanges {
  readonly list: RangeList;
  readonly live: LiveList | null;
  readonly failures: readonly Failure[];
  readonly notes: readonly string[];
}

/** Reads the reviewed list of a project and, unless it is to be left alone, what Cloudflare publishes now. */
export async function readRanges(
  folder: string,
  io: Io,
  { offline }: { readonly offline: boolean },
): Promise<KnownRanges> {
  const { list } = await readList(projectFolderOf(folder, io.env.NO521_CONFIG));
  if (offline) {
    const notes = [
      "Cloudflare was not asked for its ranges: what it published or withdrew since is not in this report.",
    ];
    return { list, live: null, failures: [], notes };
  }
  const live = await io.readLive(list, { now: io.now() });
  if (live.kind === "live") return { list, live: live.list, failures: [], notes: live.list.notes };
  return { list, live: null, failures: [failureOf(live)], notes: [] };
}

function failureOf(live: Exclude<Live, { readonly kind: "live" }>): Failure {
  const says = live.kind === "unavailable" ? live.reason : `it is not believed: ${live.reason}`;
  return { resource: null, subject: "Cloudflare's list of ranges", says };
}

/** Whom a report of drift is about. */
export interface DriftSubject {
  readonly look: StackLook;
  /** Absolute; `no521.yaml` is looked for from here upward. */
  readonly folder: string;
  readonly project: string;
  readonly stack: string;
}

/**
 * Judges a look at a stack by the settings, the waivers and the range list of its project.
 * @throws {UserError} if one of the project's files is not what it has to be.
 */
export function driftReport({ look, folder, project, stack }: DriftSubject, ranges: KnownRanges, io: Io): Report {
  const { settings, waivers } = readConfig(folder, io.env.NO521_CONFIG);
  const { observation, beside, state } = look;
  const reviewed = needed(ranges.list, null);
  const judge = (graph: ResourceGraph, dialledFrom: readonly string[] = []) =>
    evaluate(graph, { edgeRanges: [...reviewed, ...dialledFrom], settings });
  const written = [...waivers, ...waiversIn(state).waivers];
  const verdict = drift({
    state,
    observation: { ...observation, failures: [...observation.failures, ...ranges.failures] },
    beside,
    ranges: { ...ranges, now: io.now() },
    judge,
    waivers: written.filter(isAboutDrift),
    stackUrn: stackUrnOf(project, stack),
  });
  const { before, after } = verdict;
  const waived = waive(after.findings, ofOneProgram(written), io.now());
  const idsOf = (findings: readonly { readonly id: string }[]) => new Set(findings.map(({ id }) => id));
  const [was, is] = [idsOf(before.findings), idsOf(after.findings)];
  return createReport({
    project,
    stack,
    notes: [...look.notes, ...verdict.notes, ...ranges.notes],
    reach: after.reach,
    findings: waived.findings,
    waivers: [...verdict.waivers, ...waived.waivers],
    blindSpots: waiversIn(verdict.found).unreadable,
    comparison: {
      base: "the deployed state",
      reach: reportRows(before.reach),
      added: [...is].filter((id) => !was.has(id)),
      fixed: before.findings
        .filter(({ id }) => !is.has(id))
        .map(({ id, policy, resource, what }) => ({ id, policy, resource, what })),
    },
    drift: {
      method: observation.method,
      changes: verdict.changes,
      certificates: certificateEnds(verdict.found).map(({ resource, notAfter }) => ({
        resource,
        notAfter: notAfter.toISOString(),
      })),
    },
  });
}

/** Reports a stack that nobody could look at, so that the others of the run are reported beside it. */
export function unseenReport(
  project: string | null,
  stack: string,
  { message, fix }: { readonly message: string; readonly fix: string },
): Report {
  const resource = stackUrnOf(project ?? "unknown", stack);
  const change = {
    id: `unreadable:${resource}`,
    class: "unreadable",
    decidedBy: "unreadable-stack",
    urgency: "rest",
    resource,
    type: typeOf(resource),
    name: nameOf(resource),
    properties: [],
    what: message,
    fix,
    hostnames: [],
    codes: [],
    findings: [],
    waiver: null,
  } as const;
  return createReport({
    project,
    stack,
    reach: { rows: [] },
    findings: [],
    drift: { method: "preview", changes: [change], certificates: [] },
  });
}

function stackUrnOf(project: string, stack: string): string {
  return `urn:pulumi:${stack}::${project}::pulumi:pulumi:Stack::${project}-${stack}`;
}
