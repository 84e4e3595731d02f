import { objects, property } from "../../graph/read";
import type { ResourceNode } from "../../graph/resource";
import { types } from "../../graph/types";
import { notKnown } from "../../graph/value";
import { eipHolder } from "../addresses";
import type { Dial } from "../dial";
import type { Origin } from "../origins";
import type { Verdict } from "../verdict";
import type { World } from "../world";
import { doubt } from "./hop";
import { innerDial, judgeBehind } from "./inner";
import { amongSeveral } from "./targets-of-balancer";

/**
 * Judges the endpoints behind a listener of Global Accelerator. They see the addresses of those who dial, and may stand
 * in private subnets.
 * @see https://docs.aws.amazon.com/global-accelerator/latest/dg/preserve-client-ip-address.html
 */
export function judgeAccelerator(world: World, dial: Dial, listener: ResourceNode): Verdict {
  const groups = world.graph.referring(listener, types.endpointGroup, "listenerArn", "arn");
  const verdicts = groups.flatMap((group) => judgeEndpoints(world, dial, group));
  if (verdicts.length === 0) {
    return doubt("backend", listener.urn, `nothing in this program registers an endpoint of ${dial.label}`);
  }
  return amongSeveral(verdicts, `some endpoints of ${dial.label} do not answer`);
}

function judgeEndpoints(world: World, dial: Dial, group: ResourceNode): readonly Verdict[] {
  const { graph } = world;
  const found: readonly Origin[] = [
    ...graph
      .follow(group, "endpointConfigurations", [types.loadBalancer], "arn")
      .nodes.map((node): Origin => ({ kind: "load-balancer", node })),
    ...graph
      .follow(group, "endpointConfigurations", [types.instance])
      .nodes.map((node): Origin => ({ kind: "instance", node })),
    ...graph.follow(group, "endpointConfigurations", [types.eip], "allocationId").nodes.flatMap((eip) => {
      const holder = eipHolder(graph, eip);
      return holder === undefined || holder.kind === "nat-gateway" ? [] : [holder];
    }),
  ];
  const unseen = doubt("backend", group.urn, `an endpoint of "${group.name}" is not part of this program`);
  if (found.length === 0 || !keepsAddresses(group) || property(group, "portOverrides") !== undefined) return [unseen];
  return found.map((origin) => judgeBehind(world, innerDial(world, dial, origin, dial.port)));
}

/** Where addresses are not kept, the endpoint sees those of the accelerator. */
function keepsAddresses(group: ResourceNode): boolean {
  const endpoints = objects(group, "endpointConfigurations");
  return (
    endpoints !== notKnown && endpoints.every((each) => each !== notKnown && each.clientIpPreservationEnabled !== false)
  );
}
