import type { ResourceNode } from "../../graph/resource";
import type { Dial } from "../dial";
import { standsInVpc } from "../origins";
import { pass, type Verdict } from "../verdict";
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
    const failure = verdicts.find((verdict) => verdict.kind === "fail");
    if (failure !== undefined) return failure;
    if (subnets.open || subnets.foreign.length > 0 || subnets.nodes.length === 0) {
      return doubt(hop, dial.origin.node.urn, unseenSubnets(dial));
    }
    return verdicts.find((verdict) => verdict.kind === "unknown") ?? pass;
  };
}

/** Says which subnets of an origin this program does not show. */
function unseenSubnets(dial: Dial): string {
  const { foreign, open } = dial.place.subnets;
  if (foreign.length > 0) return `${foreign.join(", ")} of ${dial.label} is not part of this program`;
  return open
    ? `the subnets of ${dial.label} are not known until deployment`
    : `${dial.label} names no subnet, so a default one of its VPC decides`;
}
