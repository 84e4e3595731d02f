import type { ResourceNode } from "../../graph/resource";
import type { Truth } from "./pattern";

/** What the edge does in one respect, or why nobody knows. `declaredBy` is the resource to look at, if there is one. */
export type Setting<T> =
  | { readonly kind: "known"; readonly value: T; readonly declaredBy: ResourceNode | undefined }
  | { readonly kind: "unknown"; readonly why: string; readonly declaredBy: ResourceNode | undefined };

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
  if (below.kind === "unknown") return below;
  if (above.kind === "unknown") return above;
  return below.value === above.value ? below : unknown(doubt, above.declaredBy);
}
