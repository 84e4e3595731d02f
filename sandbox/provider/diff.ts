import { DEFAULTS, defaults } from "./check";
import { isList, isMap, type Json, type Properties, same, without } from "./property";
import type { ResourceType } from "./resource-type";

/** What happens to a property at a path. */
export type ChangeKind = "add" | "delete" | "update";

/** A difference of two inputs, by property path such as `ingress[0].cidrBlocks[1]`. */
export interface Difference {
  readonly changes: ReadonlyMap<string, ChangeKind>;
  /** Top properties that differ. */
  readonly properties: readonly string[];
  /** Those of them that need a new resource. */
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

/** Compares a resource's old and new inputs as its provider does. */
export function compareInputs(
  type: ResourceType,
  olds: Properties,
  news: Properties,
  ignored: readonly string[] = [],
): Difference {
  const before = comparable(type, olds);
  const after = comparable(type, news);
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const changes = new Map<string, ChangeKind>();
  for (const name of names) {
    const field = type.inputs[name];
    if (field?.cloudFills === true && after[name] === undefined) continue;
    compareValues(pathStep(name), before[name], after[name], field?.unordered === true, changes);
  }
  for (const path of [...changes.keys()]) {
    if (ignored.some((ignore) => covers(ignore, path))) changes.delete(path);
  }
  const properties = names.filter((name) => [...changes.keys()].some((path) => covers(pathStep(name), path)));
  const replaces = properties.filter((name) => type.inputs[name]?.replaces === true);
  return { changes, properties, replaces, deleteBeforeReplace: replaces.length > 0 && deletesFirst(type, news) };
}

/** Plugin framework providers plan with their defaults; the others have them in the inputs since Check. */
function comparable(type: ResourceType, inputs: Properties): Properties {
  const own = without(inputs, [DEFAULTS]);
  return type.framework === true ? { ...own, ...defaults(type, own) } : own;
}

/**
 * A name that the user chose cannot be had twice, so a bridged provider then deletes first.
 * @see https://github.com/pulumi/pulumi-terraform-bridge/blob/main/pkg/tfbridge/schema.go nameRequiresDeleteBeforeReplace
 */
function deletesFirst(type: ResourceType, news: Properties): boolean {
  if (type.deleteBeforeReplace === true) return true;
  if (type.autoname === undefined || news.name === undefined) return false;
  const filled = news[DEFAULTS];
  return !(isList(filled) && filled.includes("name"));
}

function compareValues(
  path: string,
  before: Json | undefined,
  after: Json | undefined,
  unordered: boolean,
  changes: Map<string, ChangeKind>,
): void {
  if (same(before, after) || (isBlank(before) && isBlank(after))) return;
  if (before === undefined || before === null) changes.set(path, "add");
  else if (after === undefined || after === null) changes.set(path, "delete");
  else if (isList(before) && isList(after)) {
    if (unordered) compareBags(path, before, after, changes);
    else compareLists(path, before, after, changes);
  } else if (isMap(before) && isMap(after)) {
    for (const name of [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()) {
      compareValues(`${path}${memberStep(name)}`, before[name], after[name], isInnerBag(name), changes);
    }
  } else changes.set(path, "update");
}

function compareLists(
  path: string,
  before: readonly Json[],
  after: readonly Json[],
  changes: Map<string, ChangeKind>,
): void {
  for (let index = 0; index < Math.max(before.length, after.length); index++) {
    compareValues(`${path}[${index}]`, before[index], after[index], false, changes);
  }
}

/** Pairs equal members, compares what is left in order, and names members that have no partner by their own index. */
function compareBags(
  path: string,
  before: readonly Json[],
  after: readonly Json[],
  changes: Map<string, ChangeKind>,
): void {
  const leftAfter = after.map((value, index) => ({ value, index }));
  const leftBefore = before.flatMap((value, index) => {
    const partner = leftAfter.findIndex((other) => same(other.value, value));
    if (partner < 0) return [{ value, index }];
    leftAfter.splice(partner, 1);
    return [];
  });
  for (let at = 0; at < Math.max(leftBefore.length, leftAfter.length); at++) {
    const old = leftBefore[at];
    const now = leftAfter[at];
    const index = now?.index ?? old?.index ?? 0;
    if (old !== undefined && now !== undefined && isMap(old.value) && isMap(now.value)) {
      compareValues(`${path}[${index}]`, old.value, now.value, false, changes);
      continue;
    }
    if (old !== undefined) changes.set(`${path}[${old.index}]`, now?.index === old.index ? "update" : "delete");
    if (now !== undefined && now.index !== old?.index) changes.set(`${path}[${now.index}]`, "add");
  }
}

/** The lists inside rules are compared by content: their order is the writer's. */
function isInnerBag(name: string): boolean {
  return ["cidrBlocks", "ipv6CidrBlocks", "prefixListIds", "securityGroups"].includes(name);
}

function isBlank(value: Json | undefined): boolean {
  if (value === undefined || value === null) return true;
  return isList(value) ? value.length === 0 : isMap(value) && Object.keys(value).length === 0;
}

/** Writes a top property's name as the first step of a path. */
export function pathStep(name: string): string {
  return /^[\w-]+$/.test(name) ? name : `["${name}"]`;
}

function memberStep(name: string): string {
  return /^[\w-]+$/.test(name) ? `.${name}` : `["${name}"]`;
}

/** Reports whether a path is another one or lies below it. */
export function covers(outer: string, path: string): boolean {
  return path === outer || outer === "*" || path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`);
}
