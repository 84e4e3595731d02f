import type { Reach } from "../reach/reach-types";
import type { Failure } from "../reach/verdict";
import type { CauseId } from "./cause";
import type { Draft } from "./draft";
import type { EdgeCode, Evidence } from "./finding";

/**
 * Gathers what one cause breaks: a draft for each defect, which is a resource to mend and what is wrong with it, with
 * all the hostnames that it takes down.
 */
export function outagesOf(reach: Reach, cause: CauseId): readonly Draft[] {
  const met = reach.rows.flatMap((row) =>
    row.dials.flatMap((dial) =>
      dial.failures
        .filter((failure) => failure.cause === cause)
        .map((failure) => ({ hostname: row.hostname, failure })),
    ),
  );
  return [...Map.groupBy(met, ({ failure }) => `${failure.resource} ${failure.why}`).values()].flatMap((alike) => {
    const failure = alike.at(0)?.failure;
    return failure === undefined ? [] : [draftOf(failure, alike)];
  });
}

/** Tells a failure that one resource decides, before anything is known of the hostnames that it breaks. */
export function outageOf(failure: Failure, hostnames: readonly string[] = []): Draft {
  const draft = draftOf(failure, [{ hostname: "", failure }]);
  return { ...draft, hostnames };
}

function draftOf(failure: Failure, alike: readonly { readonly hostname: string; readonly failure: Failure }[]): Draft {
  const evidence = alike.flatMap((each): readonly Evidence[] => each.failure.evidence);
  return {
    resource: failure.resource,
    codes: [...new Set(alike.flatMap((each): readonly EdgeCode[] => each.failure.codes))],
    hostnames: [...new Set(alike.map(({ hostname }) => hostname))].toSorted(),
    what: failure.why,
    fix: failure.fix,
    related: [...new Map(evidence.map((each) => [`${each.resource} ${each.says}`, each])).values()],
    ...(failure.key !== undefined && { key: failure.key }),
  };
}
