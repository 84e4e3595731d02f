import { types } from "../../../src/graph/types";
import type { notKnown, Properties, Value } from "../../../src/graph/value";
import { reach } from "../../../src/reach/reach";
import type { ReachRow } from "../../../src/reach/reach-types";
import { edgeRanges, graphOf, type Mode, ref, type Site, type Spec } from "../site";

/** What visitors of one hostname see, in the words of a person: `{ http4: "redirected", https4: "ok" }`. */
export function seen(site: Site, mode: Mode, hostname = "www.example.com"): Readonly<Record<string, string>> {
  const rows = rowsOf(site, mode).filter((row) => row.hostname === hostname);
  return Object.fromEntries(rows.map((row) => [`${row.visitor.scheme}${row.family}`, wordsOf(row)]));
}

export function rowsOf(site: Site, mode: Mode): readonly ReachRow[] {
  return reach(graphOf(site, mode), { edgeRanges }).rows;
}

function wordsOf({ outcome, reaches, codes, failure }: ReachRow): string {
  return outcome === "fails" ? `${codes.join("/")}${reaches === "some" ? " some" : ""} ${failure?.cause}` : outcome;
}

/** Everything of the good site that https visitors see, and what http visitors do. */
export const fine = { http4: "redirected", http6: "redirected", https4: "ok", https6: "ok" };

/** What all visitors see when each of the four rows says the same. */
export function all(words: string): Readonly<Record<string, string>> {
  return { http4: words, http6: words, https4: words, https6: words };
}

/** What https visitors see, where http visitors are redirected. */
export function https(words: string): Readonly<Record<string, string>> {
  return { ...fine, https4: words, https6: words };
}

/** What http visitors see, where https visitors are served. */
export function http(words: string): Readonly<Record<string, string>> {
  return { ...fine, http4: words, http6: words };
}

/** A rule as a ruleset holds it, or one that is not known. */
export type RuleSpec = Properties | typeof notKnown;

/** A ruleset of the test's zone with one rule, or several. */
export function ruleset(phase: string, ...rules: readonly RuleSpec[]): Spec {
  return { type: types.ruleset, inputs: { zoneId: ref("zone"), kind: "zone", name: phase, phase, rules } };
}

/** A rule that applies where its expression holds. */
export function rule(expression: Value, actionParameters: Value, more: Properties = {}): Properties {
  return { expression, actionParameters, ...more };
}

/** A page rule of the test's zone. */
export function pageRule(target: Value, actions: Value, more: Properties = {}): Spec {
  return { type: types.pageRule, inputs: { zoneId: ref("zone"), target, actions, status: "active", ...more } };
}
