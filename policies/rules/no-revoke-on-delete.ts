import { guards } from "../../src/findings/served";
import { flag } from "../../src/graph/read";
import { types } from "../../src/graph/types";
import { definePolicy } from "../policy";

export default definePolicy({
  id: "no-revoke-on-delete",
  summary: "Disallow security groups on the way to an origin that lose their rules before they are deleted",
  cause: "revoke-on-delete",
  kind: "hazard",
  severity: "warning",
  codes: [522],
  appliesTo: [types.securityGroup],
  docs: {
    why: [
      "With `revokeRulesOnDelete` the provider first revokes every rule of a group and then asks AWS to delete it.",
      "AWS refuses as long as something wears the group, and what wears it is left without rules.",
    ].join(" "),
    unknownWhen: "The group belongs to another program.",
    whenNotToUse:
      "Groups of services that add rules of their own, such as Elastic MapReduce; they are on no visitor's way.",
    sources: ["https://www.pulumi.com/registry/packages/aws/api-docs/ec2/securitygroup/"],
  },
  examples: {
    good: [{ title: "whose group keeps its rules as long as it stands" }],
    bad: [{ title: "whose group revokes its rules first", set: { firewall: { revokeRulesOnDelete: true } } }],
  },
  check(view) {
    return guards(view)
      .filter(({ node }) => flag(node, "revokeRulesOnDelete") === true)
      .map(({ node, hostnames }) => ({
        resource: node.urn,
        codes: [522],
        hostnames,
        what: `Security group "${node.name}" sets revokeRulesOnDelete: all its rules are gone before AWS is asked whether it may be deleted.`,
        fix: "Remove revokeRulesOnDelete.",
        related: [],
      }));
  },
});
