/** What brought a difference between the program, its state and the clouds about. */
export const driftClasses = [
  "upstream",
  "edited-in-cloudflare",
  "edited-in-aws",
  "edited-elsewhere",
  "deleted-outside",
  "added-outside",
  "provider-noise",
  "program-ahead",
  "unreadable",
] as const;

export type DriftClass = (typeof driftClasses)[number];

/** What a waiver of drift names as its policy starts with this. */
const prefix = "drift/";

/** Gives the name under which waivers know a class of drift. */
export function driftPolicy(driftClass: DriftClass): string {
  return `${prefix}${driftClass}`;
}

/** Reports whether a waiver is about drift, which only a look at the clouds tells. */
export function isAboutDrift({ policy }: { readonly policy: string }): boolean {
  return policy.startsWith(prefix);
}

/** The names that a waiver may give; what was not read cannot be accepted, and noise needs no acceptance. */
export const waivableDrift: readonly string[] = driftClasses
  .filter((each) => each !== "unreadable" && each !== "provider-noise")
  .map(driftPolicy);
