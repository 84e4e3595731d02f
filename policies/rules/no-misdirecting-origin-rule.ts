import { outagesOf } from "../../src/findings/outages";
import { types } from "../../src/graph/types";
import type { Piece } from "../example";
import { definePolicy } from "../policy";
import { admit, forward, output, plainListener, resource } from "../sites";

/** An Origin Rule that sends the requests of one hostname to another port. */
function toPort(port: number): Piece {
  return resource(types.ruleset, {
    zoneId: output("zone", "id"),
    name: "origin",
    kind: "zone",
    phase: "http_request_origin",
    rules: [
      {
        action: "route",
        expression: 'http.host eq "www.example.com"',
        actionParameters: { origin: { port } },
      },
    ],
  });
}

/** A second listener that speaks TLS. */
const other: Piece = resource(types.listener, {
  loadBalancerArn: output("balancer", "arn"),
  port: 8443,
  protocol: "HTTPS",
  certificateArn: output("validation", "certificateArn"),
  defaultActions: [forward],
});

export default definePolicy({
  id: "no-misdirecting-origin-rule",
  summary: "Disallow Origin Rules that send the edge to a port which does not serve it",
  cause: "origin-rule-port",
  kind: "outage",
  severity: "error",
  codes: [522, 521, 525, 520, 400],
  appliesTo: [types.ruleset],
  docs: {
    why: [
      "An Origin Rule changes the port that the edge dials, and nothing else: neither the firewall, nor the listener, nor whether the edge opens with TLS.",
      "A port that is closed or that nobody listens on gives 522 or 521, and one that speaks plain HTTP fails the handshake of the modes full and strict with 525.",
    ].join(" "),
    unknownWhen: "The expression of the rule depends on more than hostname, scheme and port, or its port is not known.",
    whenNotToUse: "Something outside this program serves the port.",
    sources: [
      "https://developers.cloudflare.com/rules/origin-rules/features/",
      "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-525/",
    ],
  },
  examples: {
    good: [
      {
        title: "whose Origin Rule names a port that speaks TLS and admits the edge",
        add: { rule: toPort(8443), other },
        set: { firewall: { ingress: [admit(443), admit(8443)] } },
      },
    ],
    bad: [
      { title: "whose Origin Rule names a port that the firewall closes", add: { rule: toPort(8443), other } },
      {
        title: "whose Origin Rule sends TLS to a listener of plain HTTP",
        add: { rule: toPort(80), plainListener },
        set: { firewall: { ingress: [admit(443), admit(80)] } },
      },
    ],
  },
  check({ reach }) {
    return outagesOf(reach, "origin-rule-port");
  },
});
