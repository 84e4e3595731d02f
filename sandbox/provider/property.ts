/** A property value as the engine sends it, with secrets unwrapped and every unknown as `UNKNOWN`. */
export type Json = string | number | boolean | null | readonly Json[] | Properties;

/** Property values by name. */
export interface Properties {
  readonly [name: string]: Json;
}

/**
 * What stands for a value that is not known yet.
 * @see https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/go/common/resource/plugin/rpc.go
 */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Reports whether a value is a map of properties. */
export function isMap(value: Json | undefined): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Reports whether a value is a list. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Reports whether a value or a part of it is not known yet. */
export function hasUnknown(value: Json | undefined): boolean {
  if (value === UNKNOWN) return true;
  if (isList(value)) return value.some(hasUnknown);
  return isMap(value) && Object.values(value).some(hasUnknown);
}

/** Gives a known text that is not empty; undefined for anything else. */
export function text(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" && value !== UNKNOWN ? value : undefined;
}

/** Gives the known texts of a list; none where the value is no list. */
export function texts(value: Json | undefined): readonly string[] {
  return list(value).flatMap((item) => text(item) ?? []);
}

/** Gives a known number, also where it is written as text, as hand edits and configuration may do. */
export function number(value: Json | undefined): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : undefined;
}

/** Gives a list's items; none where the value is no list. */
export function list(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : [];
}

/** Gives the maps of a list; none where the value is no list. */
export function maps(value: Json | undefined): readonly Properties[] {
  return list(value).filter(isMap);
}

/** Gives a map's properties; none where the value is no map. */
export function map(value: Json | undefined): Properties {
  return isMap(value) ? value : {};
}

/** Gives the values at a path such as `vpcId`, `subnets[]` or `defaultActions[].targetGroupArn`. */
export function valuesAt(properties: Properties, path: string): readonly Json[] {
  return path.split(".").reduce<readonly Json[]>(
    (values, step) => {
      const name = step.replace(/\[\]$/, "");
      return values.flatMap((value) => {
        const found = map(value)[name];
        if (found === undefined || found === null) return [];
        return step.endsWith("[]") ? list(found) : [found];
      });
    },
    [properties],
  );
}

/** Reports whether two values are the same, the order of a map's names aside. */
export function same(a: Json | undefined, b: Json | undefined): boolean {
  if (isList(a) && isList(b)) return a.length === b.length && a.every((item, index) => same(item, b[index]));
  if (isMap(a) && isMap(b)) {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((name) => same(a[name], b[name]));
  }
  return (a ?? null) === (b ?? null);
}

/** Gives the properties without some of them. */
export function without(properties: Properties, names: Iterable<string>): Properties {
  const left = new Set(names);
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !left.has(name)));
}

/** Gives the properties that have a value, so that none is null or undefined. */
export function present(properties: { readonly [name: string]: Json | undefined }): Properties {
  const entries = Object.entries(properties).flatMap(([name, value]): [string, Json][] =>
    value === undefined || value === null ? [] : [[name, value]],
  );
  return Object.fromEntries(entries);
}
