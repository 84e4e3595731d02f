import * as z from "zod";
import { type Summary, summarise } from "./statistics";

const measurement = z.strictObject({
  /** On the clock. */
  seconds: z.number().positive(),
  /** User and system time of all processes. */
  processorSeconds: z.number().positive(),
});

const rounds = z.array(measurement).min(1);

const speedSchema = z.strictObject({
  /** Such as `Node v24.21.0, linux x64, 2 processors`. */
  machine: z.string(),
  /** What the machine had to do besides, in processes that wanted to run, over the last minute before. */
  load: z.number(),
  date: z.iso.date(),
  /** By round: all three were run in turn. */
  check: rounds,
  importing: rounds,
  preview: rounds,
});

/** Where the numbers are kept, in the repository. */
export const speedFile = "tools/bench/speed.json";

/** How long one run took. */
export type Measurement = z.infer<typeof measurement>;

/** How long a check takes, beside what it stands in for and what it cannot do without. */
export type Speed = z.infer<typeof speedSchema>;

/** Reads what `npm run bench -- check --write` wrote. */
export function parseSpeed(text: string): Speed {
  return speedSchema.parse(JSON.parse(text));
}

/** At least so many times quicker than a preview, and at most so many times the mere imports. */
export const aims = { preview: 5, importing: 1.6 } as const;

/** How one ratio came out. */
export interface Ratio {
  readonly name: string;
  readonly aim: string;
  readonly clock: Summary;
  readonly processor: Summary;
  /** By the clock's median, which is what a person waits. */
  readonly isMet: boolean;
}

/** Sets the runs of each round beside each other, since what else the machine does meets them alike. */
export function ratiosOf({ check, importing, preview }: Speed): readonly [Ratio, Ratio] {
  const beside = (over: readonly Measurement[], under: readonly Measurement[], key: keyof Measurement) =>
    summarise(over.map((each, round) => each[key] / (under[round]?.[key] ?? Number.NaN)));
  const both = (over: readonly Measurement[], under: readonly Measurement[]) => ({
    clock: beside(over, under, "seconds"),
    processor: beside(over, under, "processorSeconds"),
  });
  const ofPreview = both(preview, check);
  const ofImporting = both(check, importing);
  return [
    {
      name: "a preview takes, of a check",
      aim: `at least ${aims.preview}`,
      ...ofPreview,
      isMet: ofPreview.clock.median >= aims.preview,
    },
    {
      name: "a check takes, of importing the SDKs",
      aim: `at most ${aims.importing}`,
      ...ofImporting,
      isMet: ofImporting.clock.median <= aims.importing,
    },
  ];
}
