import { countsAsDrift } from "../drift/change";
import type { Evidence, Finding } from "../findings/finding";
import { isOpen, type JudgedWaiver } from "../findings/waivers";
import type { JudgedDial, Reach, ReachRow } from "../reach/reach-types";
import type { Report, ReportComparison, ReportDrift, ReportFinding, ReportRow } from "./schema";

/** What a report is made from. */
export interface ReportInput {
  readonly project: string | null;
  readonly stack: string | null;
  /** What a reader must know of how this was judged, a sentence each. */
  readonly notes?: readonly string[];
  readonly reach: Reach;
  readonly findings: readonly Finding[];
  readonly waivers?: readonly JudgedWaiver[];
  /** What could not be judged for a reason that no hostname shows, such as a component that nobody sees into. */
  readonly blindSpots?: readonly Evidence[];
  readonly comparison?: ReportComparison;
  readonly drift?: ReportDrift;
}

/** Puts a report together. */
export function createReport(input: ReportInput): Report {
  const { project, stack, reach, findings, notes = [], waivers = [], blindSpots = [] } = input;
  const { comparison = null, drift = null } = input;
  return {
    version: 1,
    project,
    stack,
    notes,
    reach: reportRows(reach),
    findings: findings.map(reportFinding),
    unknowns: [...blindSpots, ...unknownsOf(reach)],
    waivers,
    comparison: comparison === null ? null : bareComparison(comparison),
    drift,
    summary: summaryOf(input),
  };
}

/** Gives the rows of the matrix as a report has them. */
export function reportRows(reach: Reach): readonly ReportRow[] {
  return reach.rows.map(reportRow);
}

function summaryOf({ reach, findings, blindSpots = [], comparison, drift }: ReportInput): Report["summary"] {
  const count = (wanted: ReportRow["outcome"]) => reach.rows.filter(({ outcome }) => outcome === wanted).length;
  const open = findings.filter(isOpen);
  const found = (severity: Finding["severity"]) => open.filter((each) => each.severity === severity).length;
  return {
    hostnames: new Set(reach.rows.map(({ hostname }) => hostname)).size,
    ok: count("ok"),
    redirected: count("redirected"),
    unknown: count("unknown"),
    fails: count("fails"),
    errors: found("error"),
    warnings: found("warning"),
    notes: found("note"),
    waived: findings.length - open.length,
    unseen: blindSpots.length,
    added: open.filter(({ id }) => comparison?.added.includes(id)).length,
    fixed: comparison?.fixed.length ?? 0,
    drift: drift?.changes.filter(countsAsDrift).length ?? 0,
  };
}

function reportRow(row: ReachRow): ReportRow {
  const { hostname, visitor, family, outcome, reaches, ranges, codes, failure, reasons, doubt, dials } = row;
  return {
    hostname,
    visitor,
    family,
    outcome,
    reaches,
    ranges,
    codes,
    cause: failure?.cause ?? null,
    hop: failure?.hop ?? (outcome === "unknown" ? (doubt?.hop ?? null) : null),
    why: reasons.join(" ") || (doubt?.why ?? null),
    dials: dials.map(reportDial),
  };
}

function reportDial({ target, port, tls, outcome, failures, doubts }: JudgedDial): ReportRow["dials"][number] {
  return {
    target,
    port,
    tls,
    outcome,
    failures: failures.map(({ hop, cause, codes, why, resource, ranges = [] }) => {
      return { hop, cause, codes, why, resource, ranges };
    }),
    doubts: doubts.map(({ hop, resource, why }) => ({ hop, resource, why })),
  };
}

function reportFinding({ location, waiver, ...rest }: Finding): ReportFinding {
  return { ...rest, location: location ?? null, waiver: waiver ?? null };
}

/** What is gone is named, not told again. */
function bareComparison({ fixed, ...rest }: ReportComparison): ReportComparison {
  return { ...rest, fixed: fixed.map(({ id, policy, resource, what }) => ({ id, policy, resource, what })) };
}

/** Each doubt once, whatever the number of rows that it leaves open. */
function unknownsOf(reach: Reach): Report["unknowns"] {
  const doubts = reach.rows.flatMap((each) => each.dials.flatMap((dialled) => dialled.doubts));
  const unique = new Map(doubts.map(({ resource, why }) => [`${resource} ${why}`, { resource, says: why }]));
  return [...unique.values()];
}
