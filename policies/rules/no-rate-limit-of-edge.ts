import type { Draft } from "../../src/findings/draft";
import { served } from "../../src/findings/served";
import { text } from "../../src/graph/read";
import type { ResourceNode } from "../../src/graph/resource";
import { types } from "../../src/graph/types";
import { parseCidr } from "../../src/net/cidr";
import type { Inputs, Site } from "../example";
import { offPath } from "../off-path-types";
import { definePolicy, type View } from "../policy";
import { output, resource } from "../sites";
import { isPreceded, judgedByConnection, rulesOf, turnsAway } from "../web-acl";
import { refusedByDefault } from "../web-acl-default";

/** A web ACL on the site's balancer with one rule that counts requests. */
function limited(rate: Inputs, more: readonly Inputs[] = []): Site {
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
        ...more,
      ],
    }),
    guard: resource(offPath.webAclAssociation, {
      resourceArn: output("balancer", "arn"),
      webAclArn: output("acl", "arn"),
    }),
  };
}

/** A web ACL that blocks by default. */
const officeAlone: Site = {
  office: resource(offPath.ipSet, { scope: "REGIONAL", ipAddressVersion: "IPV4", addresses: ["203.0.113.0/24"] }),
  acl: resource(offPath.webAcl, {
    scope: "REGIONAL",
    defaultAction: { block: {} },
    rules: [
      {
        name: "office",
        priority: 1,
        action: { allow: {} },
        statement: { ipSetReferenceStatement: { arn: output("office", "arn") } },
      },
    ],
  }),
  guard: resource(offPath.webAclAssociation, {
    resourceArn: output("balancer", "arn"),
    webAclArn: output("acl", "arn"),
  }),
};

export default definePolicy({
  id: "no-rate-limit-of-edge",
  summary: "Disallow web ACLs that count or judge visitors by the edge's addresses",
  cause: "edge-rate-limited",
  kind: "hazard",
  severity: "warning",
  codes: [403],
  appliesTo: [offPath.webAcl, offPath.webAclRule, offPath.ruleGroup],
  docs: {
    why: [
      "Behind Cloudflare all visitors of a data centre come from a few addresses.",
      "A rule that counts by the address of the connection blocks them all at once, a rule on the country judges where Cloudflare's machine stands, and a rule on an IP set sees none of the visitors' addresses.",
      "Where the default is to block, what no rule allows is refused, Cloudflare's addresses among it.",
      "The visitor's own address is in the header CF-Connecting-IP.",
    ].join(" "),
    unknownWhen: "The web ACL or a rule group that it refers to belongs to another program.",
    whenNotToUse: "The limit is far above what Cloudflare ever sends from one address.",
    sources: [
      "https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based-aggregation-options.html",
      "https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-forwarded-ip-address.html",
      "https://docs.aws.amazon.com/waf/latest/developerguide/web-acl-default-action.html",
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
    bad: [
      { title: "whose limit is for each address of the edge", add: limited({ aggregateKeyType: "IP" }) },
      { title: "whose web ACL allows the office and blocks everybody else", add: officeAlone },
      {
        title: "whose rule group turns everybody away but the office",
        add: {
          office: resource(offPath.ipSet, {
            scope: "REGIONAL",
            ipAddressVersion: "IPV4",
            addresses: ["203.0.113.0/24"],
          }),
          group: resource(offPath.ruleGroup, {
            scope: "REGIONAL",
            capacity: 10,
            rules: [
              {
                name: "office alone",
                priority: 1,
                action: { block: {} },
                statement: {
                  notStatement: { statements: [{ ipSetReferenceStatement: { arn: output("office", "arn") } }] },
                },
              },
            ],
          }),
          ...limited({ aggregateKeyType: "FORWARDED_IP" }, [
            {
              name: "group",
              priority: 2,
              overrideAction: { none: {} },
              statement: { ruleGroupReferenceStatement: { arn: output("group", "arn") } },
            },
          ]),
        },
      },
    ],
  },
  check(view) {
    return served(view, types.loadBalancer).flatMap(({ node, hostnames }) =>
      view.graph
        .referring(node, offPath.webAclAssociation, "resourceArn", "arn")
        .flatMap((association) => view.graph.follow(association, "webAclArn", [offPath.webAcl], "arn").nodes)
        .flatMap((acl) => [...judge(view, node, acl, hostnames), ...judgeDefault(view, node, acl, hostnames)]),
    );
  },
});

function judge(
  { graph, edgeRanges }: View,
  balancer: ResourceNode,
  acl: ResourceNode,
  hostnames: readonly string[],
): readonly Draft[] {
  const rules = rulesOf(graph, acl);
  const edge = rangesDialled(balancer, edgeRanges).flatMap((range) => parseCidr(range) ?? []);
  return rules
    .filter((rule) => turnsAway(rule) && !isPreceded(graph, rules, rule, edge))
    .flatMap((rule): readonly Draft[] => {
      const by = judgedByConnection(graph, rule, edgeRanges);
      if (by === undefined) return [];
      const from =
        rule.declaredBy.type === offPath.ruleGroup ? `rule group "${rule.declaredBy.name}"` : `web ACL "${acl.name}"`;
      return [
        {
          resource: rule.declaredBy.urn,
          codes: [403],
          hostnames,
          what: `Rule "${rule.name}" of ${from} ${by} by the address of the connection, which is Cloudflare's.`,
          fix: "Judge by the header CF-Connecting-IP, with NO_MATCH as fallbackBehavior.",
          related: [{ resource: balancer.urn, says: `web ACL "${acl.name}" guards load balancer "${balancer.name}"` }],
          key: rule.name,
        },
      ];
    });
}

/** The edge dials an address of either family that the balancer has. */
function rangesDialled(balancer: ResourceNode, edgeRanges: readonly string[]): readonly string[] {
  const isDual = String(text(balancer, "ipAddressType") ?? "ipv4").startsWith("dualstack");
  return edgeRanges.filter((range) => isDual || !range.includes(":"));
}

function judgeDefault(
  { graph, edgeRanges }: View,
  balancer: ResourceNode,
  acl: ResourceNode,
  hostnames: readonly string[],
): readonly Draft[] {
  const refused = refusedByDefault(graph, acl, rangesDialled(balancer, edgeRanges));
  if (refused === undefined) return [];
  return [
    {
      resource: acl.urn,
      codes: [403],
      hostnames,
      what: `Web ACL "${acl.name}" blocks by default, and no rule of it allows Cloudflare's range ${refused}.`,
      fix: "Allow by default, or add a rule that allows an IP set with Cloudflare's ranges.",
      related: [{ resource: balancer.urn, says: `web ACL "${acl.name}" guards load balancer "${balancer.name}"` }],
      key: "default",
    },
  ];
}
