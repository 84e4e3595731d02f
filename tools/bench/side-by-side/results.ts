import * as z from "zod";

const defectSchema = z.strictObject({
  program: z.string(),
  defect: z.string(),
  ours: z.boolean(),
  /** Policies that spoke where they had not before the defect: of the program as it is, and by the older type tokens. */
  asItIs: z.array(z.string()),
  olderTypes: z.array(z.string()),
});

const resultsSchema = z.strictObject({
  awsguard: z.strictObject({
    version: z.string(),
    policies: z.number(),
    planted: z.number(),
    distinct: z.number(),
    /** Those of them that change nothing but resources of AWS, and of these what this package finds. */
    shared: z.strictObject({ planted: z.number(), distinct: z.number(), ours: z.number() }),
    /** The shared defects of which AWSGuard says something. */
    heard: z.array(defectSchema),
    /** What is said of the programs in which nothing is wrong, by policy. */
    unchanged: z.record(z.string(), z.number()),
  }),
  /** What each pack adds to a preview, copied from what `npm run bench -- large` printed. */
  preview: z.strictObject({
    resources: z.number(),
    rounds: z.number(),
    machine: z.string(),
    variants: z.array(
      z.strictObject({ name: z.string(), seconds: z.number(), ratio: z.number(), least: z.number(), most: z.number() }),
    ),
  }),
  checkov: z.strictObject({
    version: z.string(),
    defects: z.array(z.strictObject({ defect: z.string(), checks: z.array(z.string()) })),
    unchanged: z.array(z.string()),
  }),
});

/** What other tools said of the corpus when they were last run. */
export type SideBySide = z.infer<typeof resultsSchema>;

/** One planted defect that changes nothing but resources of AWS, and who says something of it. */
export type SharedDefect = z.infer<typeof defectSchema>;

/** Reads the results that `tools/bench/side-by-side/main.ts` wrote. */
export function parseResults(text: string): SideBySide {
  return resultsSchema.parse(JSON.parse(text));
}
