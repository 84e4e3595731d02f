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

/** No counter-example is made smaller for longer, in milliseconds: each dial that gets no answer is waited for three times. */
const longestShrinking = 300_000;

/** Tries random programs in one cell until one contradicts the model; says so at once, since making it smaller takes minutes. */
export async function tryRandom(
  cell: Cell,
  issuer: Issuer,
  tally: Tally,
  { seed, runs }: { readonly seed: number; readonly runs: number },
): Promise<CounterExample | undefined> {
  let shrunkUntil: number | undefined;
  let broken: Error | undefined;
  const property = fc.asyncProperty(randomSite, async (site) => {
    // What has run out of time is taken as no contradiction, so that the smallest so far is kept.
    if (shrunkUntil !== undefined && performance.now() > shrunkUntil) return true;
    const trials = await tryGraph(cell, issuer, graphOfSite(programOf(site))).catch((error: unknown) => {
      // The lab itself broke down, which is no contradiction.
      broken = new Error(JSON.stringify(programOf(site)), { cause: error });
      return [];
    });
    if (broken !== undefined) return false;
    // Smaller and smaller forms of one failure are no cases of their own.
    if (shrunkUntil === undefined) tally.add(`seed ${seed}`, trials);
    const contradicted = trials.find(({ verdict }) => verdict.kind === "contradicted");
    if (contradicted !== undefined && shrunkUntil === undefined) {
      shrunkUntil = performance.now() + longestShrinking;
      const minutes = longestShrinking / 60_000;
      process.stdout.write(
        `seed ${seed}: ${contradicted.row} is contradicted; making the program smaller, for ${minutes} minutes at most\n`,
      );
    }
    return contradicted === undefined;
  });
  const { counterexample, counterexamplePath } = await fc.check(property, { seed, numRuns: runs });
  if (broken !== undefined) throw broken;
  const [site] = counterexample ?? [];
  return site && { seed, path: counterexamplePath ?? "", site: programOf(site) };
}
