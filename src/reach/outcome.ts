import type { EdgeCode } from "../findings/finding";
import { type JudgedDial, type Outcome, outcomes, type ReachRow } from "./reach-types";
import { type Doubt, type Failure, hopNames, isTotal, type Verdict } from "./verdict";

/** What the verdicts of all hops of one dial come to. */
export interface Judgement {
  readonly outcome: Outcome;
  readonly failures: readonly Failure[];
  readonly doubts: readonly Doubt[];
}

/** Sums up the verdicts of a dial: one failure is enough to fail, one doubt to be unknown. */
export function judge(verdicts: readonly Verdict[]): Judgement {
  const failures = verdicts.flatMap((verdict) => (verdict.kind === "fail" ? [verdict.failure] : []));
  const doubts = verdicts.flatMap((verdict) => (verdict.kind === "unknown" ? [verdict.doubt] : []));
  return { outcome: failures.length > 0 ? "fails" : doubts.length > 0 ? "unknown" : "ok", failures, doubts };
}

/** Sums up the dials of a row: the worst one decides. */
export function summarise(
  dials: readonly JudgedDial[],
): Pick<ReachRow, "outcome" | "reaches" | "ranges" | "codes" | "failure" | "reasons" | "doubt"> {
  const outcome = dials.map((dial) => dial.outcome).reduce(worse, "ok");
  const failing = dials.filter((dial) => dial.outcome === "fails");
  const met = failing.flatMap((dial) => metBy(dial.failures));
  const failure = failing.map((dial) => decisive(dial.failures)).at(0);
  return {
    outcome,
    reaches: reachesOf(dials, outcome),
    ranges: met.every(({ ranges }) => ranges !== undefined)
      ? [...new Set(met.flatMap(({ ranges }) => ranges ?? []))]
      : [],
    codes: [...new Set(met.flatMap((each): readonly EdgeCode[] => each.codes))],
    failure: failure ?? null,
    reasons: [...new Set(met.map(({ why }) => why))],
    doubt: decidingDoubt(dials, failure) ?? null,
  };
}

/**
 * The failures that visitors meet, in their order: a hop that stops only some of the edge's ranges lets the others go on
 * to the next one, and the first that stops all of them is the last that anybody meets.
 */
function metBy(failures: readonly Failure[]): readonly Failure[] {
  const total = failures.findIndex(isTotal);
  return total === -1 ? failures : failures.slice(0, total + 1);
}

/** The failure that a row is explained by: the one that everybody meets, else the first. */
function decisive(failures: readonly Failure[]): Failure | undefined {
  return failures.find(isTotal) ?? failures.at(0);
}

/** Reports whether some of the edge's addresses get through. */
function isPartial(dial: JudgedDial): boolean {
  return !dial.failures.some(isTotal);
}

function worse(a: Outcome, b: Outcome): Outcome {
  return outcomes.indexOf(a) >= outcomes.indexOf(b) ? a : b;
}

/** Of a failing row only a doubt that comes before the failure matters: it may fail first, with another code. */
function decidingDoubt(dials: readonly JudgedDial[], failure: Failure | undefined): Doubt | undefined {
  const doubts = dials.flatMap((dial) => dial.doubts);
  if (failure === undefined) return doubts.at(0);
  if (failure.hop === null) return undefined;
  const limit = hopNames.indexOf(failure.hop);
  return doubts.find(({ hop }) => hopNames.indexOf(hop) < limit);
}

function reachesOf(dials: readonly JudgedDial[], outcome: Outcome): ReachRow["reaches"] {
  if (outcome === "unknown") return null;
  if (outcome !== "fails") return "all";
  return dials.some((dial) => dial.outcome !== "fails" || isPartial(dial)) ? "some" : "none";
}
