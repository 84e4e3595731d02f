import { outageOf, outagesOf } from "../../src/findings/outages";
import { types } from "../../src/graph/types";
import { refusedListener } from "../../src/reach/hops/tls";
import { definePolicy } from "../policy";
import { forward, output, resource } from "../sites";

/** A listener on port 443 that ends no TLS. */
const plainOn443 = resource(types.listener, {
  loadBalancerArn: output("balancer", "arn"),
  port: 443,
  protocol: "HTTP",
  defaultActions: [forward],
});

export default definePolicy({
  id: "require-tls-listener",
  summary: "Require TLS on every port that the edge opens with a handshake",
  cause: "tls-not-spoken",
  kind: "outage",
  severity: "error",
  codes: [525, "deploy"],
  appliesTo: [types.listener, types.instance],
  docs: {
    why: [
      "Under full and strict the edge opens a connection for an https visitor with a TLS handshake.",
      "A port that answers in plain HTTP fails it, which is error 525, although a listener is there and the firewall is open.",
      "A TLS listener without a certificate is refused by AWS, in the middle of a deployment.",
    ].join(" "),
    unknownWhen: "The listener passes TCP on, so that its targets decide, or its protocol is not known.",
    whenNotToUse: "Something that no Pulumi program declares ends TLS on the port.",
    sources: [
      "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-525/",
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html",
    ],
  },
  examples: {
    good: [{ title: "whose listener on port 443 speaks HTTPS" }],
    bad: [
      { title: "whose listener on port 443 speaks plain HTTP", add: { listener: plainOn443 } },
      {
        title: "on an instance that speaks plain HTTP on port 443",
        site: "instance",
        set: { server: { tags: { "no521:listens": "443/http" } } },
      },
      {
        title: "whose listener speaks HTTPS without a certificate",
        add: { listener: { ...plainOn443, inputs: { ...plainOn443.inputs, protocol: "HTTPS" } } },
      },
    ],
  },
  alone: {
    type: types.listener,
    check(listener) {
      const failure = refusedListener(listener);
      return failure === undefined ? [] : [outageOf(failure)];
    },
  },
  check({ reach }) {
    return outagesOf(reach, "tls-not-spoken");
  },
});
