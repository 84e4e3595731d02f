import type { SourceLocation } from "../graph/resource";
import type { FindingCause } from "./cause";

/** What a visitor or the deployment sees: Cloudflare's and HTTP's status codes, or one of four words. */
export type EdgeCode = number | "handshake" | "loop" | "timeout" | "deploy";

/** Error: visitors will see it. Warning: a hazard. Note: worth knowing. */
export type Severity = "error" | "warning" | "note";

/** One fact that supports a verdict: the resource it was read from, and a sentence. */
export interface Evidence {
  /** URN of the resource. */
  readonly resource: string;
  readonly says: string;
}

/** The waiver that silences a finding, as written in `no521.yaml`. */
export interface Waiver {
  readonly policy: string;
  /** URN or glob. */
  readonly resource: string;
  readonly reason: string;
  /** ISO date, `2026-12-31`; the waiver holds to the end of that day, UTC. */
  readonly until: string;
}

/** One defect, told once, whatever the number of hostnames it breaks. */
export interface Finding {
  /** Stable from run to run: the policy and the URN of the resource to mend, and a key where one resource has several. */
  readonly id: string;
  readonly policy: string;
  readonly cause: FindingCause;
  readonly kind: "outage" | "hazard";
  readonly severity: Severity;
  /** URN of the resource to mend. */
  readonly resource: string;
  readonly codes: readonly EdgeCode[];
  readonly hostnames: readonly string[];
  readonly what: string;
  readonly fix: string;
  /** Address of the policy's page. */
  readonly docs: string;
  readonly related: readonly Evidence[];
  readonly location?: SourceLocation;
  readonly waiver?: Waiver;
}
