import type { Draft } from "../../src/findings/draft";
import { asText } from "../../src/graph/read";
import type { ResourceNode } from "../../src/graph/resource";
import { types } from "../../src/graph/types";
import { isList } from "../../src/graph/value";
import { autoNamed } from "../autonames";
import { definePolicy } from "../policy";
import { guards, served } from "../served";

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
  const name = node.kind === "managed" ? asText(node.inputs.name) : undefined;
  const isNamed = typeof name === "string" && name !== "" && !isAutoNamed(node, name);
  if (node.type === types.defaultSecurityGroup || (!isNamed && !node.options.deleteBeforeReplace)) return [];
  const kind = node.type === types.loadBalancer ? "Load balancer" : "Security group";
  const because = isNamed ? `has the fixed name "${name}"` : "sets deleteBeforeReplace";
  return [
    {
      resource: node.urn,
      codes: [522, 521],
      hostnames,
      what: `${kind} "${node.name}" ${because}, so that a change which replaces it deletes it first.`,
      fix: isNamed
        ? "Leave the name to Pulumi, or give a namePrefix, and put what people look for into the tag Name."
        : "Remove deleteBeforeReplace.",
      related: [],
    },
  ];
}

function isAutoNamed(node: ResourceNode, name: string): boolean {
  const defaults = node.inputs.__defaults;
  return (isList(defaults) && defaults.includes("name")) || autoNamed(node.name, name);
}
