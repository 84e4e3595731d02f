import { types } from "../../../src/graph/types";
import { asList } from "../inputs";
import { type Harmless, having } from "../mutation";
import { outputOf, register } from "../plant";
import { cloudflareIpv4 } from "../programs/edge";
import { inline } from "./firewall-steps";
import { change } from "./steps";

/** Other ways to write what is right, and things beside it that are nobody's business. */
export const harmlessForms: readonly Harmless[] = [
  {
    id: "protocol-number",
    title: "wrote the protocol as a number",
    fits: having("inline-rules"),
    steps: [inline((rule) => (rule.protocol === "tcp" ? { ...rule, protocol: "6" } : rule))],
  },
  {
    id: "every-port",
    title: "admitted Cloudflare on every port",
    fits: having("inline-rules"),
    steps: [inline((rule) => ({ ...rule, protocol: "-1", fromPort: 0, toPort: 0 }))],
  },
  {
    id: "two-groups",
    title: "lists half of the ranges in a second group that the balancer wears too",
    fits: (archetype) => archetype.id !== "existing-zone" && having("inline-rules", "balancer", "strict")(archetype),
    steps: [
      {
        do: "change",
        type: types.loadBalancer,
        to: (balancer, _, { all, once }) => ({
          ...balancer,
          securityGroups: [
            ...asList(balancer.securityGroups),
            outputOf(
              once(types.securityGroup, "more", {
                ...{ vpcId: outputOf(all(types.vpc)[0], "id"), id: undefined },
                ingress: [{ protocol: "tcp", fromPort: 0, toPort: 65535, cidrBlocks: cloudflareIpv4.slice(8) }],
              }),
              "id",
            ),
          ],
        }),
      },
    ],
  },
  {
    id: "spare-listener",
    title: "has a listener for machines inside, on a port that is closed to the edge",
    fits: having("balancer", "strict"),
    steps: [
      {
        do: "add",
        make: ({ all }) => {
          register(types.listener, "inside", {
            loadBalancerArn: outputOf(all(types.loadBalancer)[0], "arn"),
            ...{ port: 9000, protocol: "HTTP" },
            defaultActions: [
              { type: "fixed-response", fixedResponse: { contentType: "text/plain", statusCode: "200" } },
            ],
          });
        },
      },
    ],
  },
  {
    id: "deny-after-allow",
    title: "denied a network by a number after the rule that allows everybody",
    fits: having("acl"),
    steps: [
      change(types.networkAcl, (acl) => ({
        ...acl,
        ingress: [
          ...asList(acl.ingress),
          { ruleNo: 900, action: "deny", protocol: "-1", fromPort: 0, toPort: 0, cidrBlock: "104.16.0.0/13" },
        ],
      })),
    ],
  },
  {
    id: "rule-for-another-host",
    title: "made another hostname of the zone flexible",
    fits: (archetype) =>
      archetype.id !== "configuration-rule" &&
      having("balancer", "strict")(archetype) &&
      archetype.id !== "own-balancer",
    steps: [
      {
        do: "add",
        make: ({ all }) => {
          register(types.ruleset, "another", {
            zoneId: outputOf(all(types.zone)[0], "id"),
            ...{ kind: "zone", name: "another", phase: "http_config_settings" },
            rules: [
              {
                ref: "another",
                expression: 'http.host eq "another.example.com"',
                action: "set_config",
                actionParameters: { ssl: "flexible" },
              },
            ],
          });
        },
      },
    ],
  },
];
