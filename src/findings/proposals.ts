import type { Parameters, RuleSettings, Settings } from "./settings";
import type { PlacedWaiver } from "./waivers";

/** What becomes of waivers under a change that is not merged yet. */
export interface Proposals {
  /** Waivers of the base that the change keeps, as the base has them. */
  readonly held: readonly PlacedWaiver[];
  /** Waivers that the change adds or rewrites. */
  readonly proposed: readonly PlacedWaiver[];
}

/**
 * Tells the waivers that hold from those that a change under review brings along, which must not silence what the review
 * is to see. One that the change takes away holds no longer: nobody needs a review to be stricter.
 */
export function proposalsOf(base: readonly PlacedWaiver[], head: readonly PlacedWaiver[]): Proposals {
  return {
    held: base.filter((waiver) => head.some((each) => coversAlike(each, waiver))),
    proposed: head.filter((waiver) => !base.some((each) => isSame(each, waiver))),
  };
}

/** Says, a sentence each, which settings a change under review brings along, which do not hold before it is merged. */
export function proposedSettings(base: Settings, head: Settings): readonly string[] {
  const parameters = differing(base.parameters, head.parameters);
  const ids = [...new Set([...Object.keys(base.rules), ...Object.keys(head.rules)])].toSorted();
  const rules = ids.flatMap((id) => (written(base.rules[id]) === written(head.rules[id]) ? [] : [id]));
  return [
    ...parameters.map((name) =>
      sentence(name, JSON.stringify(head.parameters[name]), JSON.stringify(base.parameters[name])),
    ),
    ...rules.map((id) => sentence(`rules.${id}`, written(head.rules[id]), written(base.rules[id]))),
  ];
}

function sentence(key: string, head: string, base: string): string {
  return `Proposed, and not in force before it is merged: no521.yaml sets ${key} to ${head}; the base has ${base}.`;
}

function differing(base: Parameters, head: Parameters): readonly (keyof Parameters)[] {
  const names = ["plan", "extraRanges", "quota"] as const satisfies readonly (keyof Parameters)[];
  return names.filter((name) => JSON.stringify(base[name]) !== JSON.stringify(head[name]));
}

function written(rule: RuleSettings | undefined): string {
  if (rule === undefined) return "its default";
  const { severity, parameters } = rule;
  const said = Object.entries(parameters).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const all = [
    ...(severity === undefined ? [] : [severity]),
    ...said.map(([name, value]) => `${name} ${JSON.stringify(value)}`),
  ];
  return all.length === 0 ? "its default" : all.join(", ");
}

function coversAlike(a: PlacedWaiver, b: PlacedWaiver): boolean {
  return a.policy === b.policy && a.resource === b.resource;
}

function isSame(a: PlacedWaiver, b: PlacedWaiver): boolean {
  return coversAlike(a, b) && a.reason === b.reason && a.until === b.until;
}
