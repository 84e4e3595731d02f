import type { CauseId } from "../../../src/findings/cause";
import { types } from "../../../src/graph/types";
import { both, except, having, type Mutation, only } from "../mutation";
import { type Inputs, outputOf, type Registered } from "../plant";
import { cloudflareIpv4 } from "../programs/edge";
import { admitsRanges } from "./firewall-steps";
import { add, change, set } from "./steps";

/** Off the path: visitors meet it later. */
const hazard = (cause: CauseId) => ({ cause, codes: [] }) as const;
const balancers = both(having("balancer", "strict"), except("own-balancer"));

/** Rules and records that a later deployment or a busy day brings to light. */
export const laterMutations: readonly Mutation[] = [
  {
    id: "limit-by-connection",
    title: "limited the requests of each address that connects, which is Cloudflare's",
    ...hazard("edge-rate-limited"),
    source: "https://github.com/meedan/check-api/pull/1920",
    fits: balancers,
    steps: [webAcl({ rateBasedStatement: { limit: 2000, aggregateKeyType: "IP" } })],
  },
  {
    id: "country-by-connection",
    title: "blocked countries by the address that connects, which is Cloudflare's",
    ...hazard("edge-rate-limited"),
    source: "https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-geo-match.html",
    fits: balancers,
    steps: [webAcl({ geoMatchStatement: { countryCodes: ["US"] } })],
  },
  {
    id: "blocked-by-default",
    title: "set the default action of the web ACL to block, to make its rules block",
    ...hazard("edge-rate-limited"),
    source: "https://github.com/cds-snc/notification-terraform/pull/107",
    fits: balancers,
    steps: [webAcl({ byteMatchStatement: {} }, { block: {} })],
  },
  {
    id: "list-too-roomy",
    title: "gave the list room for 65 entries, which all count",
    ...hazard("rule-quota"),
    source: "https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html",
    fits: only("prefix-list"),
    steps: [set(types.managedPrefixList, { maxEntries: 65 })],
  },
  {
    id: "ports-one-by-one",
    title: "admitted Cloudflare on five ports, each by its own rules",
    ...hazard("rule-quota"),
    source: "https://github.com/aws-samples/aws-cloudfront-samples/issues/8",
    fits: only("inline-balancer", "component", "fargate", "client-certificate"),
    steps: [
      change(types.securityGroup, (group) =>
        admitsRanges(group)
          ? {
              ...group,
              ingress: [80, 443, 2053, 8080, 8443].map((port) => ({
                ...{ protocol: "tcp", fromPort: port, toPort: port, cidrBlocks: cloudflareIpv4 },
              })),
            }
          : undefined,
      ),
    ],
  },
  {
    id: "numbered-rules",
    title: "named the rules by their place in the list",
    ...hazard("rules-named-by-number"),
    source: "https://github.com/pulumi/pulumi-aws/issues/1451",
    fits: only("component", "fargate", "client-certificate"),
    steps: [
      change(types.securityGroup, ({ ingress, ...group }) => (admitsRanges({ ingress }) ? group : undefined)),
      add((program) => {
        const securityGroupId = outputOf(program.all(types.securityGroup)[0], "id");
        cloudflareIpv4.forEach((cidrIpv4, index) => {
          const rule = { securityGroupId, ipProtocol: "tcp", fromPort: 443, toPort: 443, cidrIpv4 };
          program.once(types.ingressRule, `cloudflare-${index}`, rule);
        });
      }),
    ],
  },
  {
    id: "rules-not-awaited",
    title: "let the balancer come up before the rules of its group",
    ...hazard("rules-not-awaited"),
    source: "https://www.pulumi.com/docs/iac/concepts/options/dependson/",
    fits: only("separate-rules", "own-balancer"),
    steps: [{ do: "hasten", type: types.loadBalancer }],
  },
  {
    id: "record-too-early",
    title: "published the record before the listener stands",
    ...hazard("record-before-origin"),
    source: "https://www.pulumi.com/docs/iac/concepts/options/dependson/",
    fits: only("own-balancer"),
    steps: [{ do: "hasten", type: types.dnsRecord }],
  },
  {
    id: "port-beside-the-edge",
    title: "opened a listener for Cloudflare on a port that it does not proxy",
    ...hazard("port-not-proxied"),
    source: "https://github.com/ConsenSys-archive/trufflesuite.com/pull/811",
    fits: only("component", "fargate", "client-certificate"),
    steps: [
      change(types.securityGroup, (group) =>
        admitsRanges(group)
          ? {
              ...group,
              ingress: [443, 9443].map((port) => ({
                ...{ protocol: "tcp", fromPort: port, toPort: port, cidrBlocks: cloudflareIpv4 },
              })),
            }
          : undefined,
      ),
      add((program) => {
        program.once(types.listener, "admin", {
          loadBalancerArn: outputOf(program.all(types.loadBalancer)[0], "arn"),
          ...{ port: 9443, protocol: "HTTPS" },
          certificateArn: outputOf(program.all(types.certificateValidation)[0], "certificateArn"),
          defaultActions: [{ type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "200" } }],
        });
      }),
    ],
  },
  {
    id: "network-balancer-without-group",
    title: "made the network balancer without a group, which none can be added to later",
    ...hazard("balancer-without-group"),
    source: "https://github.com/hashicorp/terraform-provider-aws/pull/2901",
    fits: only("network-balancer"),
    // Its servers let in the group that it wore.
    also: ["ranges-not-allowed"],
    steps: [change(types.loadBalancer, ({ securityGroups: _, ...balancer }) => balancer)],
  },
  {
    id: "balancer-with-fixed-name",
    title: "gave the balancer a fixed name",
    ...hazard("deleted-before-replaced"),
    source: "https://www.pulumi.com/docs/iac/concepts/resources/names/#autonaming",
    fits: balancers,
    steps: [change(types.loadBalancer, (balancer, name) => ({ ...balancer, name }))],
  },
  {
    id: "mixed-with-legacy-rule",
    title: "added a SecurityGroupRule to a group that lists its rules inline",
    ...hazard("mixed-rules"),
    source: "https://www.pulumi.com/registry/packages/aws/api-docs/ec2/securitygrouprule/",
    fits: both(having("inline-rules", "balancer", "strict")),
    steps: [
      add((program) => {
        program.once(types.securityGroupRule, "office", {
          securityGroupId: outputOf(program.all(types.securityGroup)[0], "id"),
          ...{ type: "ingress", protocol: "tcp", fromPort: 22, toPort: 22, cidrBlocks: ["203.0.113.0/24"] },
        });
      }),
    ],
  },
];

/** Puts a web ACL with one rule before the balancer. */
function webAcl(statement: Inputs, defaultAction: Inputs = { allow: {} }) {
  return add((program: Registered) => {
    const acl = program.once("aws:wafv2/webAcl:WebAcl", "guard", {
      ...{ scope: "REGIONAL", defaultAction, arn: undefined },
      rules: [{ name: "guard", priority: 1, action: { block: {} }, statement }],
    });
    program.once("aws:wafv2/webAclAssociation:WebAclAssociation", "guard", {
      resourceArn: outputOf(program.all(types.loadBalancer)[0], "arn"),
      webAclArn: outputOf(acl, "arn"),
    });
  });
}
