import { outagesOf } from "../../src/findings/outages";
import { types } from "../../src/graph/types";
import { definePolicy } from "../policy";
import { admit, output, resource } from "../sites";

/** The listener that most sites have on port 80. */
const toHttps = resource(types.listener, {
  loadBalancerArn: output("balancer", "arn"),
  port: 80,
  protocol: "HTTP",
  defaultActions: [{ type: "redirect", redirect: { protocol: "HTTPS", port: "443", statusCode: "HTTP_301" } }],
});

const openPorts = { ingress: [admit(80), admit(443)] };

/** A redirect rule of the edge for one hostname. */
const redirecting = (host: string, url: string) => ({
  ref: host,
  action: "redirect",
  expression: `http.host eq "${host}"`,
  actionParameters: { fromValue: { statusCode: 301, targetUrl: { value: url } } },
});
const redirects = (...rules: readonly ReturnType<typeof redirecting>[]) =>
  resource(types.ruleset, {
    zoneId: output("zone", "id"),
    kind: "zone",
    name: "redirects",
    phase: "http_request_dynamic_redirect",
    rules,
  });
const apex = resource(types.dnsRecord, {
  zoneId: output("zone", "id"),
  name: "example.com",
  type: "CNAME",
  content: output("balancer", "dnsName"),
  proxied: true,
  ttl: 1,
});
const toWww = redirecting("example.com", "https://www.example.com");

export default definePolicy({
  id: "no-redirect-loop",
  summary: "Disallow an edge and an origin that send the visitor back to each other",
  cause: "redirect-loop",
  kind: "outage",
  severity: "error",
  codes: ["loop", "deploy"],
  appliesTo: [types.listener, types.zoneSetting, types.ruleset, types.pageRule],
  docs: {
    why: [
      "Under flexible the edge speaks plain HTTP to port 80 even for https visitors.",
      "A listener that redirects http to https then sends each of them back to where they are, until the browser gives up with ERR_TOO_MANY_REDIRECTS.",
      "The same happens where the origin redirects https to http and the edge http to https, where two rules send www to the bare domain and the bare domain to www, and where a rule redirects a hostname to itself.",
    ].join(" "),
    unknownWhen:
      "The listener has rules beside its default action, or the redirect or the zone's SSL mode is not known.",
    whenNotToUse: "The origin tells visitors apart by X-Forwarded-Proto in a way that the listener does not show.",
    sources: ["https://developers.cloudflare.com/ssl/troubleshooting/too-many-redirects/"],
  },
  examples: {
    good: [
      { title: "in mode strict that redirects http to https", add: { toHttps }, set: { firewall: openPorts } },
      { title: "whose edge redirects the bare domain to www", add: { apex, redirects: redirects(toWww) } },
    ],
    bad: [
      {
        title: "in mode flexible that redirects http to https",
        add: { toHttps },
        set: { ssl: { value: "flexible" }, firewall: openPorts },
      },
      { title: "in mode off whose edge redirects to https", set: { ssl: { value: "off" } } },
      {
        title: "whose edge redirects the bare domain to www, and www back",
        add: { apex, redirects: redirects(toWww, redirecting("www.example.com", "https://example.com")) },
      },
    ],
  },
  check({ reach }) {
    return outagesOf(reach, "redirect-loop");
  },
});
