import { outagesOf } from "../../src/findings/outages";
import { types } from "../../src/graph/types";
import { definePolicy } from "../policy";
import { forward, output, resource } from "../sites";

const distribution = resource(types.distribution, {
  enabled: true,
  aliases: ["www.example.com"],
  viewerCertificate: { acmCertificateArn: output("validation", "certificateArn"), sslSupportMethod: "sni-only" },
  defaultCacheBehavior: { viewerProtocolPolicy: "redirect-to-https", targetOriginId: "app" },
});

const rule = resource("aws:lb/listenerRule:ListenerRule", {
  listenerArn: output("listener", "arn"),
  priority: 10,
  conditions: [{ hostHeader: { values: ["*.example.com"] } }],
  actions: [forward],
});

const notFound = { type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "404" } };

export default definePolicy({
  id: "require-served-host",
  summary: "Require what a hostname points to to know that hostname",
  cause: "host-not-served",
  kind: "outage",
  severity: "error",
  codes: [403, 525, 404],
  appliesTo: [
    types.listener,
    types.distribution,
    types.bucketWebsite,
    types.bucket,
    types.functionUrl,
    types.restDomain,
    types.httpDomain,
    types.restStage,
    types.httpStage,
    types.httpApi,
  ],
  docs: {
    why: [
      "The edge asks for the visitor's hostname, in the handshake and in the Host header, whatever name the record points to.",
      "CloudFront breaks the handshake for a name that is none of its aliases; API Gateway and function URLs answer 403 for a name that is not theirs; a website bucket is found by the name of the host, and another name is a 404; a listener whose rules are for other hosts gives its default answer.",
    ].join(" "),
    unknownWhen:
      "The names are not known until deployment, the service belongs to another program, or a rule of the edge changes the Host header to a name that nobody knows.",
    whenNotToUse: "A Worker rewrites the request before it reaches the origin.",
    sources: [
      "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/CNAMEs.html",
      "https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains.html",
      "https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html",
      "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/rule-condition-types.html#host-conditions",
    ],
  },
  examples: {
    good: [
      {
        title: "behind a distribution with the hostname as its alias",
        add: { distribution },
        set: { www: { content: output("distribution", "domainName") } },
      },
      {
        title: "whose listener has a rule for the hostname",
        add: { rule },
        set: { listener: { defaultActions: [notFound] } },
      },
    ],
    bad: [
      {
        title: "behind a distribution without the alias",
        add: { distribution },
        set: {
          distribution: { aliases: ["cdn.example.com"] },
          www: { content: output("distribution", "domainName") },
        },
      },
      {
        title: "whose listener has rules for other hostnames alone",
        add: { rule },
        set: {
          listener: { defaultActions: [notFound] },
          rule: { conditions: [{ hostHeader: { values: ["api.example.com"] } }] },
        },
      },
    ],
  },
  check({ reach }) {
    return outagesOf(reach, "host-not-served");
  },
});
