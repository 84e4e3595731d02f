import type { Draft } from "../../src/findings/draft";
import { guards, served } from "../../src/findings/served";
import { chosenName } from "../../src/graph/autonames";
import type { ResourceNode } from "../../src/graph/resource";
import { types } from "../../src/graph/types";
import { definePolicy } from "../policy";

export default definePolicy({
  id: "no-delete-before-replace",
  summary: "Disallow names and options that delete what carries visitors before its successor stands",
  cause: "deleted-before-replaced",
  kind: "hazard",
  severity: "note",
  codes: [522, 521],
  appliesTo: [types.securityGroup, types.loadBalancer],
  docs: {
    why: [
      "Pulumi replaces a resource by making the new one first, except where its name is fixed or the program asks for the reverse.",
      "A change that replaces it, such as another description of a security group, then deletes it while visitors come; a group that is in use loses its rules, and cannot even be deleted.",
    ].join(" "),
    unknownWhen: "The name is not known until deployment.",
    whenNotToUse: "Something outside the program needs the name, and nobody will change a property that replaces.",
    sources: [
      "https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming",
      "https://www.pulumi.com/docs/iac/concepts/options/deletebeforereplace/",
      "https://github.com/pulumi/pulumi-terraform-bridge/blob/master/pkg/tfbridge/schema.go",
    ],
  },
  examples: {
    good: [{ title: "whose group and balancer are named by Pulumi" }],
    bad: [
      { title: "whose group has a name of its own", set: { firewall: { name: "origin" } } },
      { title: "whose balancer has a name of its own", set: { balancer: { name: "public" } } },
    ],
  },
  check(view) {
    const carriers = [...guards(view), ...served(view, types.loadBalancer)];
    return carriers.flatMap(({ node, hostnames }) => judge(node, hostnames));
  },
});

function judge(node: ResourceNode, hostnames: readonly string[]): readonly Draft[] {
  const name = chosenName(node);
  if (node.type === types.defaultSecurityGroup || (name === undefined && !node.options.deleteBeforeReplace)) return [];
  const kind = node.type === types.loadBalancer ? "Load balancer" : "Security group";
  const because = name !== undefined ? `has the fixed name "${name}"` : "sets deleteBeforeReplace";
  return [
    {
      resource: node.urn,
      codes: [522, 521],
      hostnames,
      what: `${kind} "${node.name}" ${because}, so that a change which replaces it deletes it first.`,
      fix:
        name !== undefined
          ? "Leave the name to Pulumi, or give a namePrefix, and put what people look for into the tag Name."
          : "Remove deleteBeforeReplace.",
      related: [],
    },
  ];
}
