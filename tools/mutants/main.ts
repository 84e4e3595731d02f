import "../require-node.mjs";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { UserError } from "../../src/user-error";
import { readOptions } from "../options";
import { alarm, askUnitTests, demandSilence, demandSilenceOf } from "./ask";
import { whilePlanted, withCopy } from "./copy";
import { askLab, labName, unitTests } from "./killers";
import type { Mutant } from "./mutant";
import { planted } from "./planted";
import { keyOf, likelyFinders, type Results, readResults, writeResults } from "./results";
import { Sitting } from "./sitting";
import { findUncompilable } from "./type-check";

const repository = resolve(__dirname, "../..");
const resultsFile = join(repository, "tools/mutants/results.json");

interface Planted {
  readonly file: string;
  readonly mutant: Mutant;
}

const all = planted.flatMap(({ file, mutants }) => mutants.map((mutant): Planted => ({ file, mutant })));

/** Plants each mistake in a copy of the repository and reports who finds it. */
async function main(): Promise<number> {
  const { values } = readOptions(
    {
      options: {
        file: { type: "string", default: "" },
        open: { type: "boolean", default: false },
        quick: { type: "boolean", default: false },
        minutes: { type: "string", default: "0" },
      },
    },
    "Run `npm run mutants -- [--file PART-OF-A-NAME] [--open] [--quick] [--minutes NUMBER]`.",
  );
  const results: Results = existsSync(resultsFile) ? readResults(resultsFile) : new Map();
  const chosen = all
    .filter(({ file }) => file.includes(values.file))
    .filter(({ file, mutant }) => !values.open || typeof results.get(keyOf(file, mutant)) !== "string")
    // What nobody has tried comes before what nobody has found.
    .toSorted((a, b) => Number(results.has(keyOf(a.file, a.mutant))) - Number(results.has(keyOf(b.file, b.mutant))));
  refuseUncompilable();
  const isOver = deadline(values.minutes);
  const unfound = await withCopy(repository, (copy) => tryUnitTests(copy, chosen, results, isOver));
  if (!values.quick) await tryLab(unfound, results, isOver);
  return report(results);
}

/** A run in parts leaves the rest to the next one, which `--open` starts. */
function deadline(minutes: string): () => boolean {
  if (!/^\d{1,4}$/.test(minutes)) throw new UserError(`"${minutes}" is no number of minutes.`, "Give a whole number.");
  const end = minutes === "0" ? Number.POSITIVE_INFINITY : performance.now() + Number(minutes) * 60_000;
  return () => performance.now() > end;
}

function refuseUncompilable(): void {
  const found = findUncompilable(repository, planted);
  if (found.length === 0) return;
  throw new UserError(
    `The compiler finds these already:\n${found.join("\n")}`,
    "Plant mistakes that compile, in tools/mutants/planted/.",
  );
}

/** So many answers are believed at once: to ask after each whether its finder is silent again takes as long as to find. */
const believedAtOnce = 10;

async function tryUnitTests(
  copy: string,
  chosen: readonly Planted[],
  results: Results,
  isOver: () => boolean,
): Promise<readonly Planted[]> {
  const sitting = new Sitting(copy, unitTests.of);
  const unfound: Planted[] = [];
  let found: (readonly [Planted, string])[] = [];
  const believe = async () => {
    if (found.length > 0) await demandSilenceOf(sitting, [...new Set(found.map(([, finder]) => finder))]);
    for (const [each, finder] of found) keep(results, each, finder);
    found = [];
  };
  try {
    await demandSilence(sitting);
    for (const each of chosen) {
      if (isOver()) break;
      const finder = await askUnitTests(sitting, copy, each, likelyFinders(results, each, found));
      if (finder !== undefined) found.push([each, finder]);
      else unfound.push(each);
      // What the lab found in another run stands until the lab is asked again.
      if (finder === undefined && results.get(keyOf(each.file, each.mutant)) !== labName) keep(results, each, null);
      if (found.length >= believedAtOnce) await believe();
    }
    await believe();
  } finally {
    await sitting.stop();
  }
  return unfound;
}

/** The lab takes minutes, and writes down what it finds: it gets a copy for each mistake. */
async function tryLab(unfound: readonly Planted[], results: Results, isOver: () => boolean): Promise<void> {
  if (unfound.length === 0 || isOver()) return;
  const ending = await withCopy(repository, askLab);
  if (ending === "speaks") throw alarm(labName);
  if (ending === "skipped") {
    process.stderr.write("skipped: the lab, which this machine cannot run\n");
    return;
  }
  for (const each of unfound) {
    if (isOver()) return;
    const speaks = await withCopy(repository, (copy) =>
      whilePlanted(copy, each.file, each.mutant, async () => (await askLab(copy)) === "speaks"),
    );
    keep(results, each, speaks ? labName : null);
  }
}

/** Results are written as they are believed: a run that is interrupted goes on with `--open`. */
function keep(results: Results, { file, mutant }: Planted, foundBy: string | null): void {
  results.set(keyOf(file, mutant), foundBy);
  writeResults(
    resultsFile,
    all.map((each) => keyOf(each.file, each.mutant)),
    results,
  );
  process.stdout.write(`${foundBy === null ? "NOT FOUND" : `found by ${foundBy}`}: ${file}: ${mutant.means}\n`);
}

function report(results: Results): number {
  const stateOf = ({ file, mutant }: Planted) => results.get(keyOf(file, mutant));
  const found = all.filter((each) => typeof stateOf(each) === "string");
  const unfound = all.filter((each) => stateOf(each) === null);
  const untried = all.length - found.length - unfound.length;
  process.stdout.write(
    `${all.length} planted, ${found.length} found, ${unfound.length} not found, ${untried} not tried\n`,
  );
  const unexplained = unfound.filter(({ mutant }) => mutant.survives === undefined);
  for (const { file, mutant } of unexplained) process.stdout.write(`no test finds, in ${file}: ${mutant.means}\n`);
  const outdated = found.filter(({ mutant }) => mutant.survives !== undefined);
  for (const { file, mutant } of outdated) process.stdout.write(`is found after all, in ${file}: ${mutant.means}\n`);
  return unexplained.length + outdated.length + untried === 0 ? 0 : 1;
}

main().then(
  (status) => {
    process.exitCode = status;
  },
  (error: unknown) => {
    process.stderr.write(
      error instanceof UserError
        ? `error: ${error.message}\n  fix: ${error.fix}\n`
        : `${error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exitCode = 1;
  },
);
