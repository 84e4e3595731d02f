import type { Judged } from "../findings/served";
import { originCertificates, records, restoredSettings, rulesets, settings } from "./edge";
import { inlineRules } from "./inline-rules";
import { balancers, groups, instances, targetGroups } from "./origin";
import { declaredTwice, leftBehind, legacyRules, prefixLists } from "./rules";
import { stepOf } from "./step";
import type { Transition, Watcher } from "./transition";

const watchers: readonly Watcher[] = [
  ...[records, rulesets, settings, restoredSettings, originCertificates],
  ...[groups, balancers, targetGroups, instances],
  ...[legacyRules, inlineRules, leftBehind, declaredTwice, prefixLists],
];

/**
 * Finds what goes wrong on the way from one graph to the next: what no graph shows by itself, since both may be fine.
 * `before` is what stands, such as a stack's state or the base of a pull request; `after` is what is to come.
 */
export function change(before: Judged, after: Judged): readonly Transition[] {
  const step = stepOf(before, after);
  return watchers.flatMap((watch) => watch(step));
}
