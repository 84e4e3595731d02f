import type { Properties, Value } from "../graph/value";
import { isList, isProperties, notKnown } from "../graph/value";

/**
 * How a registration carries what JSON has no word for.
 * @see https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/nodejs/runtime/rpc.ts
 */
const unknownSentinel = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const signatureKey = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const resourceSignature = "5cf8f73096256a8f31e491e813e4eb8e";

/** Reads a property bag as it travels from a program to the engine: secrets unwrapped, unknowns as `notKnown`. */
export function readWireProperties(wire: Readonly<Record<string, unknown>>): Properties {
  return Object.fromEntries(Object.entries(wire).map(([key, value]) => [key, readWireValue(value)]));
}

function readWireValue(wire: unknown): Value {
  if (wire === unknownSentinel) return notKnown;
  if (typeof wire === "string" || typeof wire === "number" || typeof wire === "boolean") return wire;
  if (Array.isArray(wire)) return wire.map(readWireValue);
  return isRecord(wire) ? readWireObject(wire) : null;
}

function readWireObject(wire: Readonly<Record<string, unknown>>): Value {
  const { [signatureKey]: signature, ...rest } = wire;
  if (signature === secretSignature) return readWireValue(rest.value);
  if (signature === resourceSignature) return readReference(rest);
  return readWireProperties(rest);
}

/** A provider is sent the id of a resource it is given, and the URN of a component, which has no id. */
function readReference(wire: Readonly<Record<string, unknown>>): Value {
  if (wire.id === undefined || wire.id === null) return readWireValue(wire.urn);
  return wire.id === "" ? notKnown : readWireValue(wire.id);
}

/** Writes a property bag as the engine sends it to a program. */
export function writeWireProperties(properties: Properties): Record<string, WireValue> {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, writeWireValue(value)]));
}

type WireValue = string | number | boolean | null | WireValue[] | { [key: string]: WireValue };

function writeWireValue(value: Value): WireValue {
  if (typeof value === "symbol") return unknownSentinel;
  if (Array.isArray(value)) return value.map(writeWireValue);
  return typeof value === "object" && value !== null ? writeWireObject(value) : value;
}

function writeWireObject(value: Value): WireValue {
  return Object.fromEntries(
    Object.entries(value ?? {}).map(([key, nested]: [string, Value]) => [key, writeWireValue(nested)]),
  );
}

/**
 * What stands for a secret that only the engine can decrypt. It has no letter that a program would change on its way into
 * a hostname or an address, so that a value is recognised which was made from it by putting texts together.
 */
export const secretMarker = "no521secret8d1f6b0c2e";

/** The same for a text of which a part is the plain answer of a provider function that nobody has told. */
export const unknownMarker = "no521unknown5b7e02c94a";

/**
 * Gives properties in which every value that was made from a secret, or from an untold answer, is unknown. What a program encodes, hashes or cuts to
 * pieces is not recognised: nothing of the secret is in it, and it is judged as what the program made of the marker.
 */
export function concealed(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, concealedValue(value)]));
}

function concealedValue(value: Value): Value {
  if (typeof value === "string") return isMarked(value.toLowerCase()) ? notKnown : value;
  if (isList(value)) return value.map(concealedValue);
  return isProperties(value) ? concealed(value) : value;
}

function isMarked(text: string): boolean {
  return text.includes(secretMarker) || text.includes(unknownMarker);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
