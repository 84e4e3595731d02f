import * as z from "zod";
import { causeIds, transitionIds } from "../findings/cause";
import { driftClasses } from "../findings/drift-policy";
import { hopNames } from "../reach/verdict";

const code = z.union([z.int(), z.enum(["handshake", "loop", "timeout", "deploy"])]);
const codes = z.array(code).describe("What the visitor may see, the likeliest first");
const outcome = z.enum(["ok", "redirected", "unknown", "fails"]);
const statement = z.strictObject({ resource: z.string(), says: z.string() });
const port = z.int().min(1).max(65535);
const severity = z.enum(["error", "warning", "note"]);

const failure = z.strictObject({
  hop: z.enum(hopNames).nullable().describe("null where the deployment itself is refused"),
  cause: z.enum(causeIds),
  codes,
  why: z.string(),
  resource: z.string().describe("URN of the resource to mend"),
  ranges: z.array(z.string()).describe("CIDRs of the edge that do not get through; empty where all of them fail alike"),
});

const doubt = z.strictObject({ hop: z.enum(hopNames), resource: z.string(), why: z.string() });

const dial = z.strictObject({
  target: z.string(),
  port: port.nullable(),
  tls: z.enum(["none", "unverified", "verified"]).nullable(),
  outcome,
  failures: z.array(failure).describe("In the order in which a connection meets them"),
  doubts: z.array(doubt).describe("Hops that could not be judged, in the order in which a connection meets them"),
});

const row = z.strictObject({
  hostname: z.string(),
  visitor: z.strictObject({ scheme: z.enum(["http", "https"]), port }),
  family: z.union([z.literal(4), z.literal(6)]),
  outcome,
  reaches: z.enum(["all", "some", "none"]).nullable().describe("How many of the edge's addresses get through"),
  ranges: z.array(z.string()).describe("CIDRs of the edge that do not get through, where only some do not"),
  codes,
  cause: z.enum(causeIds).nullable(),
  hop: z.enum(hopNames).nullable(),
  why: z.string().nullable().describe("Why the row fails, or why it cannot be judged"),
  dials: z.array(dial),
});

const silencing = z.strictObject({
  policy: z.string(),
  resource: z.string(),
  reason: z.string(),
  until: z.string(),
});

const finding = z.strictObject({
  id: z.string().describe("The same from run to run"),
  policy: z.string(),
  cause: z.enum([...causeIds, ...transitionIds]),
  kind: z.enum(["outage", "hazard"]),
  severity,
  resource: z.string(),
  hostnames: z.array(z.string()),
  codes,
  what: z.string(),
  fix: z.string(),
  docs: z.string(),
  related: z.array(statement),
  location: z.strictObject({ file: z.string(), line: z.int(), column: z.int() }).nullable(),
  waiver: silencing.nullable(),
});

const waiver = z.strictObject({
  policy: z.string(),
  resource: z.string().describe("URN, or a pattern with * and ?"),
  reason: z.string(),
  until: z.string().describe("The last day on which it holds, UTC"),
  writtenIn: z.string().describe("Path of a no521.yaml, or URN of a Waiver in the program"),
  state: z
    .enum(["used", "unused", "expired", "proposed"])
    .describe("Proposed: added by the change under review, and silent until that is merged"),
  findings: z.array(z.string()).describe("Ids of the findings that it covers"),
});

const comparison = z.strictObject({
  base: z.string().describe("What the program is compared with, such as a Git reference or a file"),
  reach: z.array(row).nullable().describe("The matrix of the base; null where the base is a list of findings alone"),
  added: z.array(z.string()).describe("Ids of the findings that the base does not have"),
  fixed: z
    .array(z.strictObject({ id: z.string(), policy: z.string(), resource: z.string(), what: z.string() }))
    .describe("Findings of the base that are gone"),
});

const change = z.strictObject({
  id: z.string().describe("The same from run to run"),
  class: z.enum(driftClasses),
  decidedBy: z.string().describe("Id of the rule that decided the class"),
  urgency: z.enum(["visitors-now", "visitors-soon", "protection", "rest"]),
  resource: z.string().describe("URN"),
  type: z.string(),
  name: z.string(),
  properties: z.array(
    z.strictObject({
      path: z.string(),
      shown: z.boolean().describe("false where the values are not told; before and after are null then"),
      before: z.string().nullable().describe("null where it was absent, or is not shown"),
      after: z.string().nullable().describe("null where it is absent, or is not shown"),
    }),
  ),
  what: z.string(),
  fix: z.string(),
  hostnames: z.array(z.string()),
  codes,
  findings: z.array(z.string()).describe("Ids of the findings that are blamed on it"),
  waiver: silencing.nullable(),
});

const drift = z.strictObject({
  method: z
    .enum(["preview", "refresh", "recorded"])
    .describe("Whether the program took part in the comparison of state and cloud, and who ran it"),
  changes: z.array(change),
  certificates: z
    .array(z.strictObject({ resource: z.string().describe("URN"), notAfter: z.string().describe("RFC 3339, in UTC") }))
    .describe("When the certificates of the stack end, as found, the next one first; without those that do not tell"),
});

/** The shape of a report, from which its JSON Schema is generated. */
export const reportSchema = z.strictObject({
  version: z.literal(1),
  project: z.string().nullable(),
  stack: z.string().nullable(),
  notes: z.array(z.string()).describe("What a reader must know of how this was judged"),
  reach: z.array(row),
  findings: z.array(finding),
  unknowns: z.array(statement),
  waivers: z.array(waiver),
  comparison: comparison.nullable(),
  drift: drift.nullable(),
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
    added: z.int().describe("Findings that the base of a comparison does not have and no waiver silences"),
    fixed: z.int().describe("Findings of the base of a comparison that are gone"),
    drift: z.int().describe("Changes that count as drift: neither waived, nor a provider's noise, nor unreadable"),
  }),
});

/** A value that nobody changes, all the way down. */
type Frozen<T> = T extends readonly (infer Item)[]
  ? readonly Frozen<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;

/** What every command reports: the matrix, the findings, and what could not be judged. */
export type Report = Frozen<z.infer<typeof reportSchema>>;
/** One row of the matrix in a report. */
export type ReportRow = Report["reach"][number];
/** One finding in a report. */
export type ReportFinding = Report["findings"][number];
/** One waiver in a report, and what became of it. */
export type ReportWaiver = Report["waivers"][number];
/** How a report differs from an earlier one. */
export type ReportComparison = NonNullable<Report["comparison"]>;
/** What differs between the program, its state and the cloud. */
export type ReportDrift = NonNullable<Report["drift"]>;
