import type { Archetype } from "./archetype";
import { aliasedTypes } from "./programs/aliased-types";
import { classicBalancer } from "./programs/classic-balancer";
import { clientCertificate } from "./programs/client-certificate";
import { component } from "./programs/component";
import { dualstack } from "./programs/dualstack";
import { edgeBalancer } from "./programs/edge-balancer";
import { configurationRule, originPort } from "./programs/edge-rules";
import { existingNetwork } from "./programs/existing-network";
import { existingZone } from "./programs/existing-zone";
import { fargate } from "./programs/fargate";
import { inlineBalancer } from "./programs/inline-balancer";
import { guardedNetworkBalancer, openNetworkBalancer } from "./programs/network-balancer";
import { olderMajors } from "./programs/older-majors";
import { ownBalancer, ownInstance } from "./programs/own-site";
import { prefixList } from "./programs/prefix-list";
import { cluster, crosswalk } from "./programs/remote-components";
import { scalingGroup } from "./programs/scaling-group";
import { separateRules } from "./programs/separate-rules";
import { distribution, gateway, website } from "./programs/services";
import { singleInstance } from "./programs/single-instance";
import { tunnel } from "./programs/tunnel";

/** All programs of the corpus; none of them has a defect. */
export const archetypes: readonly Archetype[] = [
  ownBalancer,
  ownInstance,
  inlineBalancer,
  separateRules,
  dualstack,
  prefixList,
  component,
  fargate,
  scalingGroup,
  aliasedTypes,
  olderMajors,
  clientCertificate,
  originPort,
  configurationRule,
  existingZone,
  existingNetwork,
  guardedNetworkBalancer,
  openNetworkBalancer,
  classicBalancer,
  singleInstance,
  edgeBalancer,
  distribution,
  gateway,
  website,
  tunnel,
];

/** Programs of which a recording shows too little to plant anything: components that only their own provider can open. */
export const hiddenArchetypes: readonly Archetype[] = [crosswalk, cluster];
