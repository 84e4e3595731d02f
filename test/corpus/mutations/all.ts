import type { Mutation } from "../mutation";
import { accessListMutations } from "./access-lists";
import { certificateMutations } from "./certificate";
import { edgeSettingMutations } from "./edge-settings";
import { firewallMutations } from "./firewall";
import { firewallFormMutations } from "./firewall-forms";
import { hazardMutations } from "./hazards";
import { laterMutations } from "./later";
import { listenerMutations } from "./listener";
import { nameMutations } from "./names";
import { networkMutations } from "./network";
import { otherListenerMutations } from "./other-listeners";
import { recordMutations } from "./record";
import { renewalMutations } from "./renewal";
import { routeMutations } from "./routes";
import { serviceMutations } from "./services";
import { targetMutations } from "./targets";
import { watchMutations } from "./watch";

/** All defects that are planted. */
export const mutations: readonly Mutation[] = [
  ...firewallMutations,
  ...firewallFormMutations,
  ...networkMutations,
  ...routeMutations,
  ...accessListMutations,
  ...listenerMutations,
  ...otherListenerMutations,
  ...edgeSettingMutations,
  ...targetMutations,
  ...certificateMutations,
  ...serviceMutations,
  ...recordMutations,
  ...nameMutations,
  ...hazardMutations,
  ...renewalMutations,
  ...laterMutations,
  ...watchMutations,
];
