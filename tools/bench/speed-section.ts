import { aims, type Measurement, type Ratio, ratiosOf, type Speed } from "./speed-results";
import { type Summary, summarise } from "./statistics";

const heading = "## How long a check takes";
const end = "<!-- end of how long a check takes -->";

/** Writes the section on speed of docs/benchmark.md, without a line break at its end. */
export function speedSection(speed: Speed): string {
  const { check, importing, preview, machine, load, date } = speed;
  const ratios = ratiosOf(speed);
  return [
    heading,
    "`no521 check` of this repository's program as it is installed, everything warm, beside `pulumi preview` of the same program with the pack, and beside a process of Node that imports `@pulumi/aws` and `@pulumi/cloudflare` and does nothing else. All three run in turn in each round, so the ratios are of runs side by side.",
    "",
    `${machine}, on ${date}; ${check.length} rounds; ${load.toFixed(1)} processes wanted to run meanwhile. Medians, with the least and the most. Processor time is user and system time of all processes that a run waits for.`,
    "",
    "| | seconds | processor seconds |\n|---|---:|---:|",
    row("`no521 check`", check),
    row("importing the two SDKs", importing),
    row("`pulumi preview` with the pack", preview),
    "",
    "| ratio | aim | by the clock | by processor time | |\n|---|---|---:|---:|---|",
    ...ratios.map(ratioRow),
    ...misses(ratios),
    end,
  ].join("\n");
}

/** Puts the section in the place of an earlier one, or where there is none before the list of programs. */
export function withSpeedSection(page: string, section: string): string {
  const [from, to] = [page.indexOf(heading), page.indexOf(end)];
  if (from >= 0 && to > from) return page.slice(0, from) + section + page.slice(to + end.length);
  const next = page.indexOf("## Programs\n");
  return next < 0 ? `${page}\n${section}\n` : `${page.slice(0, next)}${section}\n\n${page.slice(next)}`;
}

function row(name: string, rounds: readonly Measurement[]): string {
  const of = (key: keyof Measurement) => written(summarise(rounds.map((each) => each[key])));
  return `| ${name} | ${of("seconds")} | ${of("processorSeconds")} |`;
}

function ratioRow({ name, aim, clock, processor, isMet }: Ratio): string {
  return `| ${name} | ${aim} | ${written(clock)} | ${written(processor)} | ${isMet ? "met" : "missed"} |`;
}

function misses(ratios: readonly Ratio[]): readonly string[] {
  const missed = ratios.filter(({ isMet }) => !isMet);
  const byProcessor = ([ofPreview, ofImporting]: readonly Ratio[]) =>
    (ofPreview?.processor.median ?? 0) >= aims.preview && (ofImporting?.processor.median ?? Infinity) <= aims.importing;
  if (missed.length === 0) return [];
  const note = byProcessor(ratios) ? " By processor time both would be met." : "";
  return ["", `Missed by the clock: ${missed.map(({ name, aim }) => `${name}, ${aim}`).join("; ")}.${note}`];
}

function written({ median, least, most }: Summary): string {
  return `${median.toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`;
}
