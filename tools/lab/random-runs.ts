import fc from "fast-check";
import type { Site } from "../../policies/example";
import { graphOfSite } from "../../policies/example-graph";
import type { Cell } from "../../test/lab/cell/cell";
import type { Issuer } from "../../test/lab/certificates";
import { randomSite } from "./random/arbitrary";
import { programOf } from "./random/program";
import type { Tally } from "./tally";
import { tryGraph } from "./trial";

/** A random program in which the model and the lab contradict each other, as small as it could be made. */
export interface CounterExample {
  readonly seed: number;
  readonly path: string;
  readonly site: Site;
}

/** Tries random programs in one cell until one contradicts the model. */
export async function tryRandom(
  cell: Cell,
  issuer: Issuer,
  tally: Tally,
  { seed, runs }: { readonly seed: number; readonly runs: number },
): Promise<CounterExample | undefined> {
  let isShrinking = false;
  let broken: Error | undefined;
  const property = fc.asyncProperty(randomSite, async (site) => {
    const trials = await tryGraph(cell, issuer, graphOfSite(programOf(site))).catch((error: unknown) => {
      // The lab itself broke down, which is no contradiction.
      broken = new Error(JSON.stringify(programOf(site)), { cause: error });
      return [];
    });
    if (broken !== undefined) return false;
    // Smaller and smaller forms of one failure are no cases of their own.
    if (!isShrinking) tally.add(`seed ${seed}`, trials);
    const isContradicted = trials.some(({ verdict }) => verdict.kind === "contradicted");
    isShrinking ||= isContradicted;
    return !isContradicted;
  });
  const { counterexample, counterexamplePath } = await fc.check(property, { seed, numRuns: runs });
  if (broken !== undefined) throw broken;
  const [site] = counterexample ?? [];
  return site && { seed, path: counterexamplePath ?? "", site: programOf(site) };
}
