import type { Judged } from "../findings/served";
import { chosenName } from "../graph/autonames";
import type { ResourceNode } from "../graph/resource";
import { isList, isProperties, notKnown, type Value } from "../graph/value";
import type { Kept, Step } from "./transition";

/** Pairs the resources that a deployment manages in both graphs. */
export function stepOf(before: Judged, after: Judged): Step {
  const managed = ({ graph }: Judged) => graph.nodes.filter(({ kind }) => kind === "managed");
  const kept = managed(before).flatMap((was): readonly Kept[] => {
    const is = after.graph.byUrn(was.urn);
    return is === undefined || is.kind !== "managed" || is.type !== was.type ? [] : [{ was, is }];
  });
  const both = new Set(kept.map(({ was }) => was.urn));
  return {
    before,
    after,
    kept,
    removed: managed(before).filter(({ urn }) => !both.has(urn)),
    added: managed(after).filter(({ urn }) => !both.has(urn)),
  };
}

/** Names the first of these properties that the program declares otherwise than before. */
export function changed({ was, is }: Kept, ...names: readonly string[]): string | undefined {
  return names.find((name) => {
    const old: Value | undefined = was.inputs[name] ?? undefined;
    const fresh: Value | undefined = is.inputs[name] ?? undefined;
    // What Pulumi makes up is never what a program chooses later.
    if (name === "name" && old === undefined && fresh !== undefined && !isUnsure(fresh)) return true;
    // What a provider or Pulumi filled in is there before and left out after.
    if (fresh === undefined || isUnsure(old) || isUnsure(fresh)) return false;
    return old !== undefined && text(old) !== text(fresh);
  });
}

/** Reports whether a replacement deletes the old resource first: by option, or because its name is fixed. */
export function isDeletedFirst({ is }: Kept): boolean {
  return is.options.deleteBeforeReplace || chosenName(is) !== undefined;
}

/** Compares values whatever the order of their keys. */
export function text(value: Value | undefined): string {
  if (value === undefined || value === notKnown) return "?";
  if (isList(value)) return `[${value.map(text).join()}]`;
  if (!isProperties(value)) return JSON.stringify(value);
  const keys = Object.keys(value).toSorted();
  return `{${keys.map((key) => `${key}:${text(value[key])}`).join()}}`;
}

function isUnsure(value: Value | undefined): boolean {
  if (value === notKnown) return true;
  if (isList(value)) return value.some(isUnsure);
  return isProperties(value) && Object.values(value).some(isUnsure);
}

/** Gives the hostnames that depend on a resource, from a list of what serves them. */
export function hostnamesOf(
  node: ResourceNode,
  from: readonly { readonly node: ResourceNode; readonly hostnames: readonly string[] }[],
): readonly string[] {
  return from.find((each) => each.node.urn === node.urn)?.hostnames ?? [];
}
