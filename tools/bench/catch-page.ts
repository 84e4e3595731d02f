import type { CauseId } from "../../src/findings/cause";
import type { Caught, Seen } from "../../test/corpus/catch";
import type { SideBySide } from "./side-by-side/results";
import { sideBySideSection } from "./side-by-side/section";

/** How the defects of one cause fared. */
export interface Score {
  readonly cause: CauseId;
  readonly planted: number;
  readonly found: number;
  /** Found for exactly the hostnames and families that they break. */
  readonly exact: number;
  /** Found with exactly the codes that visitors see; null for a hazard, which has none yet. */
  readonly coded: number;
  /** Findings of severity error beside the right one. */
  readonly others: number;
}

/** A finding about a program in which nothing is wrong. */
export interface Alarm {
  readonly program: string;
  readonly change: string;
  readonly what: string;
}

/** All that the page tells. */
export interface Benchmark {
  readonly caught: readonly Caught[];
  readonly scores: readonly Score[];
  readonly alarms: readonly Alarm[];
  /** Good programs and harmless changes. */
  readonly tried: number;
  readonly fromIncidents: number;
  readonly others: SideBySide;
  /** Causes of which the corpus has no defect. */
  readonly unplanted: readonly CauseId[];
  readonly programs: readonly { readonly id: string; readonly title: string }[];
  /** Defects of which only a value differs count once. */
  readonly distinct: { readonly all: number; readonly incidents: number };
  /** What no preview decides, and who does. */
  readonly undecided: readonly { readonly title: string; readonly decidedBy: string }[];
  readonly defects: readonly {
    readonly id: string;
    readonly title: string;
    readonly cause: CauseId;
    readonly source: string;
  }[];
}

/** Sums up by cause, the one with the most planted defects first. */
export function scoresOf(caught: readonly Caught[]): readonly Score[] {
  const byCause = Map.groupBy(caught, ({ instance }) => instance.mutation.cause);
  return [...byCause]
    .map(
      ([cause, all]): Score => ({
        cause,
        planted: all.length,
        found: all.filter(({ seen }) => seen.isFound).length,
        exact: all.filter(isExact).length,
        coded: all.filter(({ seen, expected }) => seen.codes.join() === expected.codes.join()).length,
        others: all.reduce((sum, { others }) => sum + others.length, 0),
      }),
    )
    .toSorted((a, b) => b.planted - a.planted || (a.cause < b.cause ? -1 : 1));
}

function isExact({ seen, expected }: Caught): boolean {
  const visitors = ({ hostnames, families }: Seen) => [...hostnames.toSorted(), ...families].join();
  return seen.isFound && visitors(seen) === visitors(expected);
}

/** Writes docs/benchmark.md. */
export function benchmarkPage(benchmark: Benchmark): string {
  const { caught, scores, alarms, tried, fromIncidents, others, unplanted, programs, defects } = benchmark;
  const { distinct, undecided } = benchmark;
  const total = (pick: (score: Score) => number) => scores.reduce((sum, score) => sum + pick(score), 0);
  const right = total(({ found }) => found);
  const wrong = total(({ others }) => others) + alarms.length;
  return `${[
    "<!-- Written by npm run bench:catch; do not edit. -->",
    "# What is caught",
    `${distinct.all} distinct defects, ${distinct.incidents} of them from a public issue or pull request; the prohibited addresses count as one. Each is planted in every program of the corpus in which it means what it says: ${caught.length} in all, ${fromIncidents} from an issue or pull request. The programs are recorded as \`no521 check\` records them, and changed while they register their resources.`,
    `- recall: ${right} of ${caught.length} (${percent(right, caught.length)})`,
    `- precision: ${right} right findings, ${wrong} wrong ones of severity error (${percent(right, right + wrong)})`,
    `- code accuracy: ${total(({ coded }) => coded)} of ${caught.length} with exactly the codes of the label, in its order`,
    `- visitors: ${total(({ exact }) => exact)} of ${caught.length} for exactly the hostnames and families of the label`,
    `- ${tried} good programs and harmless changes: ${alarms.length} findings of severity error`,
    "",
    "## What is missed",
    list(caught.filter((one) => !one.seen.isFound).map(nameOf)),
    "## What is found otherwise than labelled",
    list(caught.filter((one) => one.seen.isFound && !isAsLabelled(one)).map(nameOf)),
    "## What is said although nothing is wrong",
    list(alarms.map(({ program, change, what }) => `${program}, ${change}: ${what}`)),
    "## By cause",
    "| cause | planted | found | right visitors | right codes | wrong findings |\n|---|---:|---:|---:|---:|---:|",
    ...scores.map(
      ({ cause, planted, found, exact, coded, others }) =>
        `| \`${cause}\` | ${planted} | ${found} | ${exact} | ${coded} | ${others} |`,
    ),
    "\nA hazard is off the path: it has no visitors and no codes yet, and counts as right there when it is found.",
    "A defect counts as found when something is said of it that is not said of the same program without it.",
    "\n## What no preview decides",
    "Planted too, in programs in which they mean something: the hostname is reported as unknown, never as fine, and nothing is said to be wrong.\n",
    ...undecided.map(({ title, decidedBy }) => `- somebody ${title}: told by ${decidedBy}`),
    "\n## Causes without a planted defect",
    unplanted.length === 0 ? "None." : unplanted.map((cause) => `\`${cause}\``).join(", "),
    ...sideBySideSection(others),
    "## Programs",
    ...programs.map(({ id, title }) => `- \`${id}\`: a team has ${title}`),
    "\n## Defects",
    "| defect | cause | somebody … | source |\n|---|---|---|---|",
    ...defects.map(({ id, title, cause, source }) => `| \`${id}\` | \`${cause}\` | ${title} | <${source}> |`),
  ].join("\n")}\n`;
}

function isAsLabelled(one: Caught): boolean {
  return isExact(one) && one.seen.codes.join() === one.expected.codes.join() && one.others.length === 0;
}

function nameOf({ instance: { archetype, mutation }, expected, seen, others }: Caught): string {
  const told = ({ codes, hostnames, families }: Seen) =>
    `${codes.join("/") || "no code"} for ${hostnames.join(", ") || "nobody"} (IPv${families.join(", IPv") || "–"})`;
  const beside = others.length === 0 ? "" : `; beside it ${others.map(({ what }) => what).join(" ")}`;
  return `\`${mutation.id}\` in \`${archetype.id}\`: labelled ${told(expected)}, found ${told(seen)}${beside}`;
}

function list(lines: readonly string[]): string {
  return lines.length === 0 ? "Nothing.\n" : `${lines.map((line) => `- ${line}`).join("\n")}\n`;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "–" : `${((100 * part) / whole).toFixed(1)} %`;
}
