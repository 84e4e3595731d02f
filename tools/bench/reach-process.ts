import { evaluate } from "../../policies/evaluate";
import { exampleRanges as edgeRanges } from "../../policies/example-graph";
import { createGraph } from "../../src/graph/resource-graph";
import { reach } from "../../src/reach/reach";
import { type Knowledge, manySites } from "./many-sites";

/** What one measured process says, as one line of JSON. */
export interface ReachMeasurement {
  readonly resources: number;
  readonly hostnames: number;
  /** Rows that are neither reached nor redirected: none, or what was measured is not what was meant. */
  readonly surprises: number;
  /** Building the graph from its resources, and judging it. */
  readonly reachMilliseconds: number;
  /** All policies on the same resources, with the model's answer that they read. */
  readonly policiesMilliseconds: number;
  /** The process's greatest resident memory until the model has answered, Node and the resources included. */
  readonly peakBytes: number;
}

/** Judges small graphs first, so that what is measured is the model and not the compiler of JavaScript. */
function warmUp(knowledge: Knowledge): void {
  for (let round = 0; round < 5; round++) evaluate(createGraph(manySites(10, knowledge)), { edgeRanges });
}

function measure(hostnames: number, knowledge: Knowledge): ReachMeasurement {
  warmUp(knowledge);
  const resources = manySites(hostnames, knowledge);
  const begin = performance.now();
  const { rows } = reach(createGraph(resources), { edgeRanges });
  const reachMilliseconds = performance.now() - begin;
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  const beginAgain = performance.now();
  evaluate(createGraph(resources), { edgeRanges });
  return {
    resources: resources.length,
    hostnames: new Set(rows.map(({ hostname }) => hostname)).size,
    surprises: rows.filter(({ outcome }) => outcome !== "ok" && outcome !== "redirected").length,
    reachMilliseconds,
    policiesMilliseconds: performance.now() - beginAgain,
    peakBytes,
  };
}

const [, , hostnames, knowledge] = process.argv;
if (knowledge !== "state" && knowledge !== "preview") {
  throw new Error("usage: reach-process <hostnames> <state|preview>");
}
process.stdout.write(JSON.stringify(measure(Number(hostnames), knowledge)));
