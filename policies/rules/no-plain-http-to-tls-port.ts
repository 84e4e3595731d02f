import { outagesOf } from "../../src/findings/outages";
import { types } from "../../src/graph/types";
import { definePolicy } from "../policy";
import { admit, forward, output, plainListener, resource } from "../sites";

/** A listener on port 80 that expects a handshake. */
const tlsOn80 = resource(types.listener, {
  loadBalancerArn: output("balancer", "arn"),
  port: 80,
  protocol: "HTTPS",
  certificateArn: output("validation", "certificateArn"),
  defaultActions: [forward],
});

const openPorts = { ingress: [admit(80), admit(443)] };

export default definePolicy({
  id: "no-plain-http-to-tls-port",
  summary: "Disallow the edge to speak plain HTTP to a port that expects TLS",
  cause: "plain-http-to-tls-port",
  kind: "outage",
  severity: "error",
  codes: [520, 400],
  appliesTo: [types.listener, types.instance],
  docs: {
    why: [
      "Under flexible the edge speaks plain HTTP to port 80 for every visitor, and under full and strict for http visitors.",
      "A server that expects TLS there answers 400, or with an alert that the edge cannot read, which is error 520.",
    ].join(" "),
    unknownWhen: "The listener passes TCP on, so that its targets decide, or its protocol is not known.",
    whenNotToUse: "The server tells TLS and plain HTTP apart on the same port.",
    sources: [
      "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-520/",
      "https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/flexible/",
    ],
  },
  examples: {
    good: [
      {
        title: "in mode flexible whose listener on port 80 speaks HTTP",
        add: { plainListener },
        set: { ssl: { value: "flexible" }, firewall: openPorts },
      },
    ],
    bad: [
      {
        title: "in mode flexible whose listener on port 80 speaks HTTPS",
        add: { tlsOn80 },
        set: { ssl: { value: "flexible" }, firewall: openPorts },
      },
    ],
  },
  check({ reach }) {
    return outagesOf(reach, "plain-http-to-tls-port");
  },
});
