/** A realistic mistake in one line of the model. */
export interface Mutant {
  /** The right text: a piece of one line that occurs once in its file. */
  readonly right: string;
  readonly wrong: string;
  /** What the mistake makes of the model: completes "somebody thinks that …". */
  readonly means: string;
  /** Why nothing can find it; a mutant with a reason must survive, and one without must not. */
  readonly survives?: string;
}

/** The mistakes that are planted in one file, each by itself. */
export interface PlantedFile {
  /** Path from the root of the repository. */
  readonly file: string;
  readonly mutants: readonly Mutant[];
}

/** Gives the text of a file with the mistake in it; undefined where the right text does not occur exactly once. */
export function plant(text: string, { right, wrong }: Mutant): string | undefined {
  const [before, after, ...more] = text.split(right);
  return before === undefined || after === undefined || more.length > 0 ? undefined : `${before}${wrong}${after}`;
}
