import { type DriftClass, driftClasses, driftPolicy } from "../findings/drift-policy";
import { type JudgedWaiver, type PlacedWaiver, type Waivable, waive } from "../findings/waivers";
import type { ResourceGraph } from "../graph/resource-graph";
import { allowed } from "../ranges/merge";
import type { Beside } from "./beside";
import type { Candidate } from "./candidate";
import { type DriftChange, type Urgency, urgencies } from "./change";
import { uncompared } from "./differing";
import { type Effect, effectsOf, type Judge, type Verdict } from "./effect";
import { extraChanges } from "./extra-changes";
import { foundChanges } from "./found";
import { asDeployed, withEdits } from "./graphs";
import { listedExtras } from "./listed";
import { madeAnew } from "./made-anew";
import { sidecarLists } from "./noise/sidecar-lists";
import type { Observation } from "./observation";
import { plannedChanges } from "./planned";
import { unreadable } from "./unreadable";
import { type RangeNews, upstreamChanges } from "./upstream";

/** Everything that is known of a stack at one moment. */
export interface DriftInput {
  /** The exported state. */
  readonly state: ResourceGraph;
  readonly observation: Observation;
  readonly beside: Beside;
  readonly ranges: RangeNews;
  readonly judge: Judge;
  /** Those of `drift/<class>`. */
  readonly waivers: readonly PlacedWaiver[];
  /** URN of the stack's own resource, for what concerns the stack as a whole. */
  readonly stackUrn: string;
}

/** What differs, and what it does to visitors. */
export interface DriftVerdict {
  /** The most urgent first. */
  readonly changes: readonly DriftChange[];
  readonly waivers: readonly JudgedWaiver[];
  readonly notes: readonly string[];
  /** The deployed stack by the reviewed list. */
  readonly before: Verdict;
  /** The stack as it was found, by what Cloudflare publishes. */
  readonly after: Verdict;
  readonly found: ResourceGraph;
}

/** Compares the state, the clouds and the program of a stack, and says what each difference means. */
export function drift(input: DriftInput): DriftVerdict {
  const { observation, beside, ranges, judge, stackUrn } = input;
  const deployed = asDeployed(input.state, observation.found);
  const upstream = upstreamChanges(deployed, observation, ranges, stackUrn);
  const anew = madeAnew(observation.found, beside.extras);
  const listed = listedExtras(deployed, observation.found);
  const owners = new Set(listed.map(({ owner }) => owner.urn));
  const isToldApart = ({ decidedBy, resource }: Candidate) => decidedBy === sidecarNoise && owners.has(resource);
  const clouds = [
    ...anew.candidates,
    ...foundChanges(deployed, { ...observation, found: anew.found }).filter((each) => !isToldApart(each)),
    ...extraChanges({ extras: [...anew.extras, ...listed] }),
  ];
  const planned = plannedChanges(deployed, observation).filter(({ resource }) => !upstream.followed.has(resource));
  const failures = [...observation.failures, ...beside.failures].map((failure) => unreadable(failure, stackUrn));
  const found = withEdits(
    deployed,
    clouds.flatMap(({ edits }) => edits),
  );
  const announced = upstream.candidates.flatMap(({ dialledFrom }) => dialledFrom);
  const before = judge(deployed);
  const after = judge(found, announced);
  const open = allowed(ranges.list, ranges.live, ranges.now);
  const candidates = unique([...upstream.candidates, ...clouds, ...planned, ...failures]);
  const effects = effectsOf(candidates, { deployed, before, after, allowed: open, judge });
  const met = candidates.filter((each) => !isHarmlessNews(each, effects.get(each)));
  const changes = met.map((each) => changeOf(each, effects.get(each))).toSorted(byUrgency);
  const waived = waiveChanges(changes, input.waivers, ranges.now);
  return {
    ...waived,
    notes: [
      ...beside.notes,
      ...upstream.notes,
      ...uncompared(deployed, observation.found),
      ...candidates.filter((each) => !met.includes(each)).map(({ what }) => `${what} Every origin lets it in already.`),
    ],
    before,
    after,
    found,
  };
}

/** A list with members that nobody declares is no noise. */
const sidecarNoise = `noise:${sidecarLists.id}`;

/** A range that nobody's origin lacks is no drift of this stack. */
function isHarmlessNews({ dialledFrom }: Candidate, effect: Effect | undefined): boolean {
  return dialledFrom.length > 0 && effect?.hostnames.length === 0;
}

function changeOf(candidate: Candidate, effect: Effect | undefined): DriftChange {
  const { edits: _, dialledFrom: __, weakens: ___, ...told } = candidate;
  const { urgency = "rest", hostnames = [], codes = [], findings = [], isMadeUpFor = false } = effect ?? {};
  const what = isMadeUpFor ? `${told.what} ${madeUpFor}` : told.what;
  return { ...told, what, urgency, hostnames, codes, findings, waiver: null };
}

const madeUpFor = "Visitors do not see it only because another change makes up for it: mend this one first.";

/** Two failures of one resource are told once. */
function unique(candidates: readonly Candidate[]): readonly Candidate[] {
  return [...new Map(candidates.map((each) => [each.id, each])).values()];
}

function byUrgency(a: DriftChange, b: DriftChange): number {
  const rank = (urgency: Urgency) => urgencies.indexOf(urgency);
  const last = (driftClass: DriftClass) => (driftClass === "provider-noise" ? 1 : 0);
  return (
    last(a.class) - last(b.class) ||
    rank(a.urgency) - rank(b.urgency) ||
    b.hostnames.length - a.hostnames.length ||
    driftClasses.indexOf(a.class) - driftClasses.indexOf(b.class) ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}

/** What could not be read is never waived: nobody knows what there is to accept. */
function waiveChanges(
  changes: readonly DriftChange[],
  waivers: readonly PlacedWaiver[],
  now: Date,
): Pick<DriftVerdict, "changes" | "waivers"> {
  const waivable = changes
    .filter((change) => change.class !== "unreadable")
    .map((change) => ({ id: change.id, policy: driftPolicy(change.class), resource: change.resource }));
  const { findings, waivers: judged } = waive<Waivable>(waivable, waivers, now);
  const byId = new Map(findings.map(({ id, waiver }) => [id, waiver ?? null]));
  return { changes: changes.map((change) => ({ ...change, waiver: byId.get(change.id) ?? null })), waivers: judged };
}
