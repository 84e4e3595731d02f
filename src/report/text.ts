import { type Paint, plain } from "./paint";
import type { Report, ReportRow } from "./schema";
import { renderWaivers } from "./waivers-text";

/** Renders a report for a terminal: the matrix, why its rows fail or are unknown, the findings, the waivers, the notes, the closing line. */
export function renderText(report: Report, paint: Paint = plain): string {
  const sections = [
    renderMatrix(report.reach, paint),
    renderFindings(report, paint),
    renderWaivers(report, paint),
    renderNotes(report, paint),
    closingLine(report, paint),
  ];
  return sections.filter((section) => section !== "").join("\n\n");
}

/** Renders the matrix: a line for each hostname and scheme, a column for each address family, and the notes it needs. */
export function renderMatrix(rows: readonly ReportRow[], paint: Paint = plain): string {
  if (rows.length === 0) return "No hostname of this program is proxied by Cloudflare.";
  const notes = notesOf(rows);
  const lines = [...Map.groupBy(rows, (row) => `${row.hostname} ${row.visitor.port}`).values()];
  const cells = lines.map((line, index) => lineCells(line, lines[index - 1], notes));
  const table = align([["hostname", "visitor", "IPv4", "IPv6"].map(unpainted), ...cells], paint);
  return [table, ...explain(notes, paint)].join("\n");
}

interface Cell {
  readonly text: string;
  readonly paint: keyof Paint | undefined;
}

function unpainted(text: string): Cell {
  return { text, paint: undefined };
}

function lineCells(
  line: readonly ReportRow[],
  before: readonly ReportRow[] | undefined,
  notes: readonly Note[],
): Cell[] {
  const [first] = line;
  if (first === undefined) return [];
  const { hostname, visitor } = first;
  const isRepeated = before?.at(0)?.hostname === hostname;
  const isUsualPort = visitor.port === 80 || visitor.port === 443;
  const family = (wanted: 4 | 6) =>
    outcomeCell(
      line.find((row) => row.family === wanted),
      notes,
    );
  return [
    { text: isRepeated ? "" : hostname, paint: "strong" },
    unpainted(isUsualPort ? visitor.scheme : `${visitor.scheme} :${visitor.port}`),
    family(4),
    family(6),
  ];
}

function outcomeCell(row: ReportRow | undefined, notes: readonly Note[]): Cell {
  if (row === undefined) return { text: "no address", paint: "faint" };
  const note = notes.find(({ rows }) => rows.includes(row));
  const mark = note === undefined ? "" : ` [${note.number}]`;
  switch (row.outcome) {
    case "ok":
      return { text: "ok", paint: "good" };
    case "redirected":
      return { text: "redirected at the edge", paint: "good" };
    case "unknown":
      return { text: `unknown${mark}`, paint: "doubtful" };
    case "fails":
      return { text: `${listCodes(row.codes)}${row.reaches === "some" ? ", some visitors" : ""}${mark}`, paint: "bad" };
  }
}

/** Writes codes for a sentence: `522`, `521 or 522`, `redirect loop`, `deployment refused`. */
export function listCodes(codes: ReportRow["codes"]): string {
  return codes.map((code) => codeWords[code] ?? String(code)).join(" or ");
}

const codeWords: Readonly<Record<string, string>> = {
  handshake: "failed handshake",
  loop: "redirect loop",
  timeout: "browser timeout",
  deploy: "deployment refused",
};

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

function explain(notes: readonly Note[], paint: Paint): readonly string[] {
  const lines = notes.map(({ number, why, outcome }) => {
    const mark = `[${number}]`;
    return `${outcome === "fails" ? paint.bad(mark) : paint.doubtful(mark)} ${why}`;
  });
  return lines.length === 0 ? [] : ["", ...lines];
}

function align(rows: readonly (readonly Cell[])[], paint: Paint): string {
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.text.length ?? 0)));
  return rows
    .map((row, index) =>
      row
        .map(({ text, paint: name }, column) => {
          const padded = column === row.length - 1 ? text : text.padEnd(widths[column] ?? 0);
          if (index === 0) return paint.faint(padded);
          return name === undefined ? padded : paint[name](padded);
        })
        .join("   ")
        .trimEnd(),
    )
    .join("\n");
}

/** Renders the findings that no waiver silences, the gravest first; empty where there are none. */
export function renderFindings(report: Pick<Report, "findings">, paint: Paint = plain): string {
  const open = report.findings.filter(({ waiver }) => waiver === null);
  return open.map((finding) => renderFinding(finding, paint)).join("\n\n");
}

function renderFinding(finding: Report["findings"][number], paint: Paint): string {
  const { severity, policy, codes, hostnames, what, fix, related, docs, location } = finding;
  const mark = severity === "error" ? paint.bad(severity) : paint.doubtful(severity);
  const where = hostnames.length === 0 ? "" : `  ${hostnames.join(", ")}`;
  const seen = codes.length === 0 ? "" : `  ${listCodes(codes)}`;
  return [
    `${mark}  ${paint.strong(policy)}${seen}${where}`,
    `  ${what}`,
    ...(location === null ? [] : [paint.faint(`  at ${location.file}:${location.line}:${location.column}`)]),
    ...related.map(({ resource, says }) => paint.faint(`  - ${nameOf(resource)}: ${says}`)),
    `  fix: ${fix}`,
    paint.faint(`  ${docs}`),
  ].join("\n");
}

/** What a reader must know of how the report came about. */
function renderNotes({ notes }: Pick<Report, "notes">, paint: Paint): string {
  return notes.map((note) => paint.faint(`note: ${note}`)).join("\n");
}

/** The last part of a URN, which is what the program calls the resource. */
function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

/** Sums a report up in one line, which never says that all is well while something is unknown. */
export function closingLine({ reach, summary }: Pick<Report, "reach" | "summary">, paint: Paint = plain): string {
  const names = (outcome: ReportRow["outcome"]) =>
    new Set(reach.filter((row) => row.outcome === outcome).map(({ hostname }) => hostname));
  const all = new Set(reach.map(({ hostname }) => hostname)).size;
  const failing = names("fails");
  const open = names("unknown").difference(failing).size;
  const of = `of ${all} hostname${all === 1 ? "" : "s"}`;
  if (failing.size > 0) {
    const isAccepted = summary.errors === 0 && summary.waived > 0;
    const rest = `${isAccepted ? ", which is waived" : ""}${open > 0 ? `; ${open} could not be judged` : ""}`;
    return (isAccepted ? paint.doubtful : paint.bad)(`Visitors of ${failing.size} ${of} will see errors${rest}.`);
  }
  if (open > 0) return paint.doubtful(`Nothing is known to fail, and ${open} ${of} could not be judged.`);
  if (summary.unseen > 0) return paint.doubtful("Nothing is known to fail, and part of the program was not seen.");
  return all === 0 ? "Nothing to judge." : paint.good(`All visitors ${of} reach the origin.`);
}
