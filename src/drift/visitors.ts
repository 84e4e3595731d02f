import type { EdgeCode } from "../findings/finding";
import { outcomes, type ReachRow } from "../reach/reach-types";

/** A row of the matrix that became worse. */
export interface Worsened {
  /** Tells rows apart: hostname, scheme, port and family. */
  readonly key: string;
  readonly hostname: string;
  readonly codes: readonly EdgeCode[];
}

/** Lists the rows that are worse after than before, and those that are no longer there. */
export function worsenedRows(before: readonly ReachRow[], after: readonly ReachRow[]): readonly Worsened[] {
  const now = new Map(after.map((row) => [keyOf(row), row]));
  const was = new Map(before.map((row) => [keyOf(row), row]));
  const lost = before.flatMap((row): readonly Worsened[] =>
    now.has(keyOf(row)) ? [] : [{ key: keyOf(row), hostname: row.hostname, codes: [] }],
  );
  const worse = after.flatMap((row): readonly Worsened[] => {
    const old = was.get(keyOf(row));
    const isWorse = old === undefined ? row.outcome === "fails" : isWorseThan(row, old);
    return isWorse ? [{ key: keyOf(row), hostname: row.hostname, codes: row.codes }] : [];
  });
  return [...lost, ...worse];
}

function keyOf({ hostname, visitor, family }: ReachRow): string {
  return `${hostname} ${visitor.scheme} ${visitor.port} ${family}`;
}

function isWorseThan(row: ReachRow, old: ReachRow): boolean {
  const rank = ({ outcome }: ReachRow) => Math.max(1, outcomes.indexOf(outcome));
  if (rank(row) !== rank(old)) return rank(row) > rank(old);
  if (row.outcome !== "fails") return false;
  const reached = ["all", "some", "none"];
  const [now, was] = [reached.indexOf(row.reaches ?? "none"), reached.indexOf(old.reaches ?? "none")];
  if (now !== was) return now > was;
  return row.codes.some((code) => !old.codes.includes(code)) || row.ranges.some((cidr) => !old.ranges.includes(cidr));
}
