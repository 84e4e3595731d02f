import { cellWords, type MatrixCell, type MatrixLine, matrixLines } from "./matrix";
import { type Paint, plain } from "./paint";
import type { Report, ReportRow } from "./schema";
import { visitorWords } from "./words";
import { wrap } from "./wrap";

/** What a matrix is drawn from; without a comparison it shows what is. */
export type MatrixSource = Pick<Report, "reach"> & Partial<Pick<Report, "comparison">>;

/** Renders the matrix: a line for each hostname and scheme, a column for each address family, and the notes it needs. */
export function renderMatrix(
  { reach, comparison = null }: MatrixSource,
  paint: Paint = plain,
  columns = Number.POSITIVE_INFINITY,
): string {
  const lines = matrixLines({ reach, comparison });
  if (lines.length === 0) return "No hostname of this program is proxied by Cloudflare.";
  const notes = notesOf(reach);
  const table = lines.map((line, index) => lineCells(line, lines[index - 1], notes));
  const drawn = align([headings, ...table], plain);
  const fits = drawn.split("\n").every((line) => line.length <= columns);
  const matrix = fits ? align([headings, ...table], paint) : stack(table, paint);
  return [matrix, ...explain(notes, paint, columns)].join("\n");
}

interface Cell {
  readonly text: string;
  readonly paint: keyof Paint | undefined;
}

const headings: readonly Cell[] = ["hostname", "visitor", "IPv4", "IPv6"].map((text) => ({ text, paint: "faint" }));

function lineCells(line: MatrixLine, before: MatrixLine | undefined, notes: readonly Note[]): readonly Cell[] {
  return [
    { text: before?.hostname === line.hostname ? "" : line.hostname, paint: "strong" },
    { text: visitorWords(line.visitor), paint: undefined },
    outcomeCell(line.ipv4, notes),
    outcomeCell(line.ipv6, notes),
  ];
}

function outcomeCell(cell: MatrixCell, notes: readonly Note[]): Cell {
  const { is } = cell;
  const note = notes.find(({ rows }) => is !== undefined && rows.includes(is));
  return { text: `${cellWords(cell)}${note === undefined ? "" : ` [${note.number}]`}`, paint: toneOf(is) };
}

const tones: Readonly<Record<ReportRow["outcome"], keyof Paint>> = {
  ok: "good",
  redirected: "good",
  unknown: "doubtful",
  fails: "bad",
};

function toneOf(row: ReportRow | undefined): keyof Paint {
  return row === undefined ? "faint" : tones[row.outcome];
}

interface Note {
  readonly number: number;
  readonly rows: readonly ReportRow[];
  readonly outcome: ReportRow["outcome"];
  readonly why: string;
}

/** Rows with one reason share one note. */
function notesOf(rows: readonly ReportRow[]): readonly Note[] {
  const explained = rows.flatMap((row) => (row.why === null ? [] : [{ row, why: row.why }]));
  return [...Map.groupBy(explained, ({ why }) => why)].map(([why, alike], index) => ({
    number: index + 1,
    rows: alike.map(({ row }) => row),
    outcome: alike.at(0)?.row.outcome ?? "unknown",
    why,
  }));
}

function explain(notes: readonly Note[], paint: Paint, columns: number): readonly string[] {
  const lines = notes.flatMap(({ number, why, outcome }) => {
    const mark = `[${number}]`;
    const painted = outcome === "fails" ? paint.bad(mark) : paint.doubtful(mark);
    const [first = "", ...rest] = wrap(`${mark} ${why}`, columns, mark.length + 1);
    return [`${painted}${first.slice(mark.length)}`, ...rest];
  });
  return lines.length === 0 ? [] : ["", ...lines];
}

function align(rows: readonly (readonly Cell[])[], paint: Paint): string {
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.text.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => marked(cell, paint, column === row.length - 1 ? 0 : (widths[column] ?? 0)))
        .join("   ")
        .trimEnd(),
    )
    .join("\n");
}

/** For narrow terminals: the hostname on a line of its own, and below it a line for each way to come. */
function stack(rows: readonly (readonly Cell[])[], paint: Paint): string {
  const width = Math.max(...rows.map(([, visitor]) => visitor?.text.length ?? 0));
  return rows
    .flatMap(([hostname, visitor, ipv4, ipv6]) => [
      ...(hostname === undefined || hostname.text === "" ? [] : [marked(hostname, paint)]),
      `  ${(visitor?.text ?? "").padEnd(width)}  IPv4  ${ipv4 === undefined ? "" : marked(ipv4, paint)}`,
      `  ${" ".repeat(width)}  IPv6  ${ipv6 === undefined ? "" : marked(ipv6, paint)}`,
    ])
    .join("\n");
}

function marked({ text, paint: name }: Cell, paint: Paint, width = 0): string {
  const padded = text.padEnd(width);
  return name === undefined ? padded : paint[name](padded);
}
