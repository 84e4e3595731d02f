import type { Result, Suppression } from "sarif";
import type { RenderContext } from "./context";
import { placeOf, statement } from "./sarif-words";
import type { Report, ReportDrift, ReportFinding, ReportWaiver } from "./schema";
import { listCodes, nameOf } from "./words";

/** Writes one finding as a result. */
export function findingResult(
  finding: ReportFinding,
  { comparison, waivers }: Pick<Report, "comparison" | "waivers">,
  context: RenderContext,
): Result {
  const { id, policy, cause, severity, resource, hostnames, codes, what, fix, related, location } = finding;
  const seen = codes.length === 0 ? "" : ` Visitors may see: ${listCodes(codes)}.`;
  return {
    ruleId: policy,
    level: severity,
    message: { text: statement(`${what}${seen} ${fix}`) },
    locations: [placeOf(location, resource, context)],
    relatedLocations: related.map((evidence, index) => ({
      id: index,
      message: { text: statement(evidence.says) },
      logicalLocations: [{ fullyQualifiedName: evidence.resource, name: nameOf(evidence.resource), kind: "resource" }],
    })),
    partialFingerprints: { "no521FindingId/v1": id },
    suppressions: waivers.filter(({ findings }) => findings.includes(id)).map(suppressionOf),
    ...(comparison !== null && { baselineState: comparison.added.includes(id) ? "new" : "unchanged" }),
    properties: { cause, hostnames: [...hostnames], codes: [...codes] },
  };
}

const statuses = { used: "accepted", unused: "accepted", proposed: "underReview", expired: "rejected" } as const;

function suppressionOf({ state, reason, until }: ReportWaiver): Suppression {
  return { kind: "external", status: statuses[state], justification: `${reason} Until ${until}.` };
}

const levels = { "visitors-now": "error", "visitors-soon": "warning", protection: "warning", rest: "note" } as const;

/** Writes one change of a drifted stack as a result; a provider's noise is told without a level. */
export function driftResult(change: ReportDrift["changes"][number], context: RenderContext): Result {
  const { id, class: kind, decidedBy, urgency, resource, what, fix, hostnames, codes, waiver } = change;
  const isNoise = kind === "provider-noise";
  return {
    ruleId: `drift/${kind}`,
    kind: isNoise ? "informational" : "fail",
    level: isNoise ? "none" : kind === "unreadable" ? "error" : levels[urgency],
    message: { text: statement(`${what} ${fix}`) },
    locations: [placeOf(null, resource, context)],
    partialFingerprints: { "no521ChangeId/v1": id },
    suppressions:
      waiver === null
        ? []
        : [{ kind: "external", status: "accepted", justification: `${waiver.reason} Until ${waiver.until}.` }],
    properties: { hostnames: [...hostnames], codes: [...codes], urgency, decidedBy },
  };
}
