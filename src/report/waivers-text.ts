import type { Paint } from "./paint";
import type { Report, ReportWaiver } from "./schema";
import { wrapIndented } from "./wrap";

/** Renders what became of each waiver, and what the used ones silence; empty where there are none. */
export function renderWaivers(
  { waivers, findings, drift = null }: Pick<Report, "waivers" | "findings"> & Partial<Pick<Report, "drift">>,
  paint: Paint,
  columns = Number.POSITIVE_INFINITY,
): string {
  const coverable = [...findings, ...(drift?.changes ?? [])];
  return waivers.map((waiver) => renderWaiver(waiver, coverable, { paint, columns })).join("\n\n");
}

/** A finding, or a change of a drift report. */
interface Covered {
  readonly id: string;
  readonly what: string;
}

function renderWaiver(
  waiver: ReportWaiver,
  findings: readonly Covered[],
  { paint, columns }: { readonly paint: Paint; readonly columns: number },
): string {
  const { policy, state, reason, until, writtenIn } = waiver;
  const [mark, tone] = state === "used" ? ["waived", paint.faint] : [`${state} waiver`, paint.doubtful];
  const [first = "", ...rest] = wrapIndented(`${mark}  ${policy}  until ${until}: ${reason}`, columns, 2);
  return [
    first.replace(mark, tone).replace(policy, paint.strong),
    ...rest,
    ...saidOf(waiver, findings).flatMap((line) => wrapIndented(`  ${line}`, columns)),
    paint.faint(`  ${writtenIn}`),
  ].join("\n");
}

function saidOf({ state, resource, findings: covered }: ReportWaiver, findings: readonly Covered[]): readonly string[] {
  const whats = findings.filter(({ id }) => covered.includes(id)).map(({ what }) => what);
  switch (state) {
    case "used":
      return whats;
    case "expired":
      return covered.length === 0
        ? [`It covers nothing on ${resource}.`, "fix: Remove it."]
        : [...whats, "fix: Mend what it covered, or give it a new date with a reason for the delay."];
    case "proposed":
      return [...whats, "The change under review adds it; it silences nothing until that is merged."];
    case "unused":
      return [`It covers nothing on ${resource}.`, "fix: Remove it, or correct its policy and its resource."];
  }
}
