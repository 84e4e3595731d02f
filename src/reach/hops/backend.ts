import { text } from "../../graph/read";
import type { Dial } from "../dial";
import { pass } from "../verdict";
import { judgeAccelerator } from "./accelerator";
import { judgeClassic, judgeListener } from "./application";
import type { Hop } from "./hop";
import { listeningOn } from "./listeners";
import { judgeNetworkListener } from "./network-balancer";
import { judgeService } from "./service";

/** Judges what happens to a request that got through: a target that exists answers it, and no redirect goes round. */
export const backend: Hop = (world, dial) => {
  const listening = listeningOn(world.graph, dial);
  switch (listening.kind) {
    case "listener":
      return isNetworkBalancer(dial)
        ? judgeNetworkListener(world, dial, listening.node)
        : judgeListener(world, dial, listening.node);
    case "classic":
      return judgeClassic(world.graph, dial, listening.entry);
    case "service":
      return judgeService(dial, listening.service);
    case "accelerated":
      return judgeAccelerator(world, dial, listening.node);
    case "promised":
    case "none":
    case "unknown":
      return pass;
  }
};

function isNetworkBalancer({ origin }: Dial): boolean {
  return text(origin.node, "loadBalancerType") === "network";
}
