import type { SslMode } from "../../cloudflare/ssl-modes";
import type { JudgedDial } from "../reach-types";
import type { Doubt, Failure } from "../verdict";

/** The modes that a zone may have, the one that a program most often means first. */
const allModes: readonly SslMode[] = ["strict", "full", "flexible", "off", "origin_pull"];

/**
 * Judges a dial of which nobody knows the SSL mode: what happens in every mode that the hostname may have happens
 * whichever it has, and anything else stays unknown. Undefined where the modes differ.
 */
export function inEveryMode(
  among: readonly SslMode[] | undefined,
  doubt: Doubt,
  judge: (mode: SslMode) => readonly JudgedDial[],
): readonly JudgedDial[] | undefined {
  const judged = (among ?? allModes).map(judge);
  const [first] = judged.flat();
  if (first === undefined || judged.some((dials) => outcomeOf(dials) !== first.outcome)) return undefined;
  if (first.outcome === "ok") return unlike(judged.flat());
  if (first.outcome !== "fails") return undefined;
  const failing = judged.flat().filter(({ outcome }) => outcome === "fails");
  // Where a mode has the edge itself send visitors round, nothing at the origin is to mend.
  const atOrigin = failing.filter(({ port }) => port !== null);
  return unlike(atOrigin.length > 0 ? atOrigin : failing).map((dial) => ({
    ...dial,
    failures: dial.failures.map((each) => explained(each, doubt)),
  }));
}

/** What the dials of a mode come to where they agree. */
function outcomeOf(dials: readonly JudgedDial[]): JudgedDial["outcome"] | undefined {
  const outcomes = new Set(dials.map(({ outcome }) => outcome));
  return outcomes.size === 1 ? dials.at(0)?.outcome : undefined;
}

/** Of the dials that meet the same the first stands for all: two modes that differ in the certificate alone may. */
function unlike(dials: readonly JudgedDial[]): readonly JudgedDial[] {
  return [...Map.groupBy(dials, meets).values()].flatMap((alike) => alike.slice(0, 1));
}

function meets({ target, port, outcome, failures }: JudgedDial): string {
  const met = failures.map(({ cause, resource, key, codes }) => [cause, resource, key, codes]);
  return JSON.stringify([target, port, outcome, met]);
}

function explained(failure: Failure, { resource, why }: Doubt): Failure {
  const says = `the SSL mode is not known, and no mode that it may be gets through: ${why}`;
  return { ...failure, evidence: [...failure.evidence, { resource, says }] };
}
