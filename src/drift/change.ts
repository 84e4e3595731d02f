import type { DriftClass } from "../findings/drift-policy";
import type { EdgeCode, Waiver } from "../findings/finding";

/** How soon somebody has to act, the most urgent first. */
export const urgencies = ["visitors-now", "visitors-soon", "protection", "rest"] as const;

export type Urgency = (typeof urgencies)[number];

/** One property that differs; null where it is absent, and on both sides where it is not to be shown. */
export interface ShownDifference {
  readonly path: string;
  readonly shown: boolean;
  readonly before: string | null;
  readonly after: string | null;
}

/** One difference between the program, its state and the clouds. */
export interface DriftChange {
  /** Stable from run to run: the class's rule and what it is about. */
  readonly id: string;
  readonly class: DriftClass;
  /** Id of the rule that decided the class. */
  readonly decidedBy: string;
  readonly urgency: Urgency;
  /** URN. */
  readonly resource: string;
  readonly type: string;
  readonly name: string;
  readonly properties: readonly ShownDifference[];
  readonly what: string;
  readonly fix: string;
  readonly hostnames: readonly string[];
  readonly codes: readonly EdgeCode[];
  /** Ids of the findings that are blamed on it. */
  readonly findings: readonly string[];
  readonly waiver: Waiver | null;
}

/** Reports whether a change is drift to act on: noise is none, and what was not read is worse. */
export function countsAsDrift(change: Pick<DriftChange, "class" | "waiver">): boolean {
  return change.waiver === null && change.class !== "provider-noise" && change.class !== "unreadable";
}
