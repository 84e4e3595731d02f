import type { PlannedStep } from "./observation";
import { cloudOf } from "./words";

/** What is known of the way back from a change. */
export interface WayBack {
  /** Null where the program was not run. */
  readonly plan: readonly PlannedStep[] | null;
  readonly urn: string;
  readonly type: string;
  /** Paths of the program's `ignoreChanges`, where they cover all that differs. */
  readonly ignored: readonly string[];
}

/** Says how a change is undone: by an update where that has a step for it, else by hand. */
export function restoring({ plan, urn, type, ignored }: WayBack): string {
  const meant = "or change the program if it is meant to stay";
  const step = plan?.find((each) => each.urn === urn);
  const isPlanned = plan === null || step !== undefined;
  const consequence = step?.op === "replace" ? ", which replaces it" : "";
  if (isPlanned && ignored.length === 0) return `Run "pulumi up --refresh" to put it back${consequence}, ${meant}.`;
  const because =
    ignored.length > 0
      ? `since the program ignores changes of ${ignored.join(", ")}`
      : "since the program does not set it";
  return `Undo it in ${cloudOf(type)}: "pulumi up" leaves it, ${because}.`;
}
