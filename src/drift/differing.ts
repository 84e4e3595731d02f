import type { ResourceGraph } from "../graph/resource-graph";
import { isList, isProperties, notKnown, type Value } from "../graph/value";
import { type Difference, differences, topOf } from "./compare";
import { noiseOf } from "./noise/catalogue";
import type { Noise, Reading } from "./noise/noise";
import type { FoundResource } from "./observation";
import { quoted } from "./words";

/** A difference between the state and what was read, and why it is none; undefined where it is one. */
export interface JudgedDifference {
  readonly difference: Difference;
  readonly noise: Noise | undefined;
}

/** Lists in what outputs, and in what inputs without an output, a resource differs from the state. */
export function judgedDifferences(resource: FoundResource): readonly JudgedDifference[] {
  const { type, was, is } = resource;
  if (is === null) return [];
  const reported = new Set([...Object.keys(was.outputs), ...Object.keys(is.outputs)]);
  const silent = differences(was.inputs, is.inputs).filter(({ property }) => !reported.has(property));
  const reading: Reading = { type, inputs: was.inputs, was: was.outputs, is: is.outputs };
  const read = [...differences(was.outputs, is.outputs), ...silent];
  return [
    ...read.map((difference) => ({ difference, noise: noiseOf(difference, reading) })),
    ...secretDifferences(resource).map((difference) => ({ difference, noise: undefined })),
  ];
}

/** Lists the differences that are no noise. */
export function realDifferences(resource: FoundResource): readonly Difference[] {
  return judgedDifferences(resource).flatMap(({ difference, noise }) => (noise === undefined ? [difference] : []));
}

/** Nobody but the engine and the provider can compare what is secret: what they say differs, differs. */
function secretDifferences({ paths, ...resource }: FoundResource): readonly Difference[] {
  return paths.flatMap((path) => {
    const property = topOf(path);
    return isSecret(resource, property) ? [{ path, property, before: undefined, after: undefined }] : [];
  });
}

function isSecret({ was, is }: Pick<FoundResource, "was" | "is">, property: string): boolean {
  const bags = [was.inputs, was.outputs, is?.inputs ?? {}, is?.outputs ?? {}];
  return bags.some((bag) => holdsSecret(bag[property]));
}

function holdsSecret(value: Value | undefined): boolean {
  if (value === notKnown) return true;
  if (isList(value)) return value.some(holdsSecret);
  return isProperties(value) && Object.values(value).some(holdsSecret);
}

/** Lists what nobody can compare, a sentence each: the engine leaves out what the program ignores. */
export function uncompared(graph: ResourceGraph, found: readonly FoundResource[]): readonly string[] {
  return found.flatMap((resource) => {
    if (resource.is === null) return [];
    const ignored = graph.byUrn(resource.urn)?.options.ignoreChanges ?? [];
    const tops = new Set(ignored.map(topOf));
    const names = Object.keys(resource.was.inputs).filter(
      (name) => (tops.has("*") || tops.has(name)) && isSecret(resource, name),
    );
    return names.map(
      (name) =>
        `${name} of ${quoted(resource.type, resource.urn)} was not compared: it is a secret, and the program ignores changes of it.`,
    );
  });
}
