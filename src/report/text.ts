import { driftConclusion, renderDrift } from "./drift-text";
import { renderFindings, renderFixed } from "./findings-text";
import { renderMatrix } from "./matrix-text";
import { type Paint, plain } from "./paint";
import type { Report } from "./schema";
import { renderWaivers } from "./waivers-text";
import { conclude, nameOf } from "./words";
import { wrap } from "./wrap";

/** Renders a report for a terminal: the matrix first, the closing line last. */
export function renderText(report: Report, paint: Paint = plain, columns = Number.POSITIVE_INFINITY): string {
  const sections = [
    renderDrift(report, paint, columns),
    renderMatrix(report, paint, columns),
    renderFindings(withoutBlamed(report), paint, columns),
    renderFixed(report, paint, columns),
    renderWaivers(report, paint, columns),
    renderUnseen(report, paint, columns),
    renderNotes(report, paint, columns),
    [closingLine(report, paint, columns), driftConclusion(report, paint)].filter((line) => line !== "").join("\n"),
  ];
  return sections.filter((section) => section !== "").join("\n\n");
}

/** What stood before drift, or is told with the change that is to blame, is not told again. */
function withoutBlamed(report: Report): Report {
  const { drift, comparison, findings } = report;
  if (drift === null) return report;
  const blamed = new Set(drift.changes.flatMap((change) => change.findings));
  const isNews = (id: string) => comparison === null || comparison.added.includes(id);
  return { ...report, findings: findings.filter(({ id }) => isNews(id) && !blamed.has(id)) };
}

/** What no row of the matrix speaks of, since nobody has seen it. */
function renderUnseen({ unknowns, summary }: Report, paint: Paint, columns: number): string {
  const mark = "unseen:";
  return unknowns
    .slice(0, summary.unseen)
    .flatMap(({ resource, says }) => {
      const [first = "", ...rest] = wrap(`${mark} ${nameOf(resource)}: ${says}`, columns, mark.length + 1);
      return [`${paint.doubtful(mark)}${first.slice(mark.length)}`, ...rest];
    })
    .join("\n");
}

/** What a reader must know of how the report came about. */
function renderNotes({ notes }: Pick<Report, "notes">, paint: Paint, columns: number): string {
  return notes
    .flatMap((note) => wrap(`note: ${note}`, columns, 6))
    .map(paint.faint)
    .join("\n");
}

/** Sums a report up in one line, which never says that all is well while something is unknown. */
export function closingLine(
  report: Pick<Report, "reach" | "summary" | "comparison">,
  paint: Paint = plain,
  columns = Number.POSITIVE_INFINITY,
): string {
  const { tone, text } = conclude(report);
  const compared = comparisonWords(report);
  const lines = wrap(compared === "" ? text : `${text} ${compared}`, columns);
  return lines.map((line) => (tone === "plain" ? line : paint[tone](line))).join("\n");
}

function comparisonWords({ comparison, summary }: Pick<Report, "comparison" | "summary">): string {
  if (comparison === null) return "";
  const { added, fixed } = summary;
  return `Against ${comparison.base}: ${added === 0 ? "no" : added} new finding${added === 1 ? "" : "s"}, ${fixed} fixed.`;
}
