import { describe, expect, test } from "vitest";
import { types } from "../../src/graph/types";
import type { Properties, Value } from "../../src/graph/value";
import { ipv4Site } from "./origin-sites";
import { https, seen, why } from "./seen";
import { edgeRanges, modes, ref, type Site, type Spec, siteWith } from "./site";

type Case = readonly [title: string, site: Site, outcome: string];

const ungrouped = (changes: Readonly<Record<string, Spec | Properties | null>>): Site =>
  siteWith({ alb: { securityGroups: null, ipAddressType: "ipv4" }, ...changes });
const everybody: Properties = { protocol: "tcp", fromPort: 443, toPort: 443, cidrBlocks: ["0.0.0.0/0"] };
const toAll: Properties = { protocol: "-1", fromPort: 0, toPort: 0, cidrBlocks: ["0.0.0.0/0"] };
const fromAll = { referencedSecurityGroupId: null, cidrIpv4: "10.0.0.0/16" };

const defaults: readonly Case[] = [
  [
    "the group as AWS makes it admits nobody from outside",
    ungrouped({ "inner-8080": fromAll }),
    "522 ranges-not-allowed at security-group",
  ],
  [
    "a group that adopts it admits whom its rules name",
    ungrouped({
      "inner-8080": fromAll,
      adopted: {
        type: types.defaultSecurityGroup,
        inputs: { vpcId: ref("vpc"), ingress: [everybody], egress: [toAll] },
      },
    }),
    "ok",
  ],
  [
    "a group that adopts it without rules admits nobody",
    ungrouped({ "inner-8080": fromAll, adopted: { type: types.defaultSecurityGroup, inputs: { vpcId: ref("vpc") } } }),
    "522 ranges-not-allowed at security-group",
  ],
  [
    "a rule may be added to it through its VPC",
    ungrouped({
      "inner-8080": fromAll,
      added: {
        type: types.ingressRule,
        inputs: {
          securityGroupId: ref("vpc.defaultSecurityGroupId"),
          ipProtocol: "tcp",
          fromPort: 443,
          toPort: 443,
          cidrIpv4: "0.0.0.0/0",
        },
      },
    }),
    "ok",
  ],
];

describe.each(modes)("the default security group, on a %s:", (mode) => {
  test.each(defaults)("%s", (_title, site, outcome) => {
    expect(seen(site, mode)).toEqual(https(outcome));
  });
});

const denying = (acl: Value): Spec => ({
  type: types.networkAclRule,
  inputs: {
    networkAclId: acl,
    ruleNumber: 50,
    egress: false,
    protocol: "tcp",
    ruleAction: "deny",
    cidrBlock: "172.64.0.0/13",
    fromPort: 443,
    toPort: 443,
  },
});
const everything: Properties = {
  ruleNo: 100,
  action: "allow",
  protocol: "-1",
  cidrBlock: "0.0.0.0/0",
  fromPort: 0,
  toPort: 0,
};

const networksOfAws: readonly Case[] = [
  [
    "an entry that is added to the ACL as AWS makes it denies before the others allow",
    siteWith({ deny: denying(ref("vpc.defaultNetworkAclId")) }, ipv4Site),
    "522 some network-acl-blocks at network-acl",
  ],
  [
    "an ACL that adopts it and lets everything pass blocks nothing",
    siteWith(
      {
        adopted: {
          type: types.defaultNetworkAcl,
          inputs: { defaultNetworkAclId: ref("vpc.defaultNetworkAclId"), ingress: [everything], egress: [everything] },
        },
      },
      ipv4Site,
    ),
    "ok",
  ],
  [
    "an ACL that adopts it without entries blocks everything",
    siteWith(
      {
        adopted: {
          type: types.defaultNetworkAcl,
          inputs: { defaultNetworkAclId: ref("vpc.defaultNetworkAclId"), ingress: [], egress: [] },
        },
      },
      ipv4Site,
    ),
    "522 network-acl-blocks at network-acl",
  ],
  [
    "a route to the internet may be added to the main table",
    siteWith(
      {
        "table-a": null,
        "table-b": null,
        table: null,
        out6: null,
        out4: { routeTableId: ref("vpc.mainRouteTableId") },
      },
      ipv4Site,
    ),
    "ok",
  ],
  [
    "a table that adopts the main one may hold the route to the internet",
    siteWith(
      {
        "table-a": null,
        "table-b": null,
        out6: null,
        out4: null,
        table: {
          type: types.defaultRouteTable,
          inputs: {
            defaultRouteTableId: ref("vpc.defaultRouteTableId"),
            routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: ref("gateway") }],
          },
        },
      },
      ipv4Site,
    ),
    "ok",
  ],
];

describe.each(modes)("a VPC's default ACL and main table, on a %s:", (mode) => {
  test.each(networksOfAws)("%s", (_title, site, outcome) => {
    expect(seen(site, mode)).toEqual(https(outcome));
  });
});

test("says which default group admits nobody", () => {
  expect(why(ungrouped({ "inner-8080": fromAll }), "preview")).toBe(
    `The default security group of VPC "vpc" has no rule for any of Cloudflare's ${edgeRanges.length - 7} IPv4 ranges on port 443.`,
  );
});
