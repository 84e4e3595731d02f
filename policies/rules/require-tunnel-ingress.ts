import { outagesOf } from "../../src/findings/outages";
import { types } from "../../src/graph/types";
import { definePolicy } from "../policy";
import { appIngress, catchAll, tunnelled } from "../tunnels";

export default definePolicy({
  id: "require-tunnel-ingress",
  summary: "Require an ingress rule for every hostname that leads through a tunnel",
  cause: "tunnel-unrouted",
  kind: "outage",
  severity: "error",
  codes: [404],
  appliesTo: [types.tunnelConfig],
  docs: {
    why: [
      "A record that points to a tunnel brings the requests to cloudflared, which looks for the hostname among its ingress rules.",
      "Where no rule names it the last one answers, as a rule with status 404.",
    ].join(" "),
    unknownWhen: "The tunnel is configured by a file on the server, or outside this program.",
    whenNotToUse:
      "The hostname is meant to answer with the status of the last rule; name it in a rule of its own then.",
    sources: [
      "https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/configure-tunnels/local-management/configuration-file/",
    ],
  },
  examples: {
    good: [{ title: "with an ingress rule for the tunnelled hostname", add: tunnelled([appIngress, catchAll]) }],
    bad: [
      {
        title: "whose ingress names another hostname",
        add: tunnelled([{ ...appIngress, hostname: "api.example.com" }, catchAll]),
      },
    ],
  },
  check({ reach }) {
    return outagesOf(reach, "tunnel-unrouted");
  },
});
