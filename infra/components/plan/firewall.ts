import { type Family, isCanonical, parseCidr } from "../../../src/net/cidr";
import { cidrSlug, refuse } from "./name";

/** Who is let in, and in which form AWS is told. */
export type Admission =
  /** One rule for each CIDR: an addition is made first and a removal last, by the engine's own order. */
  | { readonly kind: "rules"; readonly ranges: readonly string[] }
  /**
   * One managed prefix list for each family, for several groups that share the CIDRs. `maxEntries` is fixed once, with
   * headroom: it is what the quota counts, and AWS refuses to change it together with the entries.
   */
  | { readonly kind: "prefix-lists"; readonly ranges: readonly string[]; readonly maxEntries: FamilyCounts }
  /** Lists that AWS manages, each with its weight in the quota. */
  | { readonly kind: "aws-lists"; readonly lists: readonly AwsList[] };

/** A count for each address family, which AWS's quota keeps apart. */
export interface FamilyCounts {
  readonly ipv4: number;
  readonly ipv6: number;
}

/** A prefix list that AWS manages. */
export interface AwsList {
  /** End of the rule's name. */
  readonly key: string;
  /** What follows `com.amazonaws.<region>.` in its name. */
  readonly name: string;
  /** Its id, such as `pl-0a1b`. */
  readonly id: string;
  readonly family: Family;
  /**
   * How many rules it counts for.
   * @see https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html read 2026-10-05
   */
  readonly weight: number;
}

/**
 * Admits the checkers of Route 53, which dial an origin over IPv4 here. The list counts for 25 rules, so it has a group
 * of its own: beside Cloudflare's ranges for two ports it would exceed the quota.
 */
export function checkerAdmission(listId: string): Admission {
  return {
    kind: "aws-lists",
    lists: [{ key: "route53", name: "route53-healthchecks", id: listId, family: 4, weight: 25 }],
  };
}

/** One ingress rule to declare; `key` ends its name. */
export interface PlannedRule {
  readonly key: string;
  readonly family: Family;
  readonly cidr: string;
}

/**
 * Rules in one direction of a security group, for IPv4 and for IPv6 apart.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups read 2026-10-05
 */
export const rulesPerGroup = 60;

/**
 * Plans one ingress rule for each range.
 * @throws {InputPropertyError} if a range is not a canonical CIDR or is listed twice, which AWS refuses
 */
export function planRules(ranges: readonly string[]): readonly PlannedRule[] {
  return ranges.map((cidr, index) => {
    const path = `ranges[${index}]`;
    const parsed = parseCidr(cidr);
    if (parsed === undefined) throw refuse(path, `"${cidr}" is not a CIDR such as 203.0.113.0/24 or 2001:db8::/32`);
    if (!isCanonical(cidr)) throw refuse(path, `"${cidr}" is written as AWS does not: write ${parsed.text}`);
    if (ranges.indexOf(cidr) !== index) throw refuse(path, `"${cidr}" is listed twice`);
    return { key: cidrSlug(cidr), family: parsed.family, cidr };
  });
}

/** Counts what an admission takes of a group's quota. */
export function countQuota(admission: Admission): FamilyCounts {
  switch (admission.kind) {
    case "rules": {
      const rules = planRules(admission.ranges);
      return countFamilies(rules, () => 1);
    }
    case "prefix-lists":
      return admission.maxEntries;
    case "aws-lists":
      return countFamilies(admission.lists, ({ weight }) => weight);
  }
}

/**
 * Checks an admission before anything is registered: AWS would refuse it in the middle of an update.
 * @throws {InputPropertyError} if the quota is exceeded, a list is too small, or a family is left out
 */
export function checkAdmission(admission: Admission, quota: number = rulesPerGroup): void {
  if (admission.kind !== "aws-lists") checkRanges(admission);
  const counts = countQuota(admission);
  const family = counts.ipv4 > quota ? 4 : counts.ipv6 > quota ? 6 : undefined;
  if (family === undefined) return;
  const given = family === 4 ? counts.ipv4 : counts.ipv6;
  throw refuse(
    "admission",
    `it takes ${given} IPv${family} rules of one security group, and AWS allows ${quota} for each family; ` +
      "use another group, or have the quota raised and pass it as rulesPerGroup",
  );
}

function checkRanges(admission: Exclude<Admission, { kind: "aws-lists" }>): void {
  const counts = countFamilies(planRules(admission.ranges), () => 1);
  const missing = counts.ipv4 === 0 ? 4 : counts.ipv6 === 0 ? 6 : undefined;
  if (missing !== undefined) throw refuse("admission.ranges", `it holds no IPv${missing} range`);
  if (admission.kind === "rules") return;
  checkListSize("ipv4", counts, admission.maxEntries);
  checkListSize("ipv6", counts, admission.maxEntries);
}

function checkListSize(family: keyof FamilyCounts, counts: FamilyCounts, maxEntries: FamilyCounts): void {
  if (counts[family] <= maxEntries[family]) return;
  throw refuse(
    `admission.maxEntries.${family}`,
    `the list has room for ${maxEntries[family]} ranges, and ${counts[family]} are to be admitted`,
  );
}

function countFamilies<T extends { readonly family: Family }>(
  entries: readonly T[],
  weigh: (entry: T) => number,
): FamilyCounts {
  const sum = (family: Family): number =>
    entries.filter((entry) => entry.family === family).reduce((total, entry) => total + weigh(entry), 0);
  return { ipv4: sum(4), ipv6: sum(6) };
}
