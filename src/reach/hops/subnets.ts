import type { ResourceNode } from "../../graph/resource";
import type { Dial } from "../dial";
import { standsInVpc } from "../origins";
import { isTotal, metByAll, pass, type Verdict } from "../verdict";
import type { World } from "../world";
import { doubt, type Hop } from "./hop";

/**
 * Makes a hop of what is judged in each subnet of an origin: one that stops the dial is enough, and a subnet that this
 * program does not show leaves the hop open.
 */
export function inEverySubnet(
  hop: "route" | "network-acl",
  judge: (world: World, dial: Dial, subnet: ResourceNode) => Verdict,
): Hop {
  return (world, dial) => {
    if (!standsInVpc(dial.origin)) return pass;
    const { subnets } = dial.place;
    const verdicts = subnets.nodes.map((subnet) => judge(world, dial, subnet));
    const failure = failureIn(verdicts);
    if (failure !== undefined) return failure;
    if (subnets.open || subnets.foreign.length > 0 || subnets.nodes.length === 0) {
      return doubt(hop, dial.origin.node.urn, unseenSubnets(dial));
    }
    return verdicts.find((verdict) => verdict.kind === "unknown") ?? pass;
  };
}

/**
 * What stops a dial in a subnet stops it in part, where the origin has addresses in others too: the edge takes any of
 * them.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html#availability-zones
 */
function failureIn(verdicts: readonly Verdict[]): Verdict | undefined {
  const failures = verdicts.flatMap((verdict) => (verdict.kind === "fail" ? [verdict.failure] : []));
  const total = failures.filter(isTotal);
  const [first] = total.length > 0 ? total : failures;
  if (first === undefined || total.length === verdicts.length) return first && { kind: "fail", failure: first };
  if (failures.some(({ ranges }) => ranges === undefined))
    return { kind: "fail", failure: { ...metByAll(first), letsSomePass: true } };
  const ranges = [...new Set(failures.flatMap((failure) => failure.ranges ?? []))];
  return { kind: "fail", failure: { ...first, ranges } };
}

/** Says which subnets of an origin this program does not show. */
function unseenSubnets(dial: Dial): string {
  const { foreign, open } = dial.place.subnets;
  if (foreign.length > 0) return `${foreign.join(", ")} of ${dial.label} is not part of this program`;
  return open
    ? `the subnets of ${dial.label} are not known until deployment`
    : `${dial.label} names no subnet, so a default one of its VPC decides`;
}
