import "../require-node.mjs";
import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { causeIds } from "../../src/findings/cause";
import { archetypes, hiddenArchetypes } from "../../test/corpus/archetypes";
import { type Caught, instances, judge, judgeInstance } from "../../test/corpus/catch";
import { distinctOf, isIncident } from "../../test/corpus/mutation";
import { mutations } from "../../test/corpus/mutations/all";
import { harmlessChanges } from "../../test/corpus/mutations/harmless";
import { undecided } from "../../test/corpus/mutations/undecided";
import { plant } from "../../test/corpus/plant";
import { type Alarm, benchmarkPage, type Score, scoresOf } from "./catch-page";
import { parseResults } from "./side-by-side/results";
import { parseSpeed, speedFile } from "./speed-results";
import { speedSection, withSpeedSection } from "./speed-section";

const repository = resolve(__dirname, "../..");
const page = join(repository, "docs/benchmark.md");
const otherTools = resolve(__dirname, "side-by-side/results.json");

/** Plants every defect of the corpus in every program that it fits, prints what is found and writes the page. */
async function main(): Promise<void> {
  const caught: Caught[] = [];
  for (const instance of instances) {
    caught.push(await judgeInstance(instance));
    if (caught.length % 50 === 0) process.stderr.write(`${caught.length} of ${instances.length} defects planted\n`);
  }
  const { tried, alarms } = await falseAlarms();
  const scores = scoresOf(caught);
  const distinct = distinctOf(mutations);
  for (const score of scores) process.stdout.write(`${lineOf(score)}\n`);
  const text = benchmarkPage({
    ...{ caught, scores, alarms, tried },
    others: parseResults(await readFile(otherTools, "utf8")),
    unplanted: causeIds.filter((cause) => !scores.some((score) => score.cause === cause)),
    programs: [...archetypes, ...hiddenArchetypes].map(({ id, title }) => ({ id, title })),
    defects: mutations.map(({ id, title, cause, source }) => ({ id, title, cause, source })),
    distinct: { all: distinct.length, incidents: distinct.filter(({ source }) => isIncident(source)).length },
    undecided: undecided.map(({ title, decidedBy }) => ({ title, decidedBy })),
    fromIncidents: caught.filter(({ instance }) => isIncident(instance.mutation.source)).length,
  });
  // Until `npm run bench -- check --write` has measured there is nothing to say.
  const speed = await readFile(join(repository, speedFile), "utf8").catch(() => null);
  await writeFile(page, speed === null ? text : withSpeedSection(text, speedSection(parseSpeed(speed))));
  process.stdout.write(`${tried} good programs and harmless changes: ${alarms.length} findings of severity error\n`);
  process.exitCode = alarms.length === 0 && scores.every(({ found, planted }) => found === planted) ? 0 : 1;
}

/** What is said of programs in which nothing is wrong. */
async function falseAlarms(): Promise<{ tried: number; alarms: readonly Alarm[] }> {
  const unchanged = [...archetypes, ...hiddenArchetypes].map((archetype) => ({ archetype, id: "as it is", steps: [] }));
  const changed = harmlessChanges.flatMap(({ id, fits, steps }) =>
    archetypes.filter(fits).map((archetype) => ({ archetype, id, steps })),
  );
  const alarms: Alarm[] = [];
  for (const { archetype, id, steps } of [...unchanged, ...changed]) {
    const { findings } = judge((await plant(archetype, steps)).graph);
    const errors = findings.filter(({ severity }) => severity === "error");
    alarms.push(...errors.map(({ what }) => ({ program: archetype.id, change: id, what })));
  }
  return { tried: unchanged.length + changed.length, alarms };
}

function lineOf({ cause, planted, found, exact, coded }: Score): string {
  return `${cause.padEnd(30)} ${String(planted).padStart(4)} planted, ${found} found, ${exact} for the right visitors, ${coded} with the right codes`;
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 2;
});
