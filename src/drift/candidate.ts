import type { DriftClass } from "../findings/drift-policy";
import type { DriftChange } from "./change";
import type { Edit } from "./graphs";
import { nameOf } from "./words";

/** A change before anybody has asked what it does to visitors. */
export interface Candidate extends Omit<DriftChange, "urgency" | "hostnames" | "codes" | "findings" | "waiver"> {
  /** What it makes of the deployed graph; empty where nothing in the clouds has changed. */
  readonly edits: readonly Edit[];
  /** CIDRs from which the edge dials besides, since Cloudflare publishes them. */
  readonly dialledFrom: readonly string[];
  /** It lets in or shows what was closed or hidden. */
  readonly weakens: boolean;
}

/** What is the same for most candidates. */
export const plainCandidate: Pick<Candidate, "properties" | "edits" | "dialledFrom" | "weakens"> = {
  properties: [],
  edits: [],
  dialledFrom: [],
  weakens: false,
};

/** Starts a candidate about one resource: what it is, its class and the rule that decided it. */
export function candidateAbout(
  { urn, type }: { readonly urn: string; readonly type: string },
  driftClass: DriftClass,
  decidedBy: string,
) {
  return {
    ...plainCandidate,
    id: `${decidedBy}:${urn}`,
    class: driftClass,
    decidedBy,
    resource: urn,
    type,
    name: nameOf(urn),
  };
}
