import type { RangeList } from "../cloudflare/ranges";
import { accessRules, groupTypes } from "../graph/access-rules";
import type { ResourceGraph } from "../graph/resource-graph";
import { isList, isProperties, type Value } from "../graph/value";
import { parseCidr } from "../net/cidr";
import { compare } from "../ranges/difference";
import type { LiveList } from "../ranges/live";
import { isOpen, needed } from "../ranges/merge";
import { type Candidate, plainCandidate } from "./candidate";
import { differences } from "./compare";
import type { Observation, PlannedStep } from "./observation";
import { nameOf, quoted, typeOf } from "./words";

/** What is known of Cloudflare's list. */
export interface RangeNews {
  /** The reviewed list in force. */
  readonly list: RangeList;
  /** Null where nobody asked, or where there was no answer to believe. */
  readonly live: LiveList | null;
  readonly now: Date;
}

/** Changes that Cloudflare brought about, and the steps of an update that only follow them. */
export interface Upstream {
  readonly candidates: readonly Candidate[];
  /** URNs of the steps. */
  readonly followed: ReadonlySet<string>;
  readonly notes: readonly string[];
}

/** Says which ranges came and went at Cloudflare, seen from what is deployed. */
export function upstreamChanges(
  graph: ResourceGraph,
  { plan, found }: Observation,
  news: RangeNews,
  stackUrn: string,
): Upstream {
  const { list, live, now } = news;
  const open = openCidrs(graph);
  const reviewed = needed(list, null);
  const published = needed(list, live).filter((cidr) => !reviewed.includes(cidr));
  const dropped = live === null ? [] : compare(list, live).dropped;
  const withdrawn = live?.crossChecked === true ? dropped.filter((cidr) => open.has(cidr)) : [];
  const past = list.ranges.flatMap((range) => (!isOpen(range, now) && open.has(range.cidr) ? [range.cidr] : []));
  const late = reviewed.filter((cidr) => !open.has(cidr));
  const byUrn = new Map(found.map((resource) => [resource.urn, resource]));
  const news521 = new Set([...published, ...withdrawn, ...past, ...(open.size > 0 ? late : [])]);
  const follows = (step: PlannedStep) => {
    const moved = movedCidrs(step, byUrn.get(step.urn)?.was.inputs ?? {});
    return moved.length > 0 && moved.every((cidr) => news521.has(cidr)) ? moved : [];
  };
  const followed = (plan ?? []).map((step) => ({ step, moved: follows(step) })).filter(({ moved }) => moved.length > 0);
  const lateSteps = followed.filter(
    ({ moved, step }) => step.op !== "delete" && moved.some((cidr) => late.includes(cidr)),
  );
  return {
    candidates: [
      ...published.map((cidr) => announced(cidr, stackUrn)),
      ...[...new Set(lateSteps.flatMap(({ moved }) => moved.filter((cidr) => late.includes(cidr))))].map((cidr) =>
        reviewedOnly(cidr, lateSteps.find(({ moved }) => moved.includes(cidr))?.step),
      ),
      ...withdrawn.map((cidr) => withdrawnRange(cidr, open.get(cidr) ?? stackUrn)),
      ...past.map((cidr) => pastDate(list, cidr, open.get(cidr) ?? stackUrn)),
    ],
    followed: new Set(followed.map(({ step }) => step.urn)),
    notes:
      dropped.length > 0 && live?.crossChecked === false
        ? [`One source of Cloudflare alone no longer names ${dropped.join(", ")}, which is not believed yet.`]
        : [],
  };
}

/** Gives the CIDRs that security groups let in, each with the group that does. */
function openCidrs(graph: ResourceGraph): ReadonlyMap<string, string> {
  return new Map(
    graph.ofType(...groupTypes).flatMap((group) =>
      accessRules(graph, group, "ingress").rules.flatMap(({ sources }) =>
        sources.flatMap((source) => {
          if (source.kind === "cidr") return [[parseCidr(source.cidr)?.text ?? source.cidr, group.urn] as const];
          if (source.kind !== "prefix-list") return [];
          return cidrsIn(source.list.inputs).map((cidr) => [cidr, group.urn] as const);
        }),
      ),
    ),
  );
}

/** Gives the CIDRs that a step writes or takes away; none where it does anything else as well. */
function movedCidrs({ wanted, op }: PlannedStep, was: { readonly [key: string]: Value }): readonly string[] {
  if (op === "delete") return cidrsIn(was);
  if (wanted === null) return [];
  if (Object.keys(was).length === 0) return cidrsIn(wanted.inputs);
  return differences(was, wanted.inputs).flatMap(({ before, after }) => [...cidrsIn(before), ...cidrsIn(after)]);
}

function cidrsIn(value: Value | undefined): readonly string[] {
  if (typeof value === "string") return value.includes("/") ? [parseCidr(value)?.text ?? []].flat() : [];
  if (isList(value)) return value.flatMap(cidrsIn);
  return isProperties(value) ? Object.values(value).flatMap(cidrsIn) : [];
}

function announced(cidr: string, stackUrn: string): Candidate {
  return {
    ...aboutOf("range-published", cidr, stackUrn),
    properties: [{ path: "ranges", shown: true, before: null, after: cidr }],
    what: `Cloudflare publishes ${cidr}, which the reviewed list lacks.`,
    fix: 'Run "no521 ranges update", review and commit the list, and run "pulumi up".',
    dialledFrom: [cidr],
  };
}

function reviewedOnly(cidr: string, step: PlannedStep | undefined): Candidate {
  const urn = step?.urn ?? "";
  return {
    ...aboutOf("range-not-deployed", cidr, urn),
    properties: [{ path: "ranges", shown: true, before: null, after: cidr }],
    what: `Cloudflare dials from ${cidr}, which is in the reviewed list and not deployed: ${quoted(step?.type ?? "", urn)}.`,
    fix: 'Run "pulumi up".',
  };
}

function withdrawnRange(cidr: string, urn: string): Candidate {
  return {
    ...aboutOf("range-withdrawn", cidr, urn),
    properties: [{ path: "ranges", shown: true, before: cidr, after: null }],
    what: `Cloudflare no longer publishes ${cidr}, which ${quoted(typeOf(urn), urn)} lets in.`,
    fix: 'Run "no521 ranges update", which lets it retire, and commit the list.',
    weakens: true,
  };
}

function pastDate({ ranges }: RangeList, cidr: string, urn: string): Candidate {
  const date = ranges.find((range) => range.cidr === cidr)?.removeAfter ?? "";
  return {
    ...aboutOf("range-past-date", cidr, urn),
    properties: [{ path: "ranges", shown: true, before: cidr, after: null }],
    what: `${cidr} was to be closed after ${date}, since Cloudflare withdrew it, and ${quoted(typeOf(urn), urn)} lets it in.`,
    fix: 'Run "pulumi up", which closes it.',
    weakens: true,
  };
}

function aboutOf(decidedBy: string, cidr: string, urn: string) {
  return {
    ...plainCandidate,
    id: `${decidedBy}:${cidr}`,
    class: "upstream" as const,
    decidedBy,
    resource: urn,
    type: typeOf(urn),
    name: nameOf(urn),
  };
}
