import { text } from "../graph/read";
import type { ResourceNode } from "../graph/resource";
import type { ResourceGraph } from "../graph/resource-graph";
import { waiverType } from "../tags";
import { transitionIds } from "./cause";
import { isAboutDrift } from "./drift-policy";
import type { Finding, Waiver } from "./finding";

/** A waiver and where it is written. */
export interface PlacedWaiver extends Waiver {
  /** Path of a `no521.yaml`, or URN of a `Waiver` in the program. */
  readonly writtenIn: string;
}

/** A waiver, and what became of it. */
export interface JudgedWaiver extends PlacedWaiver {
  /**
   * Used: it silences something. Unused: there is nothing to silence. Expired: it silences no longer.
   * Proposed: the change under review adds it, and it silences nothing until that is merged.
   */
  readonly state: "used" | "unused" | "expired" | "proposed";
  /** Ids of the findings that it covers. */
  readonly findings: readonly string[];
}

/** What a waiver can cover: a finding, or whatever else has an id, a policy and a resource. */
export type Waivable = Pick<Finding, "id" | "policy" | "resource" | "waiver">;

/** Findings after waivers, and what became of each waiver. */
export interface Waived<Item extends Waivable = Finding> {
  /** Silenced ones have their `waiver`; the order is kept. */
  readonly findings: readonly Item[];
  readonly waivers: readonly JudgedWaiver[];
}

/**
 * Matches waivers with findings. Of several that cover a finding the first that still holds silences it; the others are
 * used as well, since each of them alone would do.
 */
export function waive<Item extends Waivable>(
  findings: readonly Item[],
  waivers: readonly PlacedWaiver[],
  now: Date,
): Waived<Item> {
  const today = now.toISOString().slice(0, 10);
  const judged = waivers.map((waiver): JudgedWaiver => {
    const covered = findings.filter((finding) => covers(waiver, finding)).map(({ id }) => id);
    return { ...waiver, state: stateOf(waiver, covered, today), findings: covered };
  });
  const silenced = findings.map((finding): Item => {
    const waiver = judged.find((each) => each.state === "used" && each.findings.includes(finding.id));
    return waiver === undefined ? finding : { ...finding, waiver: plainWaiver(waiver) };
  });
  return { findings: silenced, waivers: judged };
}

/** Leaves out the waivers of what only a comparison or the clouds show: where one program is judged, they are not unused. */
export function ofOneProgram(waivers: readonly PlacedWaiver[]): readonly PlacedWaiver[] {
  return waivers.filter((waiver) => !transitionIds.some((id) => id === waiver.policy) && !isAboutDrift(waiver));
}

/** Reports whether a finding is to be acted on: a waived one is only told. */
export function isOpen({ waiver }: Pick<Finding, "waiver">): boolean {
  return waiver === undefined;
}

/** What a program's own waivers say; those that cannot be read are told apart, since they silence nothing. */
export interface ProgramWaivers {
  readonly waivers: readonly PlacedWaiver[];
  readonly unreadable: readonly { readonly resource: string; readonly says: string }[];
}

/** Reads the waivers that a program declares beside its resources. */
export function waiversIn(graph: ResourceGraph): ProgramWaivers {
  const read = graph.ofType(waiverType).map((node) => ({ node, waiver: waiverOf(node) }));
  return {
    waivers: read.flatMap(({ waiver }) => waiver ?? []),
    unreadable: read.flatMap(({ node, waiver }) =>
      waiver === undefined
        ? [{ resource: node.urn, says: `what the waiver "${node.name}" covers is not known until deployment` }]
        : [],
    ),
  };
}

function waiverOf(node: ResourceNode): PlacedWaiver | undefined {
  const [policy, resource, reason, until] = ["policy", "resource", "reason", "until"].map((key) => text(node, key));
  if (typeof policy !== "string" || typeof resource !== "string") return undefined;
  if (typeof reason !== "string" || typeof until !== "string") return undefined;
  return { policy, resource, reason, until, writtenIn: node.urn };
}

function stateOf({ until }: Waiver, covered: readonly string[], today: string): JudgedWaiver["state"] {
  // Dates in ISO form sort as texts; a waiver holds to the end of its day.
  if (until < today) return "expired";
  return covered.length > 0 ? "used" : "unused";
}

function covers({ policy, resource }: Waiver, finding: Waivable): boolean {
  return policy === finding.policy && matches(resource, finding.resource);
}

/** Reports whether a URN is the one that is meant: `*` stands for any text, `?` for one character. */
function matches(pattern: string, urn: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === urn;
  const parts = pattern.split(/([*?])/).map((part) => wildcards[part] ?? part.replace(/[\\^$.+()[\]{}|]/g, "\\$&"));
  return new RegExp(`^${parts.join("")}$`, "s").test(urn);
}

const wildcards: Readonly<Record<string, string>> = { "*": ".*", "?": "." };

function plainWaiver({ policy, resource, reason, until }: PlacedWaiver): Waiver {
  return { policy, resource, reason, until };
}
