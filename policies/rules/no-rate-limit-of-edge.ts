import type { Draft } from "../../src/findings/draft";
import { served } from "../../src/findings/served";
import { asText, objects } from "../../src/graph/read";
import type { ResourceNode } from "../../src/graph/resource";
import { types } from "../../src/graph/types";
import { isProperties, notKnown, type Properties, type Value } from "../../src/graph/value";
import type { Inputs, Site } from "../example";
import { offPath } from "../off-path-types";
import { definePolicy } from "../policy";
import { output, resource } from "../sites";

/** A web ACL on the site's balancer with one rule that counts requests. */
function limited(rate: Inputs): Site {
  return {
    acl: resource(offPath.webAcl, {
      scope: "REGIONAL",
      defaultAction: { allow: {} },
      rules: [
        {
          name: "rate",
          priority: 1,
          action: { block: {} },
          statement: { rateBasedStatement: { limit: 2000, ...rate } },
        },
      ],
    }),
    guard: resource(offPath.webAclAssociation, {
      resourceArn: output("balancer", "arn"),
      webAclArn: output("acl", "arn"),
    }),
  };
}

export default definePolicy({
  id: "no-rate-limit-of-edge",
  summary: "Disallow web ACLs that count or judge visitors by the edge's addresses",
  cause: "edge-rate-limited",
  kind: "hazard",
  severity: "warning",
  codes: [403],
  appliesTo: [offPath.webAcl],
  docs: {
    why: [
      "Behind Cloudflare all visitors of a data centre come from a few addresses.",
      "A rule that counts by the address of the connection blocks them all at once, and a rule on the country judges where Cloudflare's machine stands.",
      "The visitor's own address is in the header CF-Connecting-IP.",
    ].join(" "),
    unknownWhen: "The web ACL or a rule group that it refers to belongs to another program.",
    whenNotToUse: "The limit is far above what Cloudflare ever sends from one address.",
    sources: [
      "https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based-aggregation-options.html",
      "https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-forwarded-ip-address.html",
      "https://developers.cloudflare.com/fundamentals/reference/http-headers/#cf-connecting-ip",
    ],
  },
  examples: {
    good: [
      {
        title: "whose limit is for each visitor",
        add: limited({
          aggregateKeyType: "FORWARDED_IP",
          forwardedIpConfig: { headerName: "CF-Connecting-IP", fallbackBehavior: "NO_MATCH" },
        }),
      },
    ],
    bad: [{ title: "whose limit is for each address of the edge", add: limited({ aggregateKeyType: "IP" }) }],
  },
  check(view) {
    return served(view, types.loadBalancer).flatMap(({ node, hostnames }) =>
      view.graph
        .referring(node, offPath.webAclAssociation, "resourceArn", "arn")
        .flatMap((association) => view.graph.follow(association, "webAclArn", [offPath.webAcl], "arn").nodes)
        .flatMap((acl) => judge(node, acl, hostnames)),
    );
  },
});

function judge(balancer: ResourceNode, acl: ResourceNode, hostnames: readonly string[]): readonly Draft[] {
  const rules = objects(acl, "rules");
  if (rules === notKnown) return [];
  return rules.flatMap((rule): readonly Draft[] => {
    if (rule === notKnown || !blocks(rule)) return [];
    const by = judgedBy(rule.statement);
    const name = asText(rule.name);
    if (by === undefined) return [];
    return [
      {
        resource: acl.urn,
        codes: [403],
        hostnames,
        what: `Rule "${typeof name === "string" ? name : ""}" of web ACL "${acl.name}" ${by} by the address of the connection, which is Cloudflare's.`,
        fix: "Judge by the header CF-Connecting-IP, with NO_MATCH as fallbackBehavior.",
        related: [{ resource: balancer.urn, says: `the web ACL guards load balancer "${balancer.name}"` }],
        key: typeof name === "string" ? name : "",
      },
    ];
  });
}

/** A rule that only counts lets everybody through. */
function blocks({ action }: Properties): boolean {
  return isProperties(action) && action.block !== undefined && action.block !== null;
}

function judgedBy(statement: Value | undefined): string | undefined {
  if (!isProperties(statement)) return undefined;
  const { rateBasedStatement: rate, geoMatchStatement: geo } = statement;
  if (isProperties(rate)) {
    const key = asText(rate.aggregateKeyType) ?? "IP";
    return key === "IP" ? "counts requests" : undefined;
  }
  if (isProperties(geo) && !isProperties(geo.forwardedIpConfig) && geo.forwardedIpConfig !== notKnown) {
    return "judges the country";
  }
  return undefined;
}
