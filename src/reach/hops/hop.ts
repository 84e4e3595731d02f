import type { Dial } from "../dial";
import type { Doubt, Failure, HopName, Verdict } from "../verdict";
import type { World } from "../world";

/** Judges whether a dial passes one thing on its way. Total: what it cannot tell is a doubt, never a pass. */
export type Hop = (world: World, dial: Dial) => Verdict;

/** A hop that stops the dial. */
export function fail(failure: Failure): Verdict {
  return { kind: "fail", failure };
}

/** A hop that cannot be judged: `why` completes "unknown: …". */
export function doubt(hop: HopName, resource: string, why: string): Verdict {
  const value: Doubt = { hop, resource, why };
  return { kind: "unknown", doubt: value };
}
