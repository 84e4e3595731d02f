import { canonicalProperties, canonicalProperty, canonicalType } from "./canonical";
import type { ResourceNode } from "./resource";
import { createGraph, type ResourceGraph } from "./resource-graph";
import { isList, isProperties, notKnown, type Properties, type Value } from "./value";

/**
 * The marks by which the engine tags what JSON cannot say.
 * @see https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/go/common/resource/sig/signature.go
 */
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const resourceSignature = "5cf8f73096256a8f31e491e813e4eb8e";
const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What a stack's state turned into; `refused` says why it is no state, in words for the person who passed it. */
export type StateRead =
  | { readonly kind: "graph"; readonly graph: ResourceGraph }
  | { readonly kind: "refused"; readonly why: string };

/** Reads the deployment that `pulumi stack export` prints, version 3, whole or its inner `deployment`. */
export function graphFromState(exported: Value): StateRead {
  const outer = isProperties(exported) ? exported : {};
  const deployment = isProperties(outer.deployment) ? outer.deployment : outer;
  if (outer.version !== undefined && outer.version !== 3 && outer.version !== 4) {
    return { kind: "refused", why: `its version is ${JSON.stringify(outer.version)}, and only 3 and 4 are understood` };
  }
  if (!isList(deployment.resources)) {
    return isProperties(deployment.manifest)
      ? { kind: "graph", graph: createGraph([]) }
      : { kind: "refused", why: "it has no `resources` list" };
  }
  const resources = deployment.resources.filter(isProperties).filter((resource) => resource.delete !== true);
  return { kind: "graph", graph: createGraph(resources.flatMap(nodeOf)) };
}

function nodeOf(resource: Properties): readonly ResourceNode[] {
  const { urn, type } = resource;
  if (typeof urn !== "string" || typeof type !== "string") return [];
  const bag = (name: string) => canonicalProperties(type, decodedProperties(resource[name]));
  return [
    {
      urn,
      type: canonicalType(type),
      name: urn.slice(urn.lastIndexOf("::") + 2),
      kind: resource.external === true ? "read" : resource.custom === true ? "managed" : "component",
      ...(typeof resource.id === "string" && { id: resource.id }),
      inputs: bag("inputs"),
      outputs: bag("outputs"),
      options: {
        protect: resource.protect === true,
        deleteBeforeReplace: resource.deleteBeforeReplace === true,
        retainOnDelete: resource.retainOnDelete === true,
        ignoreChanges: textsOf(resource.ignoreChanges),
      },
      ...(typeof resource.provider === "string" && { provider: providerUrn(resource.provider) }),
      ...(typeof resource.parent === "string" && { parent: resource.parent }),
      dependsOn: dependenciesOf(type, resource),
    },
  ];
}

/** Cuts the provider's id off its reference, `urn::id`. */
function providerUrn(reference: string): string {
  return reference.slice(0, reference.lastIndexOf("::"));
}

function dependenciesOf(type: string, resource: Properties): ReadonlyMap<string, readonly string[]> {
  const byProperty = isProperties(resource.propertyDependencies) ? resource.propertyDependencies : {};
  const entries = Object.entries(byProperty).map(
    ([property, urns]) => [canonicalProperty(type, property), textsOf(urns)] as const,
  );
  return new Map([["", textsOf(resource.dependencies)] as const, ...entries]);
}

function textsOf(value: Value | undefined): readonly string[] {
  return isList(value) ? value.filter((element) => typeof element === "string") : [];
}

function decodedProperties(value: Value | undefined): Properties {
  const decoded = value === undefined ? {} : decode(value);
  return isProperties(decoded) ? decoded : {};
}

/** Unwraps secrets, outputs and resource references; what is encrypted or unknown becomes `notKnown`. */
export function decode(value: Value): Value {
  if (value === unknownText) return notKnown;
  if (isList(value)) return value.map(decode);
  if (!isProperties(value)) return value;
  switch (value[signatureKey]) {
    case undefined:
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, decode(inner)]));
    case secretSignature:
      return decodeSecret(value);
    case outputSignature:
      return value.value === undefined ? notKnown : decode(value.value);
    case resourceSignature:
      return value.id ?? value.urn ?? notKnown;
    default:
      return notKnown;
  }
}

/** A secret's plain text is JSON in `plaintext` after `--show-secrets`, plain in `value` on the wire, else encrypted. */
function decodeSecret(value: Properties): Value {
  if (value.value !== undefined) return decode(value.value);
  if (typeof value.plaintext !== "string") return notKnown;
  try {
    return decode(JSON.parse(value.plaintext) as Value);
  } catch {
    return notKnown;
  }
}
