/**
 * A property whose value is not known before deployment. It is a value like any other, so that no reader
 * can mistake it for "absent" or "false", and reading it never throws.
 */
export const notKnown: unique symbol = Symbol("not known until deployment");
export type Unknown = typeof notKnown;

/** A property value of a resource, as the engine carries it; secrets are unwrapped, unknowns are `notKnown`. */
export type Value = string | number | boolean | null | Unknown | readonly Value[] | { readonly [key: string]: Value };

/** A property bag: the inputs or outputs of one resource. */
export type Properties = { readonly [key: string]: Value };

/** Reports whether a value is an object with properties, not a list. */
export function isProperties(value: Value | undefined): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reports whether a value is a list. */
export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}
