import type { CauseId } from "../findings/cause";
import type { EdgeCode, Finding } from "../findings/finding";
import type { ResourceGraph } from "../graph/resource-graph";
import { types } from "../graph/types";
import type { Reach } from "../reach/reach-types";
import type { Candidate } from "./candidate";
import type { Urgency } from "./change";
import { withEdits } from "./graphs";
import { openings } from "./protection";
import { type Worsened, worsenedRows } from "./visitors";

/** What the model and the policies say of a graph. */
export interface Verdict {
  readonly reach: Reach;
  readonly findings: readonly Finding[];
}

/** Judges a graph; the edge dials from these CIDRs besides the known ones. */
export type Judge = (graph: ResourceGraph, dialledFrom?: readonly string[]) => Verdict;

/** What a change does to visitors. */
export interface Effect {
  readonly urgency: Urgency;
  readonly hostnames: readonly string[];
  readonly codes: readonly EdgeCode[];
  readonly findings: readonly string[];
  /** It would cost visitors something, and what else was changed makes up for it as yet. */
  readonly isMadeUpFor: boolean;
}

/** The deployed stack, and the stack as it was found. */
export interface Situation {
  readonly deployed: ResourceGraph;
  readonly before: Verdict;
  readonly after: Verdict;
  /** CIDRs that origins are to let in. */
  readonly allowed: readonly string[];
  readonly judge: Judge;
}

/** Causes that cost nothing today and break something by themselves later. */
const ripening: ReadonlySet<string> = new Set<CauseId>([
  ...(["certificate-not-renewed", "certificate-not-validated", "ephemeral-address"] as const),
]);

/** Properties of a certificate by which it ages. */
const ages: readonly string[] = ["status", "notAfter", "expiresOn", "renewalEligibility", "pendingRenewal"];
const certificates: readonly string[] = [types.certificate, types.originCaCertificate];

/** A judgement of a large stack takes a second: then the changes are judged together beyond this number of resources. */
const mostJudged = 20_000;

/**
 * Attributes what became worse to the changes: each is judged alone on what is deployed; what none explains alone is
 * blamed on those without which it would not be, and else on all of them together.
 */
export function effectsOf(candidates: readonly Candidate[], situation: Situation): ReadonlyMap<Candidate, Effect> {
  const { deployed, before, after } = situation;
  const touching = candidates.filter(({ edits, dialledFrom }) => edits.length > 0 || dialledFrom.length > 0);
  const affordable = Math.max(8, Math.min(40, Math.floor(mostJudged / Math.max(1, deployed.nodes.length))));
  const single = touching.length <= affordable;
  const alone = new Map(touching.map((each) => [each, single ? aloneOn(each, situation) : after]));
  const explained = new Set(
    [...alone.values()].flatMap((verdict) => worsenedRows(before.reach.rows, verdict.reach.rows).map(({ key }) => key)),
  );
  const all = worsenedRows(before.reach.rows, after.reach.rows);
  const joint = all.filter(({ key }) => !explained.has(key));
  const without = joint.length === 0 || !single ? new Map() : withoutEach(touching, situation);
  return new Map(
    candidates.map((each) => [
      each,
      effectOf(each, situation, { alone: alone.get(each), joint, without: without.get(each) }),
    ]),
  );
}

function aloneOn({ edits, dialledFrom }: Candidate, { deployed, judge }: Situation): Verdict {
  return judge(withEdits(deployed, edits), dialledFrom);
}

function withoutEach(touching: readonly Candidate[], { deployed, judge }: Situation): ReadonlyMap<Candidate, Verdict> {
  return new Map(
    touching.map((each) => {
      const others = touching.filter((other) => other !== each);
      const dialledFrom = others.flatMap((other) => other.dialledFrom);
      return [
        each,
        judge(
          withEdits(
            deployed,
            others.flatMap(({ edits }) => edits),
          ),
          dialledFrom,
        ),
      ] as const;
    }),
  );
}

interface Evidence {
  /** Undefined where the change touches nothing in the clouds. */
  readonly alone: Verdict | undefined;
  /** Rows that no change explains alone. */
  readonly joint: readonly Worsened[];
  /** How things would stand without the change; undefined where nobody asked. */
  readonly without: Verdict | undefined;
}

function effectOf(candidate: Candidate, situation: Situation, { alone, joint, without }: Evidence): Effect {
  if (alone === undefined) return { urgency: candidate.weakens ? "protection" : "rest", ...nobody };
  const { before, after } = situation;
  const own = worsenedRows(before.reach.rows, alone.reach.rows);
  const still = new Set(
    without === undefined ? [] : worsenedRows(before.reach.rows, without.reach.rows).map(({ key }) => key),
  );
  const shared = without === undefined ? [] : joint.filter(({ key }) => !still.has(key));
  const now = new Set(worsenedRows(before.reach.rows, after.reach.rows).map(({ key }) => key));
  const felt = [...own.filter(({ key }) => now.has(key)), ...shared];
  const isMadeUpFor = felt.length === 0 && own.length > 0;
  const worsened = isMadeUpFor ? own : felt;
  const known = new Set(before.findings.map(({ id }) => id));
  const present = new Set(after.findings.map(({ id }) => id));
  const added = alone.findings.filter(({ id }) => !known.has(id) && present.has(id));
  return {
    urgency: isMadeUpFor ? "visitors-soon" : urgencyOf(candidate, situation, worsened, added),
    hostnames: [...new Set([...worsened, ...added.flatMap(hostnamesIn)].map(({ hostname }) => hostname))].toSorted(),
    codes: [...new Set(worsened.flatMap(({ codes }) => codes))],
    findings: added.map(({ id }) => id).toSorted(),
    // A range that was announced is not dialled from yet, whatever else was changed.
    isMadeUpFor: isMadeUpFor && candidate.dialledFrom.length === 0,
  };
}

const nobody = { hostnames: [], codes: [], findings: [], isMadeUpFor: false } as const;

function hostnamesIn({ hostnames }: Finding): readonly { readonly hostname: string }[] {
  return hostnames.map((hostname) => ({ hostname }));
}

function urgencyOf(
  candidate: Candidate,
  { deployed, allowed }: Situation,
  worsened: readonly Worsened[],
  added: readonly Finding[],
): Urgency {
  const { dialledFrom, edits, type, properties } = candidate;
  // A range is announced before it is dialled from.
  if (dialledFrom.length > 0) return "visitors-soon";
  if (worsened.length > 0) return "visitors-now";
  const isAging = certificates.includes(type) && properties.some(({ path }) => ages.includes(path));
  if (isAging || added.some(({ cause }) => ripening.has(cause))) return "visitors-soon";
  if (candidate.weakens) return "protection";
  const opened = openings(withEdits(deployed, edits), allowed).difference(openings(deployed, allowed));
  return opened.size > 0 ? "protection" : "rest";
}
