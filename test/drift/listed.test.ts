import { describe, expect, test } from "vitest";
import { extraChanges } from "../../src/drift/extra-changes";
import { listedExtras } from "../../src/drift/listed";
import { defaultOptions, type ResourceNode } from "../../src/graph/resource";
import { createGraph } from "../../src/graph/resource-graph";
import { types } from "../../src/graph/types";
import type { Properties } from "../../src/graph/value";

const urn = (type: string, name: string) => `urn:pulumi:test::site::${type}::${name}`;

function node(type: string, name: string, properties: Properties, declared: Properties = {}): ResourceNode {
  return {
    ...{ urn: urn(type, name), type, name, kind: "managed", id: `id-${name}` },
    ...{ inputs: declared, outputs: { ...declared, ...properties } },
    ...{ options: defaultOptions, dependsOn: new Map() },
  };
}

/** What is told of a list that reads so, where the stack has these resources. */
function told(owner: ResourceNode, is: Properties, parts: readonly ResourceNode[] = []) {
  const graph = createGraph([owner, ...parts]);
  const [was, now] = [owner.outputs, { ...owner.outputs, ...is }];
  const found = [
    {
      urn: owner.urn,
      type: owner.type,
      id: owner.id ?? "",
      was: { ...owner, outputs: was },
      is: { ...owner, outputs: now },
      paths: [],
    },
  ];
  return extraChanges({ extras: listedExtras(graph, found) }).map(({ what, decidedBy, fix }) => [decidedBy, what, fix]);
}

const fix = (noun: string, name: string) =>
  `Delete the ${noun} ${name} in AWS unless another program has made it, or declare it: "pulumi up" does not see it.`;

describe("a network ACL", () => {
  const acl = node(types.networkAcl, "acl", { ingress: [], egress: [] });
  const ports = { protocol: "6", fromPort: 443, toPort: 443, cidrBlock: "0.0.0.0/0", ipv6CidrBlock: "" };
  const allow = { ruleNo: 100, action: "allow", ...ports };
  const declared = node(types.networkAclRule, "in", {
    networkAclId: "id-acl",
    ruleNumber: 100,
    ruleAction: "allow",
    ...ports,
  });

  test("has an entry that nobody declared, in front of the one that somebody did", () => {
    const deny = { ...allow, ruleNo: 50, action: "deny", cidrBlock: "104.16.0.0/13" };
    expect(told(acl, { ingress: [deny, allow] }, [declared])).toEqual([
      [
        "undeclared-entry",
        'Network ACL "acl" has an entry that the program of this stack does not declare: 50 deny TCP 443 from 104.16.0.0/13.',
        fix("entry", "id-acl ingress 50"),
      ],
    ]);
  });

  test("numbers the entries of each direction by themselves", () => {
    const all = { ruleNo: 100, action: "allow", protocol: "-1", fromPort: 0, toPort: 0, ipv6CidrBlock: "::/0" };
    expect(told(acl, { ingress: [allow], egress: [all] }, [declared]).map(([, what]) => what)).toEqual([
      'Network ACL "acl" has an entry that the program of this stack does not declare: 100 allow everything to ::/0.',
    ]);
  });

  test("that declares its entries inline is left to the refresh", () => {
    const inline = node(types.networkAcl, "acl", {}, { ingress: [allow], egress: [allow] });
    expect(told(inline, { ingress: [allow, { ...allow, ruleNo: 50 }] })).toEqual([]);
  });
});

describe("a route table", () => {
  const table = node(types.routeTable, "public", { routes: [] });
  const route = { cidrBlock: "0.0.0.0/0", ipv6CidrBlock: "", gatewayId: "igw-1", natGatewayId: "" };
  const declared = node(types.route, "ipv4", { routeTableId: "id-public", destinationCidrBlock: "0.0.0.0/0" });

  test("has a route that nobody declared, which leads elsewhere what the declared one would carry", () => {
    const other = { cidrBlock: "104.16.0.0/13", gatewayId: "", natGatewayId: "nat-1" };
    expect(told(table, { routes: [route, other] }, [declared])).toEqual([
      [
        "undeclared-route",
        'Route table "public" has a route that the program of this stack does not declare: 104.16.0.0/13 by nat-1.',
        fix("route", "id-public routes 104.16.0.0/13"),
      ],
    ]);
  });

  test("has routes of AWS's own, and one address in two spellings", () => {
    const six = node(types.route, "ipv6", { routeTableId: "id-public", destinationIpv6CidrBlock: "2001:db8:0::/48" });
    const local = { cidrBlock: "10.0.0.0/16", gatewayId: "local" };
    const endpoint = { destinationPrefixListId: "pl-1", gatewayId: "vpce-1" };
    expect(
      told(table, { routes: [local, endpoint, { ipv6CidrBlock: "2001:db8::/48", gatewayId: "igw-1" }] }, [six]),
    ).toEqual([]);
  });

  test("of another owner explains nothing", () => {
    const foreign = node(types.route, "ipv4", { routeTableId: "rtb-other", destinationCidrBlock: "0.0.0.0/0" });
    expect(told(table, { routes: [route] }, [foreign])).toHaveLength(1);
  });
});

test("a prefix list has an entry that nobody declared", () => {
  const list = node(types.managedPrefixList, "edge", { entries: [] });
  const entry = node(types.managedPrefixListEntry, "one", { prefixListId: "id-edge", cidr: "104.16.0.0/13" });
  const is = { entries: [{ cidr: "104.16.0.0/13" }, { cidr: "203.0.113.0/24", description: "by hand" }] };
  expect(told(list, is, [entry])).toEqual([
    [
      "undeclared-entry",
      'Prefix list "edge" has an entry that the program of this stack does not declare: 203.0.113.0/24.',
      fix("entry", "id-edge entries 203.0.113.0/24"),
    ],
  ]);
});

test("what is gone lists nothing", () => {
  const list = node(types.managedPrefixList, "edge", {});
  const gone = { urn: list.urn, type: list.type, id: "id-edge", was: list, is: null, paths: [] };
  expect(listedExtras(createGraph([list]), [gone])).toEqual([]);
});
