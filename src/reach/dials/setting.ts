import type { ResourceNode } from "../../graph/resource";
import type { Truth } from "./pattern";

/** What the edge does in one respect, or why nobody knows. `declaredBy` is the resource to look at, if there is one. */
export type Setting<T> = KnownSetting<T> | UnknownSetting<T>;

/** A value that somebody or nobody sets. */
export interface KnownSetting<T> {
  readonly kind: "known";
  readonly value: T;
  readonly declaredBy: ResourceNode | undefined;
}

/** A value that nobody knows. */
export interface UnknownSetting<T> {
  readonly kind: "unknown";
  readonly why: string;
  readonly declaredBy: ResourceNode | undefined;
  /** The values of which it has one; any value where it is left out. */
  readonly among?: readonly T[];
}

/** A value that a resource sets, or that nothing sets. */
export function known<T>(value: T, declaredBy?: ResourceNode): Setting<T> {
  return { kind: "known", value, declaredBy };
}

/** A value that nobody knows: `why` completes "unknown: …". */
export function unknown<T>(why: string, declaredBy?: ResourceNode): Setting<T> {
  return { kind: "unknown", why, declaredBy };
}

/**
 * Lays what a rule sets over what holds without it. A rule of which nobody knows whether it applies leaves only what is
 * the same with and without it.
 */
export function overlay<T>(below: Setting<T>, above: Setting<T>, applies: Truth, doubt: string): Setting<T> {
  if (applies === false) return below;
  if (applies === true) return above;
  const [some, others] = [valuesOf(below), valuesOf(above)];
  const among = some && others && { among: [...new Set([...some, ...others])] };
  if (below.kind === "unknown") return { ...withoutValues(below), ...among };
  if (above.kind === "unknown") return { ...withoutValues(above), ...among };
  return below.value === above.value ? below : { kind: "unknown", why: doubt, declaredBy: above.declaredBy, ...among };
}

/** The values that a setting may have; undefined where it may have any. */
function valuesOf<T>(setting: Setting<T>): readonly T[] | undefined {
  return setting.kind === "known" ? [setting.value] : setting.among;
}

function withoutValues<T>({ kind, why, declaredBy }: UnknownSetting<T>): UnknownSetting<T> {
  return { kind, why, declaredBy };
}
