import type { JudgedDial } from "../reach-types";
import type { Target } from "../targets";
import type { Doubt, Failure } from "../verdict";

/** A dial that the edge does not make, since it answers the visitor itself. */
export function answered({ label, record }: Target, outcome: "redirected" | "ok"): JudgedDial {
  return { target: label, resource: record.urn, port: null, tls: null, outcome, failures: [], doubts: [] };
}

/** A dial that fails before a port is chosen. */
export function failed({ label, record }: Target, failure: Failure): JudgedDial {
  const { urn } = record;
  return { target: label, resource: urn, port: null, tls: null, outcome: "fails", failures: [failure], doubts: [] };
}

/** A dial of which nobody knows enough. */
export function unjudged({ label, record }: Target, doubt: Doubt): JudgedDial {
  const { urn } = record;
  return { target: label, resource: urn, port: null, tls: null, outcome: "unknown", failures: [], doubts: [doubt] };
}

/** What fails may not come to pass, for a reason that only deployment or a person can tell. */
export function softened(dial: JudgedDial, doubt: Doubt): JudgedDial {
  if (dial.outcome !== "fails") return dial;
  const [failure] = dial.failures;
  const rest = failure === undefined ? "" : `: ${failure.why.replace(/\.$/, "")}`;
  return { ...dial, outcome: "unknown", failures: [], doubts: [{ ...doubt, why: `${doubt.why}${rest}` }] };
}
