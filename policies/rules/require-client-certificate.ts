import { outagesOf } from "../../src/findings/outages";
import { types } from "../../src/graph/types";
import type { Inputs } from "../example";
import { definePolicy } from "../policy";
import { output, resource } from "../sites";

const verifying: Inputs = {
  mutualAuthentication: {
    mode: "verify",
    trustStoreArn: "arn:aws:elasticloadbalancing:us-east-1:123456789012:truststore/cloudflare/0123456789abcdef",
  },
};

export default definePolicy({
  id: "require-client-certificate",
  summary: "Require the edge to present the client certificate that the origin demands",
  cause: "client-certificate-demanded",
  kind: "outage",
  severity: "error",
  codes: [525, 520],
  appliesTo: [types.listener],
  docs: {
    why: [
      "A listener that verifies client certificates drops every connection that brings none.",
      "The edge brings one only where Authenticated Origin Pulls is on, at the level of the hostname, the zone or the account; the levels are independent of each other.",
      "Cloudflare's guide for load balancers shows the reset, which is error 525; its list of codes puts such a mistake under 520.",
      "The same is seen where the listener's trust store, filled from a file that the program uploads, lacks the authority of what the edge presents: Cloudflare's own for the global level, that of the uploaded certificate otherwise.",
    ].join(" "),
    unknownWhen:
      "The zone is not created by this program and no setting declares `tls_client_auth`, or the listener's mode is not known.",
    whenNotToUse: "Authenticated Origin Pulls is switched on by something that this program does not declare.",
    sources: [
      "https://developers.cloudflare.com/ssl/origin-configuration/authenticated-origin-pull/",
      "https://developers.cloudflare.com/ssl/origin-configuration/authenticated-origin-pull/aws-alb-integration/",
    ],
  },
  examples: {
    good: [
      {
        title: "whose edge sends a certificate and whose listener verifies it",
        add: {
          pulls: resource(types.originPullsSettings, { zoneId: output("zone", "id"), enabled: true }),
        },
        set: { listener: verifying },
      },
    ],
    bad: [{ title: "whose listener verifies what the edge does not send", set: { listener: verifying } }],
  },
  check({ reach }) {
    return outagesOf(reach, "client-certificate-demanded");
  },
});
