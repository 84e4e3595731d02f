import { outagesOf } from "../../src/findings/outages";
import { types } from "../../src/graph/types";
import { definePolicy } from "../policy";
import { output } from "../sites";

export default definePolicy({
  id: "require-balancer-egress",
  summary: "Require the security groups of a load balancer to let it out to its targets",
  cause: "balancer-egress-closed",
  kind: "outage",
  severity: "error",
  codes: [504, 522, 502, 520],
  appliesTo: [types.securityGroup, types.defaultSecurityGroup],
  docs: {
    why: [
      "AWS gives a new security group a rule that lets everything out, and the provider removes it when Pulumi makes the group: a group that declares no egress lets nothing out.",
      "A balancer that wears only such groups reaches none of its targets and answers 504 for all of them.",
    ].join(" "),
    unknownWhen: "A group or rule of the balancer belongs to another program, or is not known until deployment.",
    whenNotToUse: "Another program adds the egress rule.",
    sources: [
      "https://github.com/hashicorp/terraform-provider-aws/blob/main/website/docs/r/security_group.html.markdown",
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",
    ],
  },
  examples: {
    good: [
      { title: "whose balancer may send to everywhere" },
      {
        title: "whose balancer may send to its targets alone",
        set: {
          firewall: {
            egress: [{ protocol: "tcp", fromPort: 8080, toPort: 8080, securityGroups: [output("inner", "id")] }],
          },
        },
      },
    ],
    bad: [
      { title: "whose balancer has no egress rule", set: { firewall: { egress: [] } } },
      {
        title: "whose balancer may send to another port alone",
        set: {
          firewall: { egress: [{ protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] }] },
        },
      },
    ],
  },
  check({ reach }) {
    return outagesOf(reach, "balancer-egress-closed");
  },
});
