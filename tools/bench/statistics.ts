/** The middle of some measurements and how far they lie apart. */
export interface Summary {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** Sums up measurements, of which there is one at least; of an even number the median is the mean of the middle two. */
export function summarise(values: readonly number[]): Summary {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  const middle = (sorted.length - 1) / 2;
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    least: at(0),
    most: at(sorted.length - 1),
  };
}

/** Gives k where a cost grows with the k-th power of a size, from two points: 1 is linear, 2 quadratic. */
export function growthExponent(
  small: { readonly size: number; readonly cost: number },
  large: { readonly size: number; readonly cost: number },
): number {
  return Math.log(large.cost / small.cost) / Math.log(large.size / small.size);
}

/**
 * Runs every variant once in each round, so that what else happens on the machine meets all of them alike; gives for
 * each variant its measurements by round.
 */
export async function interleave<Result>(
  rounds: number,
  variants: readonly (() => Promise<Result>)[],
): Promise<readonly (readonly Result[])[]> {
  const results = variants.map((): Result[] => []);
  for (let round = 0; round < rounds; round++) {
    for (const [index, run] of variants.entries()) results[index]?.push(await run());
  }
  return results;
}
