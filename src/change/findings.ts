import type { Finding } from "../findings/finding";
import type { Judged } from "../findings/served";
import { type Settings, severityOf } from "../findings/settings";
import { change } from "./change";
import type { Transition } from "./transition";

/** What the findings of a step need besides the two graphs. */
export interface StepOptions {
  readonly settings: Settings;
  /** Gives the address of the page of a transition. */
  readonly docs: (id: string) => string;
}

/**
 * Finds what goes wrong on the way from one graph to the next, as findings like those of policies: the policy is the
 * transition's id, under which it is set, waived and explained.
 */
export function stepFindings(before: Judged, after: Judged, { settings, docs }: StepOptions): readonly Finding[] {
  const transitions = change(before, after);
  const plain = transitions.map(({ cause, resource }) => `${cause}:${resource}`);
  return transitions.flatMap((transition, index) => {
    const severity = severityOf(settings, transition.cause, transition.severity);
    if (severity === "off") return [];
    return [{ ...findingOf(transition, after, docs), id: uniqueId(plain, index), severity }];
  });
}

function findingOf(transition: Transition, after: Judged, docs: StepOptions["docs"]): Omit<Finding, "id"> {
  const { cause, hostnames } = transition;
  const source = after.graph.byUrn(transition.resource)?.source;
  return {
    ...transition,
    policy: cause,
    kind: "hazard",
    hostnames: hostnames.toSorted(),
    docs: docs(cause),
    ...(source !== undefined && { location: source }),
  };
}

/** Two transitions of one kind on one resource are told apart by their order, which the graphs decide. */
function uniqueId(plain: readonly string[], index: number): string {
  const id = plain[index] ?? "";
  const nth = plain.slice(0, index + 1).filter((other) => other === id).length;
  return nth === 1 ? id : `${id}:${nth}`;
}
