import { outagesOf } from "../../src/findings/outages";
import { types } from "../../src/graph/types";
import { definePolicy } from "../policy";
import { admit, plainListener } from "../sites";

export default definePolicy({
  id: "require-listener",
  summary: "Require something to listen on the port that the SSL mode dials",
  cause: "nothing-listens",
  kind: "outage",
  severity: "error",
  codes: [521, 522],
  appliesTo: [types.loadBalancer, types.instance],
  docs: {
    why: [
      "The zone's SSL mode decides which port of the origin the edge dials: 443 for https visitors under full and strict, 80 under flexible, and the visitor's own port on any other proxied port.",
      "Where nothing listens there, an instance refuses the connection, which is error 521; where the firewall is closed as well, the connection times out, which is error 522.",
      "AWS does not document whether a balancer refuses or drops on a port without a listener, so both codes are named for it.",
    ].join(" "),
    unknownWhen:
      "The balancer is not managed by this program, a listener's port is not known, or no `no521:listens` tag tells what listens on an instance.",
    whenNotToUse: "Something that no Pulumi program declares, such as a hand-made listener, answers on the port.",
    sources: [
      "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-521/",
      "https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/",
    ],
  },
  examples: {
    good: [
      { title: "in mode strict with a listener on port 443" },
      { title: "on an instance whose tag promises port 443", site: "instance" },
    ],
    bad: [
      {
        title: "in mode strict with a listener on port 80 alone",
        add: { listener: plainListener },
        set: { firewall: { ingress: [admit(80), admit(443)] } },
      },
      {
        title: "in mode strict on an instance that listens on port 80 alone",
        site: "instance",
        set: { server: { tags: { "no521:listens": "80/http" } } },
      },
    ],
  },
  check({ reach }) {
    return outagesOf(reach, "nothing-listens");
  },
});
