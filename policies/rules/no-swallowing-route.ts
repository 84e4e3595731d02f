import { outagesOf } from "../../src/findings/outages";
import { types } from "../../src/graph/types";
import { definePolicy } from "../policy";
import { output, resource } from "../sites";

/** A route of the site's table to a transit gateway. */
function transit(destinationCidrBlock: string) {
  return resource(types.route, {
    routeTableId: output("routes", "id"),
    destinationCidrBlock,
    transitGatewayId: "tgw-0123456789abcdef0",
  });
}

export default definePolicy({
  id: "no-swallowing-route",
  summary: "Disallow routes and VPC networks that take the replies to Cloudflare's ranges",
  cause: "route-swallows-replies",
  kind: "outage",
  severity: "error",
  codes: [522, 523, 521],
  appliesTo: [types.route, types.routeTable, types.vpc],
  docs: {
    why: [
      "The most specific route wins. A route such as 172.0.0.0/8 to a VPN or a transit gateway is more specific than the default route, and takes the replies to Cloudflare's 172.64.0.0/13 with it.",
      "Security groups and health checks look right, and visitors of some of Cloudflare's data centres get an error all the same.",
      "Cloudflare's pages name 523 in one place, 521 and 522 in another; an answer that never arrives is a 522.",
    ].join(" "),
    unknownWhen: "The route table belongs to another program, or a route's target is not known until deployment.",
    whenNotToUse: "What stands behind the other gateway returns the replies to the internet, from the same address.",
    sources: [
      "https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/error-523/",
      "https://developers.cloudflare.com/fundamentals/concepts/cloudflare-ip-addresses/",
      "https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html",
    ],
  },
  examples: {
    good: [
      { title: "whose only route is the default one" },
      { title: "whose private networks are routed as RFC 1918 has them", add: { office: transit("172.16.0.0/12") } },
    ],
    bad: [
      { title: "with a route to the office that is wider than the office", add: { office: transit("172.0.0.0/8") } },
      {
        title: "whose VPC uses a network of Cloudflare's as if it were private",
        set: { vpc: { cidrBlock: "172.64.0.0/16" } },
      },
    ],
  },
  check({ reach }) {
    return outagesOf(reach, "route-swallows-replies");
  },
});
