import type { Mutation } from "../mutation";
import { certificateMutations } from "./certificate";
import { firewallMutations } from "./firewall";
import { hazardMutations } from "./hazards";
import { listenerMutations } from "./listener";
import { networkMutations } from "./network";
import { recordMutations } from "./record";

/** All defects that are planted. */
export const mutations: readonly Mutation[] = [
  ...firewallMutations,
  ...networkMutations,
  ...listenerMutations,
  ...certificateMutations,
  ...recordMutations,
  ...hazardMutations,
];
