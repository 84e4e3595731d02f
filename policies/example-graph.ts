import { snapshot } from "../src/cloudflare/ranges";
import { defaultSettings, type Settings } from "../src/findings/settings";
import { defaultOptions, type ResourceNode } from "../src/graph/resource";
import { createGraph, type ResourceGraph } from "../src/graph/resource-graph";
import { notKnown, type Properties, type Value } from "../src/graph/value";
import { type Example, type Input, type Inputs, isInputList, isReference, type Piece, type Site } from "./example";
import { sites } from "./sites";

/** The ranges from which the edge dials in every example: those that this package carries. */
export const exampleRanges: readonly string[] = snapshot.ranges
  .filter(({ state }) => state === "active")
  .map(({ cidr }) => cidr);

/** The day for which every example is judged. */
export const exampleDay: Date = new Date("2026-10-05T00:00:00Z");

/** Applies an example's changes to its site. */
export function siteOf({ site = "balancer", add = {}, set = {} }: Example): Site {
  const changed = Object.entries({ ...sites[site], ...add }).map(
    ([name, piece]) => [name, { ...piece, inputs: { ...piece.inputs, ...set[name] } }] as const,
  );
  return Object.fromEntries(changed);
}

/** Gives the settings that an example is judged by. */
export function settingsOf({ parameters }: Example): Settings {
  return { ...defaultSettings, parameters: { ...defaultSettings.parameters, ...parameters } };
}

/** Builds the graph that a preview of an example would give. */
export function graphOf(example: Example): ResourceGraph {
  return graphOfSite(siteOf(example));
}

/** Builds the graph that a preview of a whole program would give. */
export function graphOfSite(site: Site): ResourceGraph {
  return createGraph(Object.entries(site).map(([name, piece]) => nodeOf(site, name, piece)));
}

/** Names a resource of an example as the engine would. */
export function urnOf(type: string, name: string): string {
  return `urn:pulumi:example::site::${type}::${name}`;
}

function nodeOf(site: Site, name: string, { type, inputs, options = {} }: Piece): ResourceNode {
  const { dependsOn: awaited = [], ...chosen } = options;
  const dependsOn = Object.entries(inputs).map(([property, input]) => [property, urnsIn(site, input)] as const);
  return {
    urn: urnOf(type, name),
    type,
    name,
    kind: "managed",
    inputs: plainInputs(inputs),
    outputs: {},
    options: { ...defaultOptions, ...chosen },
    dependsOn: new Map([["", urnsOf(site, awaited)] as const, ...dependsOn].filter(([, urns]) => urns.length > 0)),
  };
}

function plainInputs(inputs: Inputs): Properties {
  return Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, plainInput(input)]));
}

function plainInput(input: Input): Value {
  if (typeof input !== "object") return input;
  if (isInputList(input)) return input.map(plainInput);
  return isReference(input) ? notKnown : plainInputs(input);
}

function urnsIn(site: Site, input: Input): readonly string[] {
  if (typeof input !== "object") return [];
  if (isInputList(input)) return input.flatMap((inner) => urnsIn(site, inner));
  if (!isReference(input)) return Object.values(input).flatMap((inner) => urnsIn(site, inner));
  return urnsOf(site, [input.resource]);
}

function urnsOf(site: Site, names: readonly string[]): readonly string[] {
  return names.flatMap((name) => {
    const piece = site[name];
    return piece === undefined ? [] : [urnOf(piece.type, name)];
  });
}
