import { outcomes } from "../reach/reach-types";
import type { Report, ReportRow } from "./schema";
import { outcomeWords } from "./words";

/** What visitors of one hostname and scheme see over one address family, now and in the base of a comparison. */
export interface MatrixCell {
  readonly is: ReportRow | undefined;
  /** Absent where the base has no such row; null where nothing is compared. */
  readonly was: ReportRow | undefined | null;
  /** Whether the base has the hostname, and the program still does. */
  readonly age: "new" | "kept" | "gone";
}

/** One line of the matrix: a hostname and a way in which visitors come. */
export interface MatrixLine {
  readonly hostname: string;
  readonly visitor: ReportRow["visitor"];
  readonly ipv4: MatrixCell;
  readonly ipv6: MatrixCell;
}

/** Lists the lines of the matrix by hostname and port, with those that only the base has. */
export function matrixLines({ reach, comparison }: Pick<Report, "reach" | "comparison">): readonly MatrixLine[] {
  const base = comparison?.reach ?? null;
  const before = Map.groupBy(base ?? [], keyOf);
  const after = Map.groupBy(reach, keyOf);
  const keys = new Set([...after.keys(), ...before.keys()]);
  const lines = [...keys].flatMap((key): readonly MatrixLine[] => {
    const [now = [], then = []] = [after.get(key), before.get(key)];
    const first = now.at(0) ?? then.at(0);
    if (first === undefined) return [];
    const age = base === null || (now.length > 0 && then.length > 0) ? "kept" : now.length > 0 ? "new" : "gone";
    const cell = (family: 4 | 6): MatrixCell => {
      return { is: worst(now, family), was: base === null ? null : worst(then, family), age };
    };
    return [{ hostname: first.hostname, visitor: first.visitor, ipv4: cell(4), ipv6: cell(6) }];
  });
  return base === null ? lines : lines.toSorted(byHostname);
}

/** Writes a cell: `ok`, `522, some visitors`, and `ok → 522` where the base says something else. */
export function cellWords({ is, was, age }: MatrixCell): string {
  const now = is === undefined ? "no address" : outcomeWords(is);
  if (was === null) return now;
  const then = was === undefined ? "no address" : outcomeWords(was);
  if (age === "new") return is === undefined ? now : `new: ${now}`;
  if (age === "gone") return was === undefined ? then : `${then} → gone`;
  return then === now ? now : `${then} → ${now}`;
}

/** Reports whether visitors see something else than in the base. */
export function isChanged({ ipv4, ipv6 }: MatrixLine): boolean {
  return [ipv4, ipv6].some((cell) => cell.age !== "kept" || cellWords(cell).includes(" → "));
}

function keyOf({ hostname, visitor: { scheme, port } }: ReportRow): string {
  return `${hostname} ${scheme} ${port}`;
}

/** Two resources may publish one hostname; what the worse of them does is what counts. */
function worst(rows: readonly ReportRow[], family: 4 | 6): ReportRow | undefined {
  return rows
    .filter((row) => row.family === family)
    .toSorted((a, b) => outcomes.indexOf(b.outcome) - outcomes.indexOf(a.outcome))
    .at(0);
}

function byHostname(a: MatrixLine, b: MatrixLine): number {
  return a.hostname === b.hostname ? a.visitor.port - b.visitor.port : a.hostname < b.hostname ? -1 : 1;
}
