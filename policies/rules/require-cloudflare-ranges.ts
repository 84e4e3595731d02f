import { outagesOf } from "../../src/findings/outages";
import { types } from "../../src/graph/types";
import { definePolicy } from "../policy";
import { admit, ipv4RangesWithout, ipv6Ranges } from "../sites";

export default definePolicy({
  id: "require-cloudflare-ranges",
  summary: "Require every origin to admit all of Cloudflare's ranges on the ports that the edge dials",
  cause: "ranges-not-allowed",
  kind: "outage",
  severity: "error",
  codes: [522],
  appliesTo: [types.securityGroup, types.defaultSecurityGroup],
  parameters: ["extraRanges"],
  docs: {
    why: [
      "A security group drops what it does not allow, so the edge waits 19 seconds and shows error 522.",
      "Any of Cloudflare's data centres may dial an origin from any range, so a missing range is an outage for visitors of some regions only, which cannot be reproduced from the desk of whoever looks for it.",
      "The rules of all groups of an origin count together, as do inline rules, separate rules and the entries of a managed prefix list; a wider network covers a range as well.",
    ].join(" "),
    unknownWhen:
      "A group, a rule's source or a prefix list belongs to another program, or is not known until deployment. What a program makes within the `apply` of an unknown value is seen by no preview, which takes such rules for missing; `no521 check` sees that they wait.",
    whenNotToUse: "The edge reaches the origin from addresses of your own: Aegis, or a Cloudflare Tunnel.",
    sources: [
      "https://developers.cloudflare.com/fundamentals/concepts/cloudflare-ip-addresses/",
      "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-522/",
      "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    ],
  },
  examples: {
    good: [
      { title: "whose group admits all ranges of both families on port 443" },
      {
        title: "whose group admits everybody on port 443",
        set: {
          firewall: {
            ingress: [
              { protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"], ipv6CidrBlocks: ["::/0"] },
            ],
          },
        },
      },
    ],
    bad: [
      {
        title: "whose group leaves one range out",
        set: {
          firewall: {
            ingress: [{ ...admit(443), cidrBlocks: ipv4RangesWithout("172.64.0.0/13"), ipv6CidrBlocks: ipv6Ranges }],
          },
        },
      },
      {
        title: "whose group admits IPv4 alone, while the balancer has addresses of both families",
        set: { firewall: { ingress: [{ ...admit(443), ipv6CidrBlocks: [] }] } },
      },
      {
        title: "whose group admits the edge on another port",
        set: { firewall: { ingress: [admit(8443)] } },
      },
    ],
  },
  check({ reach }) {
    return outagesOf(reach, "ranges-not-allowed");
  },
});
