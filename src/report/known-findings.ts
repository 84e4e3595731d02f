import type { KnownFinding } from "../findings/baseline";
import type { Report, ReportRow } from "./schema";

/** Takes of the findings of a report what a comparison has to know. */
export function knownFindings({ findings, reach }: Pick<Report, "findings" | "reach">): readonly KnownFinding[] {
  return findings.map((finding) => ({ ...finding, open: finding.waiver === null, ...keptOut(finding, reach) }));
}

/** Tells which of the edge's ranges a finding keeps out; nothing where no row meets it. */
export function keptOut(
  { what, resource }: Pick<KnownFinding, "what" | "resource">,
  rows: readonly ReportRow[],
): Pick<KnownFinding, "ranges"> {
  const met = rows
    .flatMap(({ dials }) => dials.flatMap(({ failures }) => failures))
    .filter((failure) => failure.why === what && failure.resource === resource);
  if (met.length === 0) return {};
  const isTotal = met.some(({ ranges }) => ranges.length === 0);
  return { ranges: isTotal ? [] : [...new Set(met.flatMap(({ ranges }) => ranges))].toSorted() };
}
