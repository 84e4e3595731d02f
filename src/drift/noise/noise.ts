import type { Properties } from "../../graph/value";
import type { Difference } from "../compare";

/** A resource whose outputs were read twice. */
export interface Reading {
  /** Canonical type token. */
  readonly type: string;
  /** What the program declares of it. */
  readonly inputs: Properties;
  readonly was: Properties;
  readonly is: Properties;
}

/** Why a difference is none. */
export interface NoiseReason {
  /** Name of its file. */
  readonly id: string;
  /** One sentence. */
  readonly why: string;
  /** Where it was reported. */
  readonly sources: readonly [string, ...string[]];
}

/** A way in which providers report a difference where nobody changed anything. */
export interface Noise extends NoiseReason {
  isNoise(difference: Difference, reading: Reading): boolean;
}
