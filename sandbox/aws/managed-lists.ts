import type { Family } from "../../src/net/cidr";

/** A prefix list that AWS owns. */
export interface ManagedList {
  readonly id: string;
  readonly name: string;
  readonly family: Family;
  /** How many rules it counts for in a security group. */
  readonly weight: number;
}

/**
 * The AWS-managed prefix lists that a site's rules may name. Their entries are AWS's own and not part of the sandbox.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html read 2026-10-05
 */
export function managedLists(region: string): readonly ManagedList[] {
  return [
    { id: "pl-0521000000000001", name: "com.amazonaws.global.cloudfront.origin-facing", family: 4, weight: 55 },
    { id: "pl-0521000000000002", name: `com.amazonaws.${region}.route53-healthchecks`, family: 4, weight: 25 },
    { id: "pl-0521000000000003", name: `com.amazonaws.${region}.ipv6.route53-healthchecks`, family: 6, weight: 25 },
  ];
}
