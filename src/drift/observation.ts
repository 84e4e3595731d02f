import type { Properties } from "../graph/value";

/** Property bags of a resource at one moment: types and names are canonical, secrets and unknowns are `notKnown`. */
export interface Snapshot {
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/** A resource of the state, and what a refresh found in its place. */
export interface FoundResource {
  readonly urn: string;
  /** Canonical type token. */
  readonly type: string;
  readonly id: string;
  readonly was: Snapshot;
  /** Null where the cloud does not have it. */
  readonly is: Snapshot | null;
  /** Property paths in which the engine itself sees a change. */
  readonly paths: readonly string[];
}

/** What an update would do to a resource, as far as its properties are concerned. */
export interface PlannedStep {
  readonly urn: string;
  readonly type: string;
  readonly op: "create" | "update" | "replace" | "delete";
  /** What the program declares; null for a deletion. */
  readonly wanted: Snapshot | null;
  readonly paths: readonly string[];
}

/** Something that could not be read. */
export interface Failure {
  /** URN; null where it concerns the run as a whole. */
  readonly resource: string | null;
  /** What was to be read, where it is no resource, such as `Cloudflare's list of ranges`. */
  readonly subject?: string;
  /** What the provider or the engine says, without a level in front. */
  readonly says: string;
}

/** What one look at a stack gave: its state, the cloud and, where it was run, the program. */
export interface Observation {
  readonly method: "preview" | "refresh" | "recorded";
  readonly found: readonly FoundResource[];
  /** Null where the program was not run to its end. */
  readonly plan: readonly PlannedStep[] | null;
  readonly failures: readonly Failure[];
}
