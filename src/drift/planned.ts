import type { ResourceGraph } from "../graph/resource-graph";
import { isList, isProperties, notKnown, type Value } from "../graph/value";
import { type Candidate, candidateAbout } from "./candidate";
import { type Difference, differences } from "./compare";
import { realDifferences } from "./differing";
import { noiseOf } from "./noise/catalogue";
import { stepWithoutChange } from "./noise/step-without-change";
import type { FoundResource, Observation, PlannedStep } from "./observation";
import { listDifferences, notShown, shownDifference } from "./shown";
import { capital, packageOf, quoted } from "./words";

/**
 * Says what the program declares otherwise than it is deployed. A step that only puts back what was changed outside is
 * none: there the program declares what the state has.
 */
export function plannedChanges(graph: ResourceGraph, { found, plan }: Observation): readonly Candidate[] {
  const byUrn = new Map(found.map((resource) => [resource.urn, resource]));
  return (plan ?? [])
    .filter(({ type }) => packageOf(type) !== "pulumi")
    .flatMap((step) => {
      const deployed = byUrn.get(step.urn);
      if (step.op === "delete") return deployed === undefined || deployed.is === null ? [] : [dropped(graph, step)];
      if (deployed === undefined) return graph.byUrn(step.urn) === undefined ? [declared(step)] : [];
      return redeclared(step, deployed);
    });
}

/** Lists what the program declares otherwise than the state has it, without noise. */
export function redeclarations({ wanted, type }: PlannedStep, { was }: FoundResource): readonly Difference[] {
  const news = wanted?.inputs ?? {};
  const reading = { type, inputs: was.inputs, was: was.inputs, is: news };
  // A name that the provider chooses is another one for a replacement.
  const chosen = new Set([...textsOf(was.inputs.__defaults), ...textsOf(news.__defaults)]);
  return differences(was.inputs, news)
    .filter(({ property }) => !chosen.has(property))
    .filter((difference) => noiseOf(difference, reading) === undefined);
}

function redeclared(step: PlannedStep, deployed: FoundResource): readonly Candidate[] {
  const news = redeclarations(step, deployed);
  const { urn, type, op, paths } = step;
  if (news.length > 0) {
    const properties = news.map((difference) => shownDifference(type, difference));
    const consequence = op === "replace" ? ", which replaces it" : "";
    return [
      {
        ...candidateAbout(step, "program-ahead", "program-changes"),
        properties,
        what: `The program declares ${quoted(type, urn)} otherwise than it is deployed${consequence}: ${listDifferences(properties)}.`,
        fix: deployIt,
      },
    ];
  }
  // The refresh tells what was changed outside, and what follows from that waits for values that are not known yet;
  // without either the step is the provider's own invention.
  if (isOpen(step.wanted?.inputs ?? null)) return [];
  if (op === "replace") return isChanged(deployed) ? [] : [replacing(step)];
  if (isMoved(deployed)) return [];
  return [
    {
      ...candidateAbout(step, "provider-noise", `noise:${stepWithoutChange.id}`),
      properties: paths.map(notShown),
      what: `An update would write ${quoted(type, urn)} again${forPaths(paths)}, and the program declares what is deployed. ${stepWithoutChange.why}`,
      fix: "Nothing is to be done.",
    },
  ];
}

/** Nobody meant it, and it is no noise either: visitors may lose the resource before there is another one. */
function replacing(step: PlannedStep): Candidate {
  const { urn, type, paths } = step;
  return {
    ...candidateAbout(step, "program-ahead", "update-replaces"),
    properties: paths.map(notShown),
    what: `An update would replace ${quoted(type, urn)}${forPaths(paths)}, and the program declares what is deployed.`,
    fix: 'Read "pulumi preview --refresh --diff" before the next update; "ignoreChanges" of what it names keeps the resource.',
  };
}

function forPaths(paths: readonly string[]): string {
  return paths.length > 0 ? ` for ${paths.join(", ")}` : "";
}

function isOpen(value: Value): boolean {
  if (value === notKnown) return true;
  if (isList(value)) return value.some(isOpen);
  return isProperties(value) && Object.values(value).some(isOpen);
}

function textsOf(value: Value | undefined): readonly Value[] {
  return isList(value) ? value : [];
}

function isChanged(resource: FoundResource): boolean {
  return resource.is === null || realDifferences(resource).length > 0;
}

function isMoved({ is, was, paths }: FoundResource): boolean {
  return is === null || paths.length > 0 || differences(was.outputs, is.outputs).length > 0;
}

const deployIt = 'Run "pulumi up" to deploy it, or take it back from the program.';

function declared(step: PlannedStep): Candidate {
  return {
    ...candidateAbout(step, "program-ahead", "program-adds"),
    properties: Object.entries(step.wanted?.inputs ?? {})
      .filter(([name, value]) => !name.startsWith("__") && !isProperties(value))
      .map(([property, after]) => shownDifference(step.type, { path: property, property, before: undefined, after }))
      .filter(({ after }) => after !== null),
    what: `${capital(quoted(step.type, step.urn))} is declared, and not deployed.`,
    fix: deployIt,
  };
}

function dropped(graph: ResourceGraph, step: PlannedStep): Candidate {
  const what = `${capital(quoted(step.type, step.urn))} is deployed, and the program no longer declares it`;
  const about = candidateAbout(step, "program-ahead", "program-drops");
  return graph.byUrn(step.urn)?.options.protect === true
    ? {
        ...about,
        what: `${what}. It is protected, so that every "pulumi up" fails.`,
        fix: `Declare it again, or run "pulumi state unprotect '${step.urn}'" and "pulumi up" to delete it.`,
      }
    : { ...about, what: `${what}.`, fix: 'Run "pulumi up" to delete it, or declare it again.' };
}
