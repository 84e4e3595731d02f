import type { ReachRow } from "../../src/reach/reach-types";
import { isTotal } from "../../src/reach/verdict";
import type { Witness } from "../../test/lab/visit";

/** What the model says of one part of the edge: that all is well, what visitors see, or that it does not know. */
type Claim =
  | { readonly kind: "ok" }
  | { readonly kind: "open" }
  | { readonly kind: "fails"; readonly codes: ReadonlySet<unknown> };

/** What the model says of a row, as far as a laboratory can contradict it. */
export type Claimed =
  | { readonly kind: "silent"; readonly why: "unknown" | "deploy" | "visitor" }
  | { readonly kind: "redirected" }
  | { readonly kind: "dialled"; readonly of: (range: string) => Claim };

/** Reads from a row what its visitors see from each of the edge's ranges. */
export function claimOf(row: ReachRow): Claimed {
  if (row.outcome === "unknown") return { kind: "silent", why: "unknown" };
  const failing = row.dials.filter(({ outcome }) => outcome === "fails");
  const refuses = failing.some(({ failures }) => failures.some(({ codes }) => codes.includes("deploy")));
  if (refuses) return { kind: "silent", why: "deploy" };
  if (row.codes.includes("handshake")) return { kind: "silent", why: "visitor" };
  if (row.outcome === "redirected") return { kind: "redirected" };
  return {
    kind: "dialled",
    of(range) {
      // Who gets past what fails meets what nobody knows.
      if (row.dials.some((dial) => dial.doubts.length > 0 && !isStopped(range, dial))) return { kind: "open" };
      const codes = new Set(failing.flatMap(({ failures }) => metFrom(range, failures)));
      return codes.size === 0 ? { kind: "ok" } : { kind: "fails", codes };
    },
  };
}

function isStopped(range: string, { failures }: ReachRow["dials"][number]): boolean {
  return failures.some((failure) => isTotal(failure) && metFrom(range, [failure]).length > 0);
}

/**
 * The codes that visitors behind one range meet: a hop that stops only a part of it lets the rest meet the next ones,
 * and which part that is the model does not say.
 */
function metFrom(range: string, failures: ReachRow["dials"][number]["failures"]): readonly unknown[] {
  const touching = failures.filter(({ ranges }) => ranges === undefined || ranges.includes(range));
  const total = touching.findIndex(isTotal);
  if (total !== -1) return touching.slice(0, total + 1).flatMap(({ codes }) => codes);
  return (touching.length === 0 ? [] : failures).flatMap(({ codes }) => codes);
}

/** The witnesses of which the model says anything. */
export function judged(claimed: Claimed, witnesses: readonly Witness[]): readonly Witness[] {
  if (claimed.kind !== "dialled") return witnesses;
  return witnesses.filter(({ probe }) => claimed.of(probe.range).kind !== "open");
}

/** Says in what the model and the laboratory contradict each other; nothing where they agree. */
export function contradictions(claimed: Claimed, witnesses: readonly Witness[]): readonly string[] {
  if (claimed.kind === "silent") return [];
  if (claimed.kind === "redirected") {
    return witnesses
      .filter(({ saw }) => saw !== "redirected")
      .map(({ saw }) => `the model says redirected, the lab saw ${saw}`);
  }
  const byRange = Map.groupBy(witnesses, ({ probe }) => probe.range);
  return [...byRange].flatMap(([range, met]) => {
    const claim = claimed.of(range);
    const failing = met.filter(({ saw }) => saw !== "ok");
    if (claim.kind === "open") return [];
    if (claim.kind === "ok") return failing.map((witness) => `${range}: the model says ok, ${sawAt(witness)}`);
    const said = [...claim.codes].map(String).join("/");
    const others = failing.filter(({ saw }) => !claim.codes.has(saw));
    const none = failing.length === 0 ? [`${range}: the model says ${said}, the lab saw ok`] : [];
    return [...none, ...others.map((witness) => `${range}: the model says ${said}, ${sawAt(witness)}`)];
  });
}

function sawAt({ saw, probe, target, observation }: Witness): string {
  const detail =
    observation !== undefined && "error" in observation ? ` (${observation.stage}: ${observation.error})` : "";
  return `the lab saw ${saw} from ${probe.address} at ${target}${detail}`;
}
