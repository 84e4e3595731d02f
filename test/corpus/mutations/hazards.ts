import { types } from "../../../src/graph/types";
import { both, except, having, lacking, type Mutation, only } from "../mutation";
import { outputOf, register } from "../plant";
import { cloudflareIpv4 } from "../programs/edge";

const inlineBalancers = both(having("inline-rules", "balancer"), except("existing-zone", "configuration-rule"));

/** What is off the path, and breaks it later. */
export const hazardMutations: readonly Mutation[] = [
  {
    id: "mixed-rules",
    title: "added a rule resource to a group that lists its rules inline",
    cause: "mixed-rules",
    codes: [],
    source: "https://github.com/pulumi/pulumi-aws/issues/3788",
    fits: inlineBalancers,
    steps: [
      {
        do: "add",
        make: ({ all }) => {
          register(types.ingressRule, "office", {
            securityGroupId: outputOf(all(types.securityGroup)[0], "id"),
            ...{ ipProtocol: "tcp", fromPort: 22, toPort: 22, cidrIpv4: "203.0.113.0/24" },
          });
        },
      },
    ],
  },
  {
    id: "rule-for-all",
    title: "admitted all ranges by one SecurityGroupRule",
    cause: "rules-replaced-together",
    codes: [],
    source: "https://github.com/pulumi/pulumi-aws/pull/2097",
    fits: only("own-balancer", "separate-rules", "prefix-list"),
    steps: [
      {
        do: "add",
        make: ({ all }) => {
          register(types.securityGroupRule, "everything", {
            securityGroupId: outputOf(all(types.securityGroup)[0], "id"),
            ...{ type: "ingress", protocol: "tcp", fromPort: 8443, toPort: 8443, cidrBlocks: cloudflareIpv4 },
          });
        },
      },
    ],
  },
  {
    id: "revoke-on-delete",
    title: "had the group revoke its rules before it is deleted",
    cause: "revoke-on-delete",
    codes: [],
    source: "https://github.com/hashicorp/terraform-provider-aws/issues/27476",
    fits: both(having("balancer"), except("existing-zone")),
    steps: [{ do: "change", type: types.securityGroup, to: (group) => ({ ...group, revokeRulesOnDelete: true }) }],
  },
  {
    id: "fixed-name",
    title: "gave the group a fixed name",
    cause: "deleted-before-replaced",
    codes: [],
    source: "https://github.com/hashicorp/terraform-provider-aws/issues/32745",
    fits: both(having("balancer"), except("existing-zone")),
    steps: [{ do: "change", type: types.securityGroup, to: (group, name) => ({ ...group, name }) }],
  },
  {
    id: "entry-description",
    title: "described the entries of the prefix list",
    cause: "prefix-list-description",
    codes: [],
    source: "https://github.com/hashicorp/terraform-provider-aws/issues/43528",
    fits: having("prefix-list"),
    steps: [
      {
        do: "change",
        type: types.managedPrefixList,
        to: (list) => ({ ...list, entries: cloudflareIpv4.map((cidr) => ({ cidr, description: "Cloudflare" })) }),
      },
    ],
  },
  {
    id: "health-check-port",
    title: "declared an HTTPS health check without its port",
    cause: "health-check-port",
    codes: [],
    source: "https://github.com/cloudflare/terraform-provider-cloudflare/issues/6800",
    fits: both(having("balancer", "acm", "strict"), lacking("port-80")),
    steps: [
      {
        do: "add",
        make: ({ all }) => {
          register(types.healthcheck, "origin", {
            zoneId: outputOf(all(types.dnsRecord)[0], "zoneId"),
            ...{ name: "origin", type: "HTTPS", httpConfig: { path: "/health" } },
            address: outputOf(all(types.loadBalancer)[0], "dnsName"),
          });
        },
      },
    ],
  },
];
