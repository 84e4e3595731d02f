import type { ResourceNode } from "../../graph/resource";
import type { JudgedDial } from "../reach-types";
import type { Destination } from "./destination";
import { softened } from "./judged";
import { leastOf, notices } from "./monitors";

/** A destination and what the edge meets there. */
export interface JudgedDestination {
  readonly destination: Destination;
  readonly dials: readonly JudgedDial[];
  /** True where the edge leaves the origin alone, since another one stands in for it. */
  readonly isIdle: boolean;
}

/** `out`: a monitor takes it out. `maybe`: one may that nobody sees. `failing`: it gets its share of visitors and fails. */
type Duty = "serving" | "out" | "maybe" | "failing";

interface PoolOrigin {
  readonly pool: ResourceNode;
  readonly tier: number;
  readonly parts: readonly JudgedDestination[];
  readonly duty: Duty;
}

/**
 * Leaves out what a load balancer of the edge does not ask: origins that a monitor takes out, and pools that wait while
 * those before them serve. Without a monitor health does not count, and a failing origin keeps its share of the visitors.
 * Where nothing is left, the last pool is asked whatever its health.
 * @see https://developers.cloudflare.com/load-balancing/understand-basics/health-details/ read 2026-10-05
 * @see https://developers.cloudflare.com/load-balancing/understand-basics/traffic-steering/steering-policies/standard-options/
 * read 2026-10-05
 */
export function withFailover(all: readonly JudgedDestination[]): readonly JudgedDestination[] {
  const origins = originsIn(all);
  const asked = tierAsked(origins);
  if (asked === undefined) return all;
  const isServed = origins.some(({ tier, duty }) => tier === asked && duty === "serving");
  const settled = new Map(
    origins.flatMap((origin) => origin.parts.map((part) => [part, settle(origin, part, asked, isServed)] as const)),
  );
  return all.map((each) => settled.get(each) ?? each);
}

/** The origins of pools; a name with addresses of both families is one. */
function originsIn(all: readonly JudgedDestination[]): readonly PoolOrigin[] {
  const pooled = all.filter(({ destination }) => destination.member !== undefined);
  const byOrigin = Map.groupBy(pooled, ({ destination: { member } }) => `${member?.pool.urn} ${member?.key}`);
  return [...byOrigin.values()].flatMap((parts): readonly PoolOrigin[] => {
    const member = parts.at(0)?.destination.member;
    return member === undefined ? [] : [{ pool: member.pool, tier: member.tier, parts, duty: dutyOf(parts) }];
  });
}

function dutyOf(parts: readonly JudgedDestination[]): Duty {
  const dials = parts.flatMap((part) => part.dials);
  const watch = parts.at(0)?.destination.member?.watch;
  if (watch === undefined || dials.length === 0 || dials.some(({ outcome }) => outcome !== "fails")) return "serving";
  if (dials.every((dial) => notices(watch, dial))) return "out";
  return watch.kind === "unknown" ? "maybe" : "failing";
}

/** The first of the tiers that has a pool left; undefined where none has, or where there are no pools. */
function tierAsked(origins: readonly PoolOrigin[]): number | undefined {
  const tiers = [...new Set(origins.map(({ tier }) => tier))].toSorted((a, b) => a - b);
  return tiers.find((tier) => {
    const pools = Map.groupBy(
      origins.filter((origin) => origin.tier === tier),
      ({ pool }) => pool,
    );
    return [...pools].some(([pool, members]) => members.filter(({ duty }) => duty !== "out").length >= leastOf(pool));
  });
}

function settle(
  { pool, tier, parts, duty }: PoolOrigin,
  part: JudgedDestination,
  asked: number,
  isServed: boolean,
): JudgedDestination {
  if (duty === "out" || tier !== asked) return { ...part, isIdle: true };
  if (duty === "serving") return servesOtherwise(parts, part) ? unassigned(pool, part) : part;
  const member = part.destination.member;
  const why = duty === "maybe" && member?.watch.kind === "unknown" ? member.watch.why : member?.whyUnordered;
  return !isServed || why === undefined ? part : softenedPart(part, pool, why);
}

/** Reports whether the same is dialled in another way as well: before addresses are known, each may be any origin's. */
function servesOtherwise(parts: readonly JudgedDestination[], part: JudgedDestination): boolean {
  const { family } = part.destination.target;
  return parts.some(({ destination, dials }) => {
    return destination.target.family === family && dials.every(({ outcome }) => outcome !== "fails");
  });
}

function unassigned(pool: ResourceNode, part: JudgedDestination): JudgedDestination {
  return softenedPart(
    part,
    pool,
    `which origin of pool "${pool.name}" has which address is not known until deployment`,
  );
}

function softenedPart(part: JudgedDestination, pool: ResourceNode, why: string): JudgedDestination {
  return { ...part, dials: part.dials.map((dial) => softened(dial, { hop: "resolve", resource: pool.urn, why })) };
}
