import { outcomes } from "../reach/reach-types";
import { code, prose } from "./markdown-escape";
import type { Section } from "./markdown-section";
import { cellWords, isChanged, type MatrixCell, type MatrixLine, matrixLines } from "./matrix";
import type { Report } from "./schema";
import { visitorWords } from "./words";

/** From this number of hostnames on the matrix starts with what fails, so that a cut takes what is fine. */
const manyHostnames = 25;

/** The matrix; before and after where something is compared. */
export function matrixSection(report: Report): Section {
  const lines = matrixLines(report);
  const isLong = new Set(lines.map(({ hostname }) => hostname)).size > manyHostnames;
  const shown = isLong ? lines.toSorted((a, b) => weight(b) - weight(a)) : lines;
  return {
    head: "| hostname | visitor | IPv4 | IPv6 |\n|---|---|---|---|\n",
    items: shown.map((line, index) => {
      const isRepeated = shown[index - 1]?.hostname === line.hostname;
      const cells = [
        isRepeated ? "" : code(line.hostname),
        prose(visitorWords(line.visitor)),
        cellOf(line.ipv4),
        cellOf(line.ipv6),
      ];
      return `| ${cells.join(" | ")} |`;
    }),
    called: "lines of the matrix",
    share: 0.35,
  };
}

function cellOf(cell: MatrixCell): string {
  const words = prose(cellWords(cell));
  return cell.is?.outcome === "fails" || cell.is?.outcome === "unknown" ? `**${words}**` : words;
}

/** Sorts what fails before what is new, what is unknown and what is fine. */
function weight(line: MatrixLine): number {
  const worst = Math.max(
    ...[line.ipv4, line.ipv6].map(({ is }) => (is === undefined ? -1 : outcomes.indexOf(is.outcome))),
  );
  return worst * 2 + (isChanged(line) ? 1 : 0);
}
