import { outagesOf } from "../../src/findings/outages";
import { types } from "../../src/graph/types";
import { definePolicy } from "../policy";
import { everywhere, output } from "../sites";

export default definePolicy({
  id: "require-target-admission",
  summary: "Require the targets of a load balancer to let it in on the port that it sends requests to",
  cause: "targets-not-admitted",
  kind: "outage",
  severity: "error",
  codes: [504, 522, 502, 520],
  appliesTo: [types.securityGroup, types.defaultSecurityGroup, types.vpc],
  docs: {
    why: [
      "A load balancer opens connections of its own to its targets. Where their security group has no rule for it on the target's port, the packets are dropped, the health checks fail, and every request ends in the balancer's own 504.",
      "Such a site passes the edge's part of the way, so nothing of Cloudflare shows the cause. A network load balancer hands packets on and the visitor sees 522.",
    ].join(" "),
    unknownWhen:
      "The targets, their groups or a rule's source belong to another program, or are not known until deployment.",
    whenNotToUse: "Another program adds the rule to the targets' group.",
    sources: [
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html",
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-update-security-groups.html",
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html",
    ],
  },
  examples: {
    good: [
      { title: "whose servers admit the balancer's group" },
      {
        title: "whose servers admit the balancer's subnets",
        set: {
          inner: { ingress: [{ protocol: "tcp", fromPort: 8080, toPort: 8080, cidrBlocks: ["10.0.0.0/16"] }] },
        },
      },
    ],
    bad: [
      {
        title: "whose servers admit the balancer on another port",
        set: {
          inner: {
            ingress: [{ protocol: "tcp", fromPort: 80, toPort: 80, securityGroups: [output("firewall", "id")] }],
          },
        },
      },
      { title: "whose servers admit nobody", set: { inner: { ingress: [], egress: [everywhere] } } },
    ],
  },
  check({ reach }) {
    return outagesOf(reach, "targets-not-admitted");
  },
});
