import type { ResourceNode } from "./resource";
import { isList, isProperties, notKnown, type Properties, type Unknown, type Value } from "./value";

/** A property as a rule reads it: a value, not known yet, or not set. A value of another type is not known. */
export type Read<T> = T | Unknown | undefined;

/**
 * Reads a property: what the provider reported, else what the program declared.
 *
 * At a preview an optional property that the program leaves out is an output that only the provider will know, and what
 * it will be is the provider's default: such a property is absent, not unknown. Of a resource that is only read nobody
 * declared anything, so there it stays unknown.
 */
export function property(node: ResourceNode, name: string): Value | undefined {
  const output = node.outputs[name] ?? undefined;
  const input = node.inputs[name] ?? undefined;
  if (output !== undefined && output !== notKnown) return output;
  return input ?? (node.kind === "read" ? output : undefined);
}

/** Reads a text. */
export function text(node: ResourceNode, name: string): Read<string> {
  return asText(property(node, name));
}

/** Reads a number; texts such as "443" count, since providers accept them. */
export function number(node: ResourceNode, name: string): Read<number> {
  return asNumber(property(node, name));
}

/** Reads a flag; the texts "true" and "false" count. */
export function flag(node: ResourceNode, name: string): Read<boolean> {
  const value = property(node, name);
  if (value === undefined || typeof value === "boolean") return value;
  if (value === "true" || value === "false") return value === "true";
  return notKnown;
}

/** Reads a list of texts; an element that is not known stays in its place. */
export function texts(node: ResourceNode, name: string): readonly (string | Unknown)[] | Unknown {
  return asTexts(property(node, name));
}

/** Reads a list of objects, such as inline rules; elements that are not objects become `notKnown`. */
export function objects(node: ResourceNode, name: string): readonly (Properties | Unknown)[] | Unknown {
  return asObjects(property(node, name));
}

/** See `text`. */
export function asText(value: Value | undefined): Read<string> {
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : notKnown;
}

/** See `number`. */
export function asNumber(value: Value | undefined): Read<number> {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : notKnown;
}

/** See `texts`. */
export function asTexts(value: Value | undefined): readonly (string | Unknown)[] | Unknown {
  if (value === undefined || value === null) return [];
  if (!isList(value)) return notKnown;
  return value.map((element) => asText(element) ?? notKnown);
}

/** See `objects`. */
export function asObjects(value: Value | undefined): readonly (Properties | Unknown)[] | Unknown {
  if (value === undefined || value === null) return [];
  if (!isList(value)) return isProperties(value) ? [value] : notKnown;
  return value.map((element) => (isProperties(element) ? element : notKnown));
}

/** Reports whether a property is declared by the program itself with something in it. */
export function isDeclared(node: ResourceNode, name: string): boolean {
  const value = node.inputs[name];
  return value !== undefined && value !== null && (!isList(value) || value.length > 0);
}
