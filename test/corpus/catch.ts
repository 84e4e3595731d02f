import { evaluate } from "../../policies/evaluate";
import { exampleDay } from "../../policies/example-graph";
import { snapshot } from "../../src/cloudflare/ranges";
import type { EdgeCode, Finding } from "../../src/findings/finding";
import { defaultSettings, type Plan, type Settings } from "../../src/findings/settings";
import type { ResourceGraph } from "../../src/graph/resource-graph";
import type { Family, Reach } from "../../src/reach/reach-types";
import type { Archetype } from "./archetype";
import { archetypes } from "./archetypes";
import type { Mutation } from "./mutation";
import { mutations } from "./mutations/all";
import { plant } from "./plant";

/** One defect in one program. */
export interface Instance {
  readonly archetype: Archetype;
  readonly mutation: Mutation;
}

/** What the policies and the matrix made of a planted defect, beside what they should have. */
export interface Caught {
  readonly instance: Instance;
  readonly expected: Seen;
  readonly seen: Seen;
  /** Findings of severity error that name another cause. */
  readonly others: readonly Finding[];
}

/** What is said of a defect. */
export interface Seen {
  readonly isFound: boolean;
  readonly codes: readonly EdgeCode[];
  readonly hostnames: readonly string[];
  readonly families: readonly Family[];
}

/** All defects in all programs in which they mean something. */
export const instances: readonly Instance[] = mutations.flatMap((mutation) =>
  archetypes.filter(mutation.fits).map((archetype) => ({ archetype, mutation })),
);

/** Each defect in at most so many of its programs, which rotate, so that every program is met. */
export function inPrograms(count: number): readonly Instance[] {
  return mutations.flatMap((mutation, index) => {
    const fitting = instances.filter((instance) => instance.mutation === mutation);
    const turns = Array.from({ length: Math.min(count, fitting.length) }, (_, turn) => turn);
    return turns.flatMap((turn) => fitting[(index + turn) % fitting.length] ?? []);
  });
}

/** Plants a defect and lets the policies judge the program. */
export async function judgeInstance(instance: Instance): Promise<Caught> {
  const { archetype, mutation } = instance;
  const { graph, effects } = await plant(archetype, mutation.steps);
  if (!effects.some((count) => count > 0)) {
    throw new Error(`"${mutation.id}" changes nothing in "${archetype.id}".`);
  }
  const { reach, findings } = judge(graph, mutation.plan);
  const isHazard = mutation.codes.length === 0;
  const before = await saidOf(archetype);
  const found = findings.filter(({ cause, what }) => cause === mutation.cause && !before.has(what));
  return {
    instance,
    expected: {
      isFound: true,
      codes: mutation.codesIn?.(archetype) ?? mutation.codes,
      hostnames: isHazard ? [] : (mutation.hostnames?.(archetype) ?? archetype.hostnames),
      families: isHazard ? [] : (mutation.families ?? archetype.families),
    },
    seen: {
      isFound: found.length > 0,
      codes: isHazard ? [] : [...new Set(found.flatMap(({ codes }) => codes))],
      hostnames: isHazard ? [] : [...new Set(found.flatMap(({ hostnames }) => hostnames))].sort(),
      families: isHazard ? [] : familiesOf(reach, mutation),
    },
    others: findings.filter(
      ({ cause, severity }) =>
        severity === "error" && cause !== mutation.cause && mutation.also?.includes(cause) !== true,
    ),
  };
}

/** Lets the policies and the model judge a program. */
export function judge(graph: ResourceGraph, plan: Plan | null = null) {
  const settings: Settings = { ...defaultSettings, parameters: { ...defaultSettings.parameters, plan } };
  return evaluate(graph, { edgeRanges: snapshot.ranges.map(({ cidr }) => cidr), settings, now: exampleDay });
}

const unchanged = new Map<string, Promise<ReadonlySet<string>>>();

/** What is said of a program as it is: a defect is found when something else is said, not the same once more. */
function saidOf(archetype: Archetype): Promise<ReadonlySet<string>> {
  const known = unchanged.get(archetype.id);
  if (known !== undefined) return known;
  const said = plant(archetype).then(({ graph }) => new Set(judge(graph).findings.map(({ what }) => what)));
  unchanged.set(archetype.id, said);
  return said;
}

function familiesOf({ rows }: Reach, { cause }: Mutation): readonly Family[] {
  const failing = rows.filter(({ dials }) =>
    dials.some(({ failures }) => failures.some((failure) => failure.cause === cause)),
  );
  return [...new Set(failing.map(({ family }) => family))].sort();
}
