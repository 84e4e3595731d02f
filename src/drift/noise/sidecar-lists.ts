import { types } from "../../graph/types";
import { isList } from "../../graph/value";
import type { Noise } from "./noise";

/** Lists in which a service repeats what resources of their own declare. */
const lists: Readonly<Record<string, readonly string[]>> = {
  [types.securityGroup]: ["ingress", "egress"],
  [types.defaultSecurityGroup]: ["ingress", "egress"],
  [types.routeTable]: ["routes"],
  [types.defaultRouteTable]: ["routes"],
  [types.networkAcl]: ["ingress", "egress", "subnetIds"],
  [types.defaultNetworkAcl]: ["ingress", "egress", "subnetIds"],
  [types.managedPrefixList]: ["entries"],
};

/** What another resource declares, seen in the list of its owner. */
export const sidecarLists: Noise = {
  id: "sidecar-lists",
  why: "The program declares no such list, and each of its members is looked at by itself.",
  sources: ["https://github.com/pulumi/pulumi/issues/16072", "https://github.com/pulumi/pulumi-aws/issues/3788"],
  isNoise: ({ property }, { type, inputs }) => {
    const declared = inputs[property];
    const isLeftOut = declared === undefined || declared === null || (isList(declared) && declared.length === 0);
    return isLeftOut && lists[type]?.includes(property) === true;
  },
};
