import { type HopName, hopNames } from "../reach/verdict";
import type { ReportRow } from "./schema";

type Dial = ReportRow["dials"][number];

/** One hop of a dial, as a picture of the path shows it. */
export interface PathStep {
  readonly hop: HopName;
  /**
   * Partly: some of the edge's ranges do not get through. Beyond: nothing comes this far. Unjudged: a doubt before it
   * leaves open what is met here, so that nobody can say that it passes.
   */
  readonly state: "passes" | "partly" | "fails" | "unknown" | "beyond" | "unjudged";
  /** Why it is not passed, a sentence each. */
  readonly whys: readonly string[];
  /** The edge's ranges that do not get through, where only some do not. */
  readonly ranges: readonly string[];
}

/** Hops of an encrypted connection. */
const ofTls: readonly HopName[] = ["tls", "certificate", "client-certificate"];

/** Hops that decide what the others are. */
const decisive: readonly HopName[] = ["edge", "resolve"];

/** Lists the hops of a dial in their order; empty where the edge answers the visitor itself. */
export function pathOf(dial: Dial): readonly PathStep[] {
  if (dial.failures.length === 0 && dial.doubts.length === 0 && dial.port === null) return [];
  const steps = hopNames.filter((hop) => isMet(hop, dial)).map((hop) => stepOf(hop, dial));
  const end = steps.findIndex(({ state }) => state === "fails");
  // What is dialled, and how, is decided before the route; without it nothing behind has been looked at.
  const doubt = steps.findIndex(({ hop, state }) => state === "unknown" && decisive.includes(hop));
  return steps.map((step, index): PathStep => {
    if (step.state !== "passes") return step;
    if (end !== -1 && index > end) return { ...step, state: "beyond" };
    return doubt !== -1 && index > doubt ? { ...step, state: "unjudged" } : step;
  });
}

/** A plain connection has no handshake, and one whose certificate nobody looks at has no such hop. */
function isMet(hop: HopName, dial: Dial): boolean {
  if (touches(hop, dial)) return true;
  if (hop === "certificate") return dial.tls === "verified";
  return dial.tls !== "none" || !ofTls.includes(hop);
}

function touches(hop: HopName, { failures, doubts }: Dial): boolean {
  return failures.some((each) => each.hop === hop) || doubts.some((each) => each.hop === hop);
}

function stepOf(hop: HopName, { failures, doubts }: Dial): PathStep {
  const met = failures.filter((each) => each.hop === hop);
  const open = doubts.filter((each) => each.hop === hop);
  const isTotal = met.some(({ ranges }) => ranges.length === 0);
  const state = isTotal ? "fails" : met.length > 0 ? "partly" : open.length > 0 ? "unknown" : "passes";
  return {
    hop,
    state,
    whys: [...met, ...open].map(({ why }) => why),
    ranges: isTotal ? [] : [...new Set(met.flatMap(({ ranges }) => ranges))],
  };
}
