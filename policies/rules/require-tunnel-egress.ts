import { outagesOf } from "../../src/findings/outages";
import { types } from "../../src/graph/types";
import { definePolicy } from "../policy";
import { connected, out } from "../tunnels";

export default definePolicy({
  id: "require-tunnel-egress",
  summary: "Require egress to port 7844 for what runs cloudflared",
  cause: "tunnel-egress-closed",
  kind: "outage",
  severity: "error",
  codes: [530, 1033],
  appliesTo: [
    types.securityGroup,
    types.defaultSecurityGroup,
    types.networkAcl,
    types.routeTable,
    types.defaultRouteTable,
  ],
  docs: {
    why: [
      "A tunnel needs no open port towards the internet, since cloudflared dials out to Cloudflare, to port 7844: by UDP, and by TCP where UDP gets no answer.",
      "Where neither gets out no connector is connected, and visitors see error 1033 with status 530.",
      "A security group that Pulumi makes without egress rules lets nothing out, and a subnet without a route to a gateway leads nowhere.",
    ].join(" "),
    unknownWhen:
      "A group or a rule of the connector belongs to another program. Nothing is said where no instance or service of this program is seen to run cloudflared.",
    whenNotToUse: "Another connector of the same tunnel runs outside this program.",
    sources: [
      "https://developers.cloudflare.com/cloudflare-one/networks/connectors/cloudflare-tunnel/configure-tunnels/tunnel-with-firewall/",
      "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-1xxx-errors/error-1033/",
      "https://github.com/cloudflare/cloudflared/issues/840",
    ],
  },
  examples: {
    good: [{ title: "whose connector may dial port 7844", add: connected([out("udp", 7844), out("tcp", 7844)]) }],
    bad: [{ title: "whose connector may dial https alone", add: connected([out("tcp", 443)]) }],
  },
  check({ reach }) {
    return outagesOf(reach, "tunnel-egress-closed");
  },
});
