import type { Trial } from "./trial";

/** What a run of the lab has come to. */
export class Tally {
  cases = 0;
  /** Programs of which at least one row was shown. */
  shown = 0;
  readonly contradictions: { readonly id: string; readonly trial: Trial }[] = [];
  /** Dials by what they came to, in agreement with the model. */
  readonly dials = new Map<string, number>();
  /** Rows by what kept them from being compared. */
  readonly left = new Map<string, number>();
  rows = 0;

  /** Adds what became of one program. */
  add(id: string, trials: readonly Trial[]): void {
    this.cases += 1;
    if (trials.some(({ verdict }) => verdict.kind === "agreed")) this.shown += 1;
    for (const trial of trials) {
      const { verdict } = trial;
      if (verdict.kind === "contradicted") this.contradictions.push({ id, trial });
      else if (verdict.kind !== "agreed")
        count(this.left, `${verdict.kind === "silent" ? "" : "not shown by the lab: "}${verdict.why}`);
      else {
        this.rows += 1;
        for (const { saw } of verdict.witnesses) count(this.dials, String(saw));
      }
    }
  }

  /** The share of an outcome among all dials, 0–1; what the edge answers itself is no dial. */
  share(outcome: string): number {
    const all = [...this.dials].reduce((sum, [name, number]) => (name === "redirected" ? sum : sum + number), 0);
    return all === 0 ? 0 : (this.dials.get(outcome) ?? 0) / all;
  }
}

function count(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Writes a tally as a table that a person reads. */
export function tallyText(title: string, tally: Tally, seconds: number): string {
  const outcomes = [...tally.dials].toSorted((a, b) => b[1] - a[1]);
  const reasons = [...tally.left].toSorted((a, b) => b[1] - a[1]);
  return [
    `${title}: ${tally.cases} programs, ${tally.rows} rows compared, ${tally.contradictions.length} contradicted, ${seconds.toFixed(0)} s`,
    ...outcomes.map(
      ([outcome, number]) => `  ${outcome.padEnd(12)}${String(number).padStart(8)} dials${percent(tally, outcome)}`,
    ),
    ...(reasons.length > 0 ? ["  rows that were not compared:"] : []),
    ...reasons.map(([why, number]) => `  ${String(number).padStart(8)}  ${why}`),
    ...tally.contradictions.flatMap(({ id, trial: { row, verdict } }) =>
      verdict.kind === "contradicted"
        ? [
            `  CONTRADICTED ${id}: ${row}`,
            ...verdict.how.slice(0, 3).map((how) => `    ${how}`),
            ...more(verdict.how.length - 3),
          ]
        : [],
    ),
  ].join("\n");
}

function percent(tally: Tally, outcome: string): string {
  return outcome === "redirected"
    ? "  (answered by the edge itself)"
    : `${(100 * tally.share(outcome)).toFixed(1).padStart(7)} %`;
}

function more(number: number): readonly string[] {
  return number > 0 ? [`    and ${number} more`] : [];
}
