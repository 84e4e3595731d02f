import { join } from "node:path";
import { build } from "esbuild";
import { runProcess } from "../../src/engine/run-process";
import type { Bench } from "./bench";
import type { Knowledge } from "./many-sites";
import type { ReachMeasurement } from "./reach-process";
import { growthExponent, interleave, summarise } from "./statistics";
import { renderTable } from "./table";

const sizes = [50, 500] as const;
const cases = (["state", "preview"] as const).flatMap((knowledge) =>
  sizes.map((hostnames) => ({ knowledge, hostnames })),
);
const megabyte = 1_000_000;

/** Measures the model on many sites, each time in a process of its own. */
export async function benchReach({ folder, rounds }: Bench): Promise<string> {
  const script = join(folder, "reach-process.js");
  await build({
    entryPoints: [join(__dirname, "reach-process.ts")],
    outfile: script,
    bundle: true,
    platform: "node",
    format: "cjs",
    logLevel: "warning",
  });
  const measured = await interleave(
    rounds,
    cases.map((one) => () => measure(script, one.hostnames, one.knowledge)),
  );
  const results = cases.map((one, index) => ({ ...one, ...resultOf(measured[index] ?? []) }));
  return [
    `reach() on many sites, the quickest of ${rounds} rounds`,
    renderTable([
      ["", "resources", "hostnames", "milliseconds", "with all policies", "peak memory"],
      ...results.map((one) => [
        titles[one.knowledge],
        String(one.resources),
        String(one.hostnames),
        one.reach.toFixed(0),
        one.policies.toFixed(0),
        `${(one.peak / megabyte).toFixed(0)} MB`,
      ]),
    ]),
    ...(["state", "preview"] as const).map((knowledge) => growth(results, knowledge)),
  ].join("\n");
}

const titles: Readonly<Record<Knowledge, string>> = {
  state: "ids known, as in a state",
  preview: "ids not known, as at a preview",
};

interface Result {
  readonly resources: number;
  readonly hostnames: number;
  readonly reach: number;
  readonly policies: number;
  readonly peak: number;
}

/** The quickest time is the work's own; whatever is above it, other processes took. Of memory the worst counts. */
function resultOf(measurements: readonly ReachMeasurement[]): Result {
  const summary = (value: (one: ReachMeasurement) => number) => summarise(measurements.map(value));
  return {
    resources: summary((one) => one.resources).median,
    hostnames: summary((one) => one.hostnames).median,
    reach: summary((one) => one.reachMilliseconds).least,
    policies: summary((one) => one.policiesMilliseconds).least,
    peak: summary((one) => one.peakBytes).most,
  };
}

function growth(results: readonly (Result & { readonly knowledge: Knowledge })[], knowledge: Knowledge): string {
  const [small, large] = results.filter((one) => one.knowledge === knowledge);
  if (small === undefined || large === undefined) throw new Error(`Two sizes are measured for "${knowledge}".`);
  const exponent = (cost: (one: Result) => number) =>
    growthExponent({ size: small.resources, cost: cost(small) }, { size: large.resources, cost: cost(large) });
  const reach = exponent((one) => one.reach).toFixed(2);
  const policies = exponent((one) => one.policies).toFixed(2);
  return `growth exponent, ${titles[knowledge]}: ${reach}, with all policies ${policies} (1 is linear, 2 quadratic)`;
}

async function measure(script: string, hostnames: number, knowledge: Knowledge): Promise<ReachMeasurement> {
  const { exitCode, stdout, stderr, reason } = await runProcess(
    process.execPath,
    [script, String(hostnames), knowledge],
    { environment: process.env, timeoutMilliseconds: 300_000 },
  );
  if (exitCode !== 0) throw new Error(`Cannot measure ${hostnames} hostnames: ${reason ?? stderr}`);
  const measurement = JSON.parse(stdout) as ReachMeasurement;
  if (measurement.surprises > 0) {
    throw new Error(`${measurement.surprises} rows of ${hostnames} good hostnames are not ok.`);
  }
  return measurement;
}
