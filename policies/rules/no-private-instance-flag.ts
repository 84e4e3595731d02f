import type { Draft } from "../../src/findings/draft";
import { served } from "../../src/findings/served";
import { flag } from "../../src/graph/read";
import type { ResourceNode } from "../../src/graph/resource";
import type { ResourceGraph } from "../../src/graph/resource-graph";
import { types } from "../../src/graph/types";
import { definePolicy } from "../policy";

export default definePolicy({
  id: "no-private-instance-flag",
  summary: "Disallow associatePublicIpAddress false on an instance with an elastic address",
  cause: "instance-replaced-for-address",
  kind: "hazard",
  severity: "warning",
  codes: [522, 521],
  appliesTo: [types.instance],
  docs: {
    why: [
      "AWS reports an instance that holds an elastic address as one with a public address.",
      "The next refresh finds that the program says otherwise, and the next deployment replaces the instance.",
    ].join(" "),
    unknownWhen: "The address is associated by another program.",
    whenNotToUse: "There is no case for it: leave the property out, and an elastic address is the only one.",
    sources: [
      "https://github.com/hashicorp/terraform-provider-aws/issues/37318",
      "https://github.com/pulumi/pulumi/issues/8718",
    ],
  },
  examples: {
    good: [{ title: "whose instance leaves the property out", site: "instance" }],
    bad: [
      {
        title: "whose instance declines a public address and has an elastic one",
        site: "instance",
        set: { server: { associatePublicIpAddress: false } },
      },
    ],
  },
  check(view) {
    return served(view, types.instance).flatMap(({ node, hostnames }) => judge(view.graph, node, hostnames));
  },
});

function judge(graph: ResourceGraph, instance: ResourceNode, hostnames: readonly string[]): readonly Draft[] {
  if (flag({ ...instance, outputs: {} }, "associatePublicIpAddress") !== false) return [];
  const address = [
    ...graph.referring(instance, types.eip, "instance"),
    ...graph.referring(instance, types.eipAssociation, "instanceId"),
  ].at(0);
  if (address === undefined) return [];
  return [
    {
      resource: instance.urn,
      codes: [522, 521],
      hostnames,
      what: `Instance "${instance.name}" sets associatePublicIpAddress to false and has elastic address "${address.name}", for which a later deployment replaces it.`,
      fix: "Remove associatePublicIpAddress.",
      related: [{ resource: address.urn, says: `"${address.name}" gives it a public address` }],
    },
  ];
}
