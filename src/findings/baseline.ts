import * as z from "zod";
import { type Cidr, parseCidr, subtract } from "../net/cidr";
import type { Finding, Severity } from "./finding";
import { isOpen } from "./waivers";

const severities = ["note", "warning", "error"] as const satisfies readonly Severity[];

/** What a comparison has to know of a finding. */
export interface KnownFinding extends Pick<Finding, "id" | "policy" | "severity" | "resource" | "hostnames" | "what"> {
  /** Whether nothing silences it. */
  readonly open: boolean;
  /** CIDRs of the edge that it keeps out; empty where it keeps out all alike, absent where that is not known. */
  readonly ranges?: readonly string[];
}

/** How the findings of a program differ from earlier ones. */
export interface Difference {
  /** Ids of those that are new, or worse than they were; the order is kept. */
  readonly added: readonly string[];
  /** Those that are gone. */
  readonly fixed: readonly KnownFinding[];
}

/**
 * Compares findings by their ids. One that was there is new all the same if it has become graver, is no longer silenced,
 * or takes more hostnames down than it did, or more of the visitors.
 */
export function compareFindings(before: readonly KnownFinding[], after: readonly KnownFinding[]): Difference {
  const old = new Map(before.map((each) => [each.id, each]));
  const ids = new Set(after.map(({ id }) => id));
  return {
    added: after.filter((each) => isWorse(each, old.get(each.id))).map(({ id }) => id),
    fixed: before.filter(({ id }) => !ids.has(id)),
  };
}

/** Takes of a finding what a comparison has to know. */
export function knownFinding(finding: Finding): KnownFinding {
  const { id, policy, severity, resource, hostnames, what } = finding;
  return { id, policy, severity, resource, hostnames, what, open: isOpen(finding) };
}

function isWorse(now: KnownFinding, before: KnownFinding | undefined): boolean {
  if (before === undefined) return true;
  if (now.open && !before.open) return true;
  if (severities.indexOf(now.severity) > severities.indexOf(before.severity)) return true;
  if (now.hostnames.some((hostname) => !before.hostnames.includes(hostname))) return true;
  return keepsMoreOut(now.ranges, before.ranges);
}

function keepsMoreOut(now: readonly string[] | undefined, before: readonly string[] | undefined): boolean {
  if (now === undefined || before === undefined || before.length === 0) return false;
  return now.length === 0 || subtract(now.flatMap(cidrOf), before.flatMap(cidrOf)).length > 0;
}

function cidrOf(text: string): readonly Cidr[] {
  const cidr = parseCidr(text);
  return cidr === undefined ? [] : [cidr];
}

const entry = z.strictObject({
  id: z.string(),
  policy: z.string(),
  severity: z.enum(severities),
  resource: z.string(),
  hostnames: z.array(z.string()),
  what: z.string(),
  ranges: z.array(z.string()).optional(),
});

/** The shape of a baseline: the findings that a project started with, and by which new ones are told. */
export const baselineSchema = z.strictObject({
  kind: z.literal("no521-baseline"),
  version: z.literal(1),
  project: z.string().nullable(),
  stack: z.string().nullable(),
  findings: z.array(entry),
});

/** A baseline as it is written. */
export type Baseline = z.infer<typeof baselineSchema>;

/** Makes a baseline of findings; what a waiver silences stays with its waiver, which ends one day. */
export function baselineOf(
  { project, stack }: Pick<Baseline, "project" | "stack">,
  findings: readonly KnownFinding[],
): Baseline {
  const open = findings.filter((each) => each.open).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const entries = open.map(({ id, policy, severity, resource, hostnames, what, ranges = [] }) => {
    const partly = ranges.length === 0 ? {} : { ranges: [...ranges] };
    return { id, policy, severity, resource, hostnames: [...hostnames], what, ...partly };
  });
  return { kind: "no521-baseline", version: 1, project, stack, findings: entries };
}

/** Gives the findings of a baseline. */
export function findingsOfBaseline({ findings }: Baseline): readonly KnownFinding[] {
  return findings.map(({ ranges, ...each }) => ({ ...each, open: true, ...(ranges !== undefined && { ranges }) }));
}
