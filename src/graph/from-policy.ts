import { canonicalProperties, canonicalProperty, canonicalType } from "./canonical";
import { withInferredIds } from "./inferred-ids";
import { asText } from "./read";
import type { ResourceNode, ResourceOptions } from "./resource";
import { createGraph, type ResourceGraph } from "./resource-graph";
import { notKnown, type Properties, type Value } from "./value";

/** A resource as a policy pack is shown it; property bags are raw, and may be proxies that throw where they are read. */
export interface SeenResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  /** What the program declares, after the provider's checks; undefined where the pack was not shown it. */
  readonly inputs: unknown;
  readonly outputs: unknown;
  readonly options: Partial<ResourceOptions>;
  /** URN of the provider's resource; components have none. */
  readonly provider: string | undefined;
  readonly parent: string | undefined;
  readonly dependencies: readonly string[];
  readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
}

/**
 * The marks with which the engine stands in for values that are not known yet, one for each type.
 * @see https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/go/common/resource/plugin/rpc.go
 */
const unknownMarks: ReadonlySet<unknown> = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** Builds the graph of what a policy pack is shown at the end of a preview or an update. */
export function graphFromPolicy(seen: readonly SeenResource[]): ResourceGraph {
  return createGraph(withInferredIds(seen.map(nodeOf)));
}

function nodeOf(seen: SeenResource): ResourceNode {
  const inputs = canonicalProperties(seen.type, plainProperties(seen.inputs));
  const outputs = canonicalProperties(seen.type, plainProperties(seen.outputs));
  const id = asText(outputs.id);
  const { protect = false, deleteBeforeReplace = false, retainOnDelete = false, ignoreChanges = [] } = seen.options;
  return {
    urn: seen.urn,
    type: canonicalType(seen.type),
    name: seen.name,
    kind: kindOf(seen, inputs, outputs),
    ...(typeof id === "string" && id !== "" && { id }),
    inputs,
    outputs,
    options: { protect, deleteBeforeReplace, retainOnDelete, ignoreChanges },
    ...(seen.provider !== undefined && { provider: seen.provider }),
    ...(seen.parent !== undefined && { parent: seen.parent }),
    dependsOn: dependenciesOf(seen),
  };
}

/**
 * A resource whose inputs the pack was not shown is judged as one that the program only reads: nothing may be concluded
 * from what its inputs lack. An analysis of a stack's state shows read resources too, with inputs that are empty; there
 * everything is known, so that what is still to be computed is a resource of which the program declares nothing.
 */
function kindOf(
  { type, inputs: shown, provider }: SeenResource,
  inputs: Properties,
  outputs: Properties,
): ResourceNode["kind"] {
  if (provider === undefined) return type.startsWith("pulumi:providers:") ? "managed" : "component";
  if (shown === undefined) return "read";
  const isBare = Object.keys(inputs).length === 0 && Object.keys(outputs).length > 0;
  return isBare && !Object.values(outputs).includes(notKnown) ? "read" : "managed";
}

function dependenciesOf({ type, dependencies, propertyDependencies }: SeenResource): ResourceNode["dependsOn"] {
  const byProperty = Object.entries(propertyDependencies).map(
    ([name, urns]) => [canonicalProperty(type, name), urns] as const,
  );
  return new Map([["", dependencies] as const, ...byProperty]);
}

function plainProperties(bag: unknown): Properties {
  return typeof bag === "object" && bag !== null ? Object.fromEntries(plainEntries(bag)) : {};
}

/**
 * Turns a raw property into a value. It reads through property descriptors alone: the proxy around policy arguments
 * throws on plain reads of what is not known, and Pulumi then skips the policy with a mere remark.
 */
function plain(raw: unknown): Value {
  if (unknownMarks.has(raw)) return notKnown;
  if (typeof raw === "string" || typeof raw === "number" || typeof raw === "boolean" || raw === null) return raw;
  if (typeof raw !== "object") return notKnown;
  const entries = () => plainEntries(raw);
  if (Array.isArray(raw)) return entries().map(([, value]) => value);
  const prototype: unknown = Object.getPrototypeOf(raw);
  // Assets and archives are no data.
  return prototype === Object.prototype || prototype === null ? Object.fromEntries(entries()) : notKnown;
}

/** An undefined property is an absent one; an undefined element keeps its place. */
function plainEntries(raw: object): readonly (readonly [name: string, value: Value])[] {
  return Object.keys(raw).flatMap((name) => {
    const value: unknown = Object.getOwnPropertyDescriptor(raw, name)?.value;
    return value === undefined && !Array.isArray(raw) ? [] : [[name, plain(value)] as const];
  });
}
