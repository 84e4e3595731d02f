import { docsUrl, evaluate } from "../../policies/evaluate";
import { stepFindings } from "../change/findings";
import { compareFindings, type KnownFinding, knownFinding } from "../findings/baseline";
import type { Finding } from "../findings/finding";
import { proposalsOf, proposedSettings } from "../findings/proposals";
import type { Judged } from "../findings/served";
import { ofOneProgram, type PlacedWaiver, type Waived, waive, waiversIn } from "../findings/waivers";
import { keptOut } from "../report/known-findings";
import { reportRows } from "../report/report";
import type { ReportComparison, ReportRow } from "../report/schema";
import type { Base } from "./base";
import type { Ruling } from "./ruling";

/** What a base tells, judged. */
export interface Earlier {
  readonly name: string;
  readonly findings: readonly KnownFinding[];
  /** The matrix; null where the base is a list of findings alone. */
  readonly reach: readonly ReportRow[] | null;
  /** Finds what goes wrong on the way from the base to a program. */
  readonly step: (after: Judged) => readonly Finding[];
}

/** Gives what holds for a program under a base: the base's own ruling, where it has one. */
export function rulingUnder(base: Base | null, own: Ruling): Ruling {
  return base?.kind === "program" ? (base.ruling ?? own) : own;
}

/** Judges a base. */
export function earlierOf(base: Base, own: Ruling, now: Date): Earlier {
  const { name } = base;
  if (base.kind === "findings") return { name, findings: base.findings, reach: base.reach, step: () => [] };
  const { graph } = base;
  const { settings, edgeRanges, waivers } = rulingUnder(base, own);
  const { findings, reach } = evaluate(graph, { settings, edgeRanges, waiving: { waivers, now } });
  const rows = reportRows(reach);
  return {
    ...{ name, findings: findings.map((each) => knownIn(each, rows)), reach: rows },
    step: (after) => stepFindings({ graph, reach }, after, { settings, docs: changeUrl }),
  };
}

/** Gives the address of the section of a transition. */
export function changeUrl(id: string): string {
  return `${docsUrl("changes")}#${id}`;
}

/** Compares what is found now with a base. */
export function comparisonOf(
  { name, findings, reach }: Earlier,
  now: { readonly findings: readonly Finding[]; readonly rows: readonly ReportRow[] },
): ReportComparison {
  const known = now.findings.map((each) => knownIn(each, now.rows));
  return { base: name, reach, ...compareFindings(findings, known) };
}

function knownIn(finding: Finding, rows: readonly ReportRow[]): KnownFinding {
  return { ...knownFinding(finding), ...keptOut(finding, rows) };
}

/** Silences findings by the waivers that hold; those that are only proposed are told first, with what they would cover. */
export function waiveUnder(
  base: Base | null,
  findings: readonly Finding[],
  { waivers, now }: { readonly waivers: readonly PlacedWaiver[]; readonly now: Date },
): Waived {
  const { held, proposed } = waiversUnder(base, waivers);
  const waived = waive(findings, held, now);
  const told = waive(findings, proposed, now).waivers.map((each) => ({ ...each, state: "proposed" as const }));
  return { findings: waived.findings, waivers: [...told, ...waived.waivers] };
}

function waiversUnder(base: Base | null, waivers: readonly PlacedWaiver[]): ReturnType<typeof proposalsOf> {
  if (base?.kind !== "program") return { held: ofOneProgram(waivers), proposed: [] };
  if (base.ruling === null) return { held: waivers, proposed: [] };
  return proposalsOf([...base.ruling.waivers, ...waiversIn(base.graph).waivers], waivers);
}

/** Says which settings and ranges are only proposed. */
export function proposalNotes(base: Base | null, own: Ruling): readonly string[] {
  if (base?.kind !== "program" || base.ruling === null) return [];
  const { settings, edgeRanges } = base.ruling;
  const isSame = edgeRanges.join() === own.edgeRanges.join();
  const ranges = "Proposed, and not in force before it is merged: the range list differs from the base's.";
  return [...proposedSettings(settings, own.settings), ...(isSame ? [] : [ranges])];
}
