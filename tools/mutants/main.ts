import "../require-node.mjs";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { UserError } from "../../src/user-error";
import { whilePlanted, withCopy } from "./copy";
import { type Ending, type Killer, lab, laws, run, unitTests } from "./killers";
import type { Mutant } from "./mutant";
import { planted } from "./planted";
import { keyOf, type Results, readResults, writeResults } from "./results";
import { Sitting } from "./sitting";
import { findUncompilable } from "./type-check";

const repository = resolve(__dirname, "../..");
const resultsFile = join(repository, "tools/mutants/results.json");

interface Planted {
  readonly file: string;
  readonly mutant: Mutant;
}

/** Plants each mistake in a copy of the repository and reports who finds it. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      file: { type: "string", default: "" },
      open: { type: "boolean", default: false },
      quick: { type: "boolean", default: false },
    },
  });
  const results: Results = existsSync(resultsFile) ? readResults(resultsFile) : new Map();
  const chosen = planted
    .flatMap(({ file, mutants }) => mutants.map((mutant): Planted => ({ file, mutant })))
    .filter(({ file }) => file.includes(values.file))
    .filter(({ file, mutant }) => !values.open || typeof results.get(keyOf(file, mutant)) !== "string");
  refuseUncompilable();
  await tryAll(chosen, results, values.quick ? [] : [laws, lab]);
  return report(results);
}

function refuseUncompilable(): void {
  const found = findUncompilable(repository, planted);
  if (found.length === 0) return;
  throw new UserError(
    `The compiler finds these already:\n${found.join("\n")}`,
    "Plant mistakes that compile, in tools/mutants/planted/.",
  );
}

async function tryAll(chosen: readonly Planted[], results: Results, last: readonly Killer[]): Promise<void> {
  const unfound = await withCopy(repository, (copy) => askUnitTests(copy, chosen, results));
  // The others take a minute and more, and the lab writes down what it finds: each in a copy of its own.
  for (const each of last.length === 0 ? [] : unfound) {
    const foundBy = await withCopy(repository, (copy) => firstToSpeak(last, copy, each));
    if (foundBy !== undefined) keep(results, each, foundBy);
  }
}

async function askUnitTests(copy: string, chosen: readonly Planted[], results: Results): Promise<readonly Planted[]> {
  const { name, limitSeconds } = unitTests;
  const sitting = new Sitting(copy, unitTests);
  const unfound: Planted[] = [];
  try {
    if (await sitting.speaks("package.json", limitSeconds)) throw alarm(name, `npm test -- ${unitTests.of.join(" ")}`);
    for (const each of chosen) {
      const { file, mutant } = each;
      const isFound = await whilePlanted(copy, file, mutant, () => sitting.speaks(file, limitSeconds));
      if (!isFound) unfound.push(each);
      keep(results, each, isFound ? name : null);
    }
    // What fails for another reason by now would have passed every mistake for found.
    if (await sitting.speaks("package.json", limitSeconds)) throw alarm(name, `npm test -- ${unitTests.of.join(" ")}`);
  } finally {
    await sitting.stop();
  }
  return unfound;
}

/** Who speaks of the model as it is tells nothing by speaking. */
function alarm(name: string, command: string): UserError {
  return new UserError(
    `"${name}" fail with nothing planted, so that their failures tell nothing.`,
    `Mend what "${command}" reports.`,
  );
}

async function firstToSpeak(
  killers: readonly Killer[],
  copy: string,
  { file, mutant }: Planted,
): Promise<string | undefined> {
  for (const killer of killers) {
    if ((await endingAsItIs(killer)) === "skipped") continue;
    if ((await whilePlanted(copy, file, mutant, () => run(killer, copy))) === "speaks") return killer.name;
  }
  return undefined;
}

const endings = new Map<Killer, Promise<Ending>>();

/** Runs with nothing planted, once. */
function endingAsItIs(killer: Killer): Promise<Ending> {
  const known = endings.get(killer) ?? withCopy(repository, (copy) => run(killer, copy)).then(demandSilence(killer));
  endings.set(killer, known);
  return known;
}

function demandSilence({ name, args }: Killer): (ending: Ending) => Ending {
  return (ending) => {
    if (ending === "skipped") process.stderr.write(`skipped: ${name}, which this machine cannot run\n`);
    if (ending === "speaks") throw alarm(name, `node ${args.join(" ")}`);
    return ending;
  };
}

/** Results are written one by one: a run that is interrupted goes on with `--open`. */
function keep(results: Results, { file, mutant }: Planted, foundBy: string | null): void {
  results.set(keyOf(file, mutant), foundBy);
  const keys = planted.flatMap((each) => each.mutants.map((one) => keyOf(each.file, one)));
  writeResults(resultsFile, keys, results);
  process.stdout.write(`${foundBy === null ? "NOT FOUND" : "found"} ${file}: ${mutant.means}\n`);
}

function report(results: Results): number {
  const all = planted.flatMap(({ file, mutants }) => mutants.map((mutant): Planted => ({ file, mutant })));
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
