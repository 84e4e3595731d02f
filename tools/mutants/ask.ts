import { UserError } from "../../src/user-error";
import { whilePlanted } from "./copy";
import { unitTests } from "./killers";
import type { Mutant } from "./mutant";
import { endless, type Sitting } from "./sitting";

const { limitSeconds } = unitTests;

/** Asks all tests of a sitting with nothing planted. */
export async function demandSilence(sitting: Sitting): Promise<void> {
  const found = await sitting.finder({}, limitSeconds);
  if (found !== undefined) throw alarm(found);
}

/** Plants a mistake and gives the test file that finds it: those that are likely to are asked first. */
export async function askUnitTests(
  sitting: Sitting,
  copy: string,
  { file, mutant }: { readonly file: string; readonly mutant: Mutant },
  likely: readonly string[],
): Promise<string | undefined> {
  sitting.noteChange(file);
  const found = await whilePlanted(
    copy,
    file,
    mutant,
    async () =>
      (likely.length === 0 ? undefined : await sitting.finder({ only: likely }, limitSeconds)) ??
      (await sitting.finder({ without: likely }, limitSeconds)),
  );
  sitting.noteChange(file);
  return found;
}

/** Whoever spoke has to be silent once no mistake stands, since what fails anyway would pass every mistake for found. */
export async function demandSilenceOf(sitting: Sitting, finders: readonly string[]): Promise<void> {
  const areNamed = finders.every((finder) => finder.endsWith(".test.ts"));
  const again = await sitting.finder(areNamed ? { only: finders } : {}, limitSeconds);
  if (again !== undefined) throw alarm(again);
}

/** Who speaks of the model as it is tells nothing by speaking. */
export function alarm(who: string): UserError {
  return new UserError(
    `${who === endless ? "Some tests never end" : `"${who}" fails`} with nothing planted, so that a failure tells nothing.`,
    `Mend it first: npm test -- ${who.endsWith(".test.ts") ? who : unitTests.of.join(" ")}`,
  );
}
