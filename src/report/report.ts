import { z } from "zod";
import { causeIds } from "../findings/cause";
import type { Evidence, Finding } from "../findings/finding";
import { isOpen, type JudgedWaiver } from "../findings/waivers";
import type { Reach, ReachRow } from "../reach/reach-types";
import { hopNames } from "../reach/verdict";

const code = z.union([z.int(), z.enum(["loop", "timeout", "deploy"])]);
const outcome = z.enum(["ok", "redirected", "unknown", "fails"]);
const statement = z.strictObject({ resource: z.string(), says: z.string() });

const dial = z.strictObject({
  target: z.string(),
  port: z.int().min(1).max(65535).nullable(),
  tls: z.enum(["none", "unverified", "verified"]).nullable(),
  outcome,
});

const row = z.strictObject({
  hostname: z.string(),
  visitor: z.strictObject({ scheme: z.enum(["http", "https"]), port: z.int().min(1).max(65535) }),
  family: z.union([z.literal(4), z.literal(6)]),
  outcome,
  reaches: z.enum(["all", "some", "none"]).nullable().describe("How many of the edge's addresses get through"),
  ranges: z.array(z.string()).describe("CIDRs of the edge that do not get through, where only some do not"),
  codes: z.array(code).describe("What the visitor may see, the likeliest first"),
  cause: z.enum(causeIds).nullable(),
  hop: z.enum(hopNames).nullable(),
  why: z.string().nullable().describe("Why the row fails, or why it cannot be judged"),
  dials: z.array(dial),
});

const finding = z.strictObject({
  id: z.string(),
  policy: z.string(),
  cause: z.enum(causeIds),
  kind: z.enum(["outage", "hazard"]),
  severity: z.enum(["error", "warning", "note"]),
  resource: z.string(),
  hostnames: z.array(z.string()),
  codes: z.array(code),
  what: z.string(),
  fix: z.string(),
  docs: z.string(),
  related: z.array(statement),
  location: z.strictObject({ file: z.string(), line: z.int(), column: z.int() }).nullable(),
  waiver: z
    .strictObject({ policy: z.string(), resource: z.string(), reason: z.string(), until: z.string() })
    .nullable(),
});

const waiver = z.strictObject({
  policy: z.string(),
  resource: z.string().describe("URN, or a pattern with * and ?"),
  reason: z.string(),
  until: z.string().describe("The last day on which it holds, UTC"),
  writtenIn: z.string().describe("Path of a no521.yaml, or URN of a Waiver in the program"),
  state: z.enum(["used", "unused", "expired"]),
  findings: z.array(z.string()).describe("Ids of the findings that it covers"),
});

/** The shape of a report, from which its JSON Schema is generated. */
export const reportSchema = z.strictObject({
  version: z.literal(1),
  project: z.string().nullable(),
  stack: z.string().nullable(),
  reach: z.array(row),
  findings: z.array(finding),
  unknowns: z.array(statement),
  waivers: z.array(waiver),
  summary: z.strictObject({
    hostnames: z.int(),
    ok: z.int(),
    redirected: z.int(),
    unknown: z.int(),
    fails: z.int(),
    errors: z.int(),
    warnings: z.int(),
    notes: z.int(),
    waived: z.int().describe("Findings that a waiver silences; they are in no other number of findings"),
    unseen: z
      .int()
      .describe("Components and functions of the program that could not be seen into, the first of the unknowns"),
  }),
});

/** What every command reports: the matrix, the findings, and what could not be judged. */
export type Report = z.infer<typeof reportSchema>;
/** One row of the matrix in a report. */
export type ReportRow = Report["reach"][number];

/** What a report is made from. */
export interface ReportInput {
  readonly project: string | null;
  readonly stack: string | null;
  readonly reach: Reach;
  readonly findings: readonly Finding[];
  readonly waivers?: readonly JudgedWaiver[];
  /** What could not be judged for a reason that no hostname shows, such as a component that nobody sees into. */
  readonly blindSpots?: readonly Evidence[];
}

/** Puts a report together. */
export function createReport({ project, stack, reach, findings, waivers = [], blindSpots = [] }: ReportInput): Report {
  const rows = reach.rows.map(rowOf);
  const count = (wanted: ReportRow["outcome"]) => rows.filter((each) => each.outcome === wanted).length;
  const open = findings.filter(isOpen);
  const found = (severity: Finding["severity"]) => open.filter((each) => each.severity === severity).length;
  return {
    version: 1,
    project,
    stack,
    reach: rows,
    findings: findings.map(findingOf),
    unknowns: [...blindSpots.map((each) => ({ ...each })), ...unknownsOf(reach)],
    waivers: waivers.map((each) => ({ ...each, findings: [...each.findings] })),
    summary: {
      hostnames: new Set(rows.map(({ hostname }) => hostname)).size,
      ok: count("ok"),
      redirected: count("redirected"),
      unknown: count("unknown"),
      fails: count("fails"),
      errors: found("error"),
      warnings: found("warning"),
      notes: found("note"),
      waived: findings.length - open.length,
      unseen: blindSpots.length,
    },
  };
}

function rowOf({
  hostname,
  visitor,
  family,
  outcome,
  reaches,
  ranges,
  codes,
  failure,
  reasons,
  doubt,
  dials,
}: ReachRow): ReportRow {
  return {
    hostname,
    visitor: { ...visitor },
    family,
    outcome,
    reaches,
    ranges: [...ranges],
    codes: [...codes],
    cause: failure?.cause ?? null,
    hop: failure?.hop ?? (outcome === "unknown" ? (doubt?.hop ?? null) : null),
    why: reasons.join(" ") || (doubt?.why ?? null),
    dials: dials.map(({ target, port, tls, outcome: each }) => ({ target, port, tls, outcome: each })),
  };
}

function findingOf({ location, waiver, codes, hostnames, related, ...rest }: Finding): Report["findings"][number] {
  return {
    ...rest,
    codes: [...codes],
    hostnames: [...hostnames],
    related: related.map((each) => ({ ...each })),
    location: location === undefined ? null : { ...location },
    waiver: waiver === undefined ? null : { ...waiver },
  };
}

/** Each doubt once, whatever the number of rows that it leaves open. */
function unknownsOf(reach: Reach): Report["unknowns"] {
  const doubts = reach.rows.flatMap((each) => each.dials.flatMap((dialled) => dialled.doubts));
  const unique = new Map(doubts.map(({ resource, why }) => [`${resource} ${why}`, { resource, says: why }]));
  return [...unique.values()];
}
