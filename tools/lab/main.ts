import "../require-node.mjs";
import { UserError } from "../../src/user-error";
import { Cell } from "../../test/lab/cell/cell";
import { Issuer } from "../../test/lab/certificates";
import { missing } from "../../test/lab/requirements";
import { readOptions } from "../options";
import { corpus, examples, type LabProgram } from "./known-cases";
import { tryRandom } from "./random-runs";
import { saveCase, savedCases } from "./saved-cases";
import { show } from "./show";
import { Tally, tallyText } from "./tally";
import { edgeRanges, tryGraph } from "./trial";

const usage =
  "Run `npm run lab -- [--runs 300] [--seed NUMBER|random] [--cells 4] [--corpus some|all|none]` or `npm run lab -- show CASE`.";

/** The status of a run that this machine cannot do, as test programs since autoconf have it. */
const skippedStatus = 77;
/** Every outcome that random programs must come to, at least so often; else they are too easy. */
const demanded = ["ok", "520", "521", "522", "525", "526", "502", "loop"];
const leastShare = 0.03;
/** Fewer programs than these tell nothing of shares. */
const enoughRuns = 300;
/** The same programs each time, so that a run fails for a change and not by chance; `--seed random` takes others. */
const usualSeed = 20261123;
/** Recording a program of the corpus takes longer than trying it: each run tries every so manieth, from another one on. */
const corpusStep = 12;

async function main(): Promise<number> {
  const { values, positionals } = readOptions(
    {
      allowPositionals: true,
      options: {
        runs: { type: "string", default: "300" },
        seed: { type: "string", default: String(usualSeed) },
        cells: { type: "string", default: "4" },
        corpus: { type: "string", default: "some" },
      },
    },
    usage,
  );
  const lack = missing();
  if (lack !== undefined) {
    process.stderr.write(`skipped: ${lack.what}\n  fix: ${lack.fix}\n`);
    return skippedStatus;
  }
  const seed = values.seed === "random" ? Math.floor(Date.now() / 1000) : wholeNumber("--seed", values.seed);
  const issuer = await Issuer.create(new Date());
  if (positionals[0] === "show") return show(issuer, positionals[1]);
  if (positionals.length > 0) throw new UserError(`Unknown word "${positionals.join(" ")}".`, usage);
  const cells = await Promise.all(
    Array.from({ length: wholeNumber("--cells", values.cells) }, () => Cell.start(edgeRanges)),
  );
  try {
    process.stdout.write(`seed ${seed}\n`);
    const known = await runKnown(cells, issuer, [...savedCases(), ...examples, ...someOf(corpus, values.corpus, seed)]);
    const random = await runRandom(cells, issuer, { seed, runs: wholeNumber("--runs", values.runs) });
    return known && random ? 0 : 1;
  } finally {
    await Promise.all(cells.map((cell) => cell.stop()));
  }
}

function wholeNumber(option: string, text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new UserError(`"${text}" is no value for ${option}.`, "Give a whole number.");
  return Number(text);
}

function someOf(programs: readonly LabProgram[], choice: string, seed: number): readonly LabProgram[] {
  if (choice === "all") return programs;
  if (choice === "none") return [];
  return programs.filter((_, index) => (index + seed) % corpusStep === 0);
}

async function runKnown(cells: readonly Cell[], issuer: Issuer, programs: readonly LabProgram[]): Promise<boolean> {
  const tally = new Tally();
  const started = performance.now();
  const queue = [...programs];
  let recording: Promise<unknown> = Promise.resolve();
  await Promise.all(
    cells.map(async (cell) => {
      for (let program = queue.shift(); program !== undefined; program = queue.shift()) {
        // Programs are recorded one after the other: Pulumi's SDK knows one at a time.
        const graph = recording.then(program.graph);
        recording = graph;
        tally.add(program.id, await tryGraph(cell, issuer, await graph));
      }
    }),
  );
  process.stdout.write(`${tallyText("examples and corpus", tally, (performance.now() - started) / 1000)}\n`);
  return tally.contradictions.length === 0;
}

async function runRandom(
  cells: readonly Cell[],
  issuer: Issuer,
  { seed, runs }: { readonly seed: number; readonly runs: number },
): Promise<boolean> {
  if (runs === 0) return true;
  const tally = new Tally();
  const started = performance.now();
  const share = Math.ceil(runs / cells.length);
  await Promise.all(
    cells.map(async (cell, index) => {
      const example = await tryRandom(cell, issuer, tally, { seed: seed + index, runs: share });
      if (example !== undefined) process.stdout.write(`smallest counter-example: ${saveCase(example)}\n`);
    }),
  );
  process.stdout.write(`${tallyText("random programs", tally, (performance.now() - started) / 1000)}\n`);
  const rare = runs < enoughRuns ? [] : demanded.filter((outcome) => tally.share(outcome) < leastShare);
  if (rare.length > 0)
    process.stdout.write(`too easy: fewer than ${100 * leastShare} % of the dials come to ${rare.join(", ")}\n`);
  return tally.contradictions.length === 0 && rare.length === 0;
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
