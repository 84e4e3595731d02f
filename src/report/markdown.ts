import type { RenderContext } from "./context";
import { driftConclusion } from "./drift-text";
import { prose } from "./markdown-escape";
import { comparedFindings, fixedFindings, openFindings, partlySection } from "./markdown-findings";
import { matrixSection } from "./markdown-matrix";
import { driftSection, unknownSection, waiverSection } from "./markdown-rest";
import { fitTogether } from "./markdown-section";
import type { Report } from "./schema";
import { conclude, subjectWords } from "./words";

/**
 * What a comment holds at most. GitHub refuses bodies of more than 65,536 characters, and whoever posts this adds lines.
 * @see https://github.com/orgs/community/discussions/27190
 */
export const markdownLimit = 60_000;

/** Renders a report as a comment on a pull request, of at most 60,000 characters. */
export function renderMarkdown(report: Report, context: RenderContext, limit = markdownLimit): string {
  const drift = driftConclusion(report);
  const conclusions = [conclude(report).text, ...(drift === "" ? [] : [drift])].map((each) => `**${prose(each)}**`);
  const head = [`## no521${titleOf(report)}`, ...conclusions, ...notesOf(report)].join("\n\n");
  const sections = [
    waiverSection(report, context, "proposed"),
    matrixSection(report),
    partlySection(report),
    ...(report.comparison === null
      ? [openFindings(report, context)]
      : [...comparedFindings(report, context), fixedFindings(report)]),
    driftSection(report),
    waiverSection(report, context, "decided"),
    unknownSection(report),
  ].filter(({ items }) => items.length > 0);
  return fitTogether(head, sections, limit);
}

function titleOf(report: Report): string {
  const subject = subjectWords(report);
  const base = report.comparison === null ? "" : ` against ${prose(report.comparison.base)}`;
  return `${subject === "" ? "" : `: ${prose(subject)}`}${base}`;
}

function notesOf({ notes }: Report): readonly string[] {
  return notes.length === 0 ? [] : [notes.map((note) => `> ${prose(note)}`).join("\n>\n")];
}
