import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { isList, isMap, type Json, type Properties, UNKNOWN } from "./property";

/**
 * What marks a map as a value of a special kind, and the mark of a secret.
 * @see https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/go/common/resource/sig/sig.go
 */
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

/**
 * What stands for unknown values of the other kinds: boolean, number, list, asset, archive, map.
 * @see https://github.com/pulumi/pulumi/blob/v3.259.0/sdk/go/common/resource/plugin/rpc.go
 */
const otherUnknowns = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

/** Where secrets are: each path as JSON, such as `["listeners",0,"key"]`. */
export type SecretPaths = ReadonlySet<string>;

/** A message's properties in plain form, and which of them are secret. */
export interface Unwrapped {
  readonly properties: Properties;
  readonly secrets: SecretPaths;
}

type Path = readonly (string | number)[];

/** Reads a message's properties: secrets unwrapped and noted, null properties left out. */
export function unwrap(struct: Struct | undefined): Unwrapped {
  const secrets = new Set<string>();
  const plain = struct === undefined ? {} : toPlain(struct.toJavaScript(), [], secrets);
  return { properties: isMap(plain) ? plain : {}, secrets };
}

/** Writes properties into a message, with the values at the given paths wrapped as secrets. */
export function wrap(properties: Properties, secrets: SecretPaths = new Set()): Struct {
  const wrapped = mark(properties, [], secrets);
  return Struct.fromJavaScript(isMap(wrapped) ? mutable(wrapped) : {});
}

/** Gives the path of a property at the top. */
export function topPath(name: string): string {
  return JSON.stringify([name]);
}

/** Gives the names of the top properties that are secret or hold a secret. */
export function secretNames(secrets: SecretPaths): readonly string[] {
  return [...new Set([...secrets].map((path) => String(JSON.parse(path)[0])))];
}

function toPlain(value: unknown, path: Path, secrets: Set<string>): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === "string") return otherUnknowns.has(value) ? UNKNOWN : value;
  if (typeof value === "number" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map((item, index) => toPlain(item, [...path, index], secrets));
  if (typeof value !== "object") return null;
  const fields = Object.entries(value);
  if (fields.some(([name, field]) => name === SIGNATURE && field === SECRET)) {
    secrets.add(JSON.stringify(path));
    return toPlain(fields.find(([name]) => name === "value")?.[1], path, secrets);
  }
  const plain = fields.map(([name, field]): [string, Json] => [name, toPlain(field, [...path, name], secrets)]);
  return Object.fromEntries(plain.filter(([, field]) => field !== null));
}

function mark(value: Json, path: Path, secrets: SecretPaths): Json {
  const inner = isList(value)
    ? value.map((item, index) => mark(item, [...path, index], secrets))
    : isMap(value)
      ? Object.fromEntries(Object.entries(value).map(([name, field]) => [name, mark(field, [...path, name], secrets)]))
      : value;
  return secrets.has(JSON.stringify(path)) && path.length > 0 ? { [SIGNATURE]: SECRET, value: inner } : inner;
}

function mutable(properties: Properties): Record<string, JavaScriptValue> {
  const toScript = (value: Json): JavaScriptValue =>
    isList(value) ? value.map(toScript) : isMap(value) ? mutable(value) : value;
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, toScript(value)]));
}
