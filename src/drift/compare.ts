import { isList, isProperties, notKnown, type Properties, type Value } from "../graph/value";

/** One place in which two property bags differ. */
export interface Difference {
  /** Such as `ingress[0].cidrBlocks[1]`. */
  readonly path: string;
  /** The top property of the path. */
  readonly property: string;
  /** Undefined where it is absent. */
  readonly before: Value | undefined;
  readonly after: Value | undefined;
}

/**
 * Compares two property bags. What is not known on either side, such as a secret, differs from nothing; names that start
 * with two underscores are the bridge's own. A list whose order alone differs is one difference, of the list.
 */
export function differences(before: Properties, after: Properties): readonly Difference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return names
    .filter((name) => !name.startsWith("__"))
    .flatMap((name) => compareValues(name, before[name], after[name]).map((found) => ({ ...found, property: name })));
}

/** Gives the top property of a path, such as `ingress` of `ingress[0].cidrBlocks[1]`. */
export function topOf(path: string): string {
  return path.split(/[.[]/, 1)[0] ?? "";
}

type Found = Omit<Difference, "property">;

function compareValues(path: string, before: Value | undefined, after: Value | undefined): readonly Found[] {
  if (before === notKnown || after === notKnown || same(before, after)) return [];
  if (isProperties(before) && isProperties(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .toSorted()
      .flatMap((name) => compareValues(`${path}${step(name)}`, before[name], after[name]));
  }
  if (isList(before) && isList(after)) return compareLists(path, before, after);
  return [{ path, before, after }];
}

interface Member {
  readonly value: Value;
  readonly index: number;
}

/** Pairs equal members and compares what is left in its order: a member that came or went moves no other. */
function compareLists(path: string, before: readonly Value[], after: readonly Value[]): readonly Found[] {
  const came = after.map((value, index): Member => ({ value, index }));
  const went = before.flatMap((value, index): readonly Member[] => {
    const partner = came.findIndex((other) => same(other.value, value));
    if (partner < 0) return [{ value, index }];
    came.splice(partner, 1);
    return [];
  });
  if (came.length === 0 && went.length === 0) return [{ path, before, after }];
  const rest = Array.from({ length: Math.max(came.length, went.length) }, (_, index) => index);
  return rest.flatMap((index) => {
    const at = `${path}[${came[index]?.index ?? went[index]?.index ?? 0}]`;
    return compareValues(at, went[index]?.value, came[index]?.value);
  });
}

/** Reports whether two values are the same, whatever the order of their keys. */
export function same(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (isList(a) && isList(b)) return a.length === b.length && a.every((value, index) => same(value, b[index]));
  if (!isProperties(a) || !isProperties(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]));
}

/** Reports whether two lists hold the same members, whatever their order. */
export function sameMembers(a: Value | undefined, b: Value | undefined): boolean {
  if (!isList(a) || !isList(b) || a.length !== b.length) return false;
  const left = [...b];
  return a.every((value) => {
    const index = left.findIndex((other) => same(value, other));
    if (index >= 0) left.splice(index, 1);
    return index >= 0;
  });
}

function step(name: string): string {
  return /^[\w-]+$/.test(name) ? `.${name}` : `["${name}"]`;
}
