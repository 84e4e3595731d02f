import type { Paint } from "../report/paint";

/** Writes a page of the documentation for a terminal: without marks, with code indented and tables as lines. */
export function pageText(markdown: string, paint: Paint): string {
  let isCode = false;
  const lines = markdown.split("\n").flatMap((line): readonly string[] => {
    if (line.startsWith("```")) {
      isCode = !isCode;
      return [];
    }
    if (isCode) return [`    ${line}`.trimEnd()];
    if (/^(<!--.*-->|\|[\s|-]*\|)$/.test(line)) return [];
    const heading = /^#+ (.*)$/.exec(line)?.[1];
    if (heading !== undefined) return [paint.strong(heading)];
    return [plainLine(line.startsWith("|") ? cellsOf(line).join(": ") : line)];
  });
  return lines
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

function cellsOf(row: string): readonly string[] {
  const cells = row.split("|").slice(1, -1);
  return cells.map((cell) => cell.trim()).filter((cell) => cell !== "");
}

function plainLine(line: string): string {
  return line
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/<(https?:[^>]*)>/g, "$1")
    .replace(/`([^`]*)`/g, "$1")
    .replace(/\*([^*]+)\*/g, "$1");
}
