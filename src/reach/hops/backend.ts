import { notKnown } from "../../graph/value";
import { pass } from "../verdict";
import { judgeAccelerator } from "./accelerator";
import { judgeClassic, judgeListener } from "./application";
import type { Hop } from "./hop";
import { handsOn, listeningOn } from "./listeners";
import { judgeNetworkListener } from "./network-balancer";
import { judgeService } from "./service";

/** Judges what happens to a request that got through: a target that exists answers it, and no redirect goes round. */
export const backend: Hop = (world, dial) => {
  const listening = listeningOn(world.graph, dial);
  switch (listening.kind) {
    case "listener":
      // Without the protocol the kind of balancer is open, which the hop "tls" says already.
      if (listening.protocol === notKnown) return pass;
      return handsOn(listening.protocol)
        ? judgeNetworkListener(world, dial, listening.node)
        : judgeListener(world, dial, listening.node);
    case "classic":
      return judgeClassic(world.graph, dial, listening.entry);
    case "service":
      return judgeService(world, dial, listening.service);
    case "accelerated":
      return judgeAccelerator(world, dial, listening.node);
    case "promised":
    case "none":
    case "unknown":
      return pass;
  }
};
