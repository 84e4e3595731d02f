import { describe, expect, test } from "vitest";
import type { LabWorld } from "../world";
import { dropsIn, hostRules, routeBatch, routerRules } from "./ruleset";

const world: LabWorld = {
  subnets: [
    {
      label: "a",
      networks: ["10.0.0.0/24", "2001:db8:0:1::/64"],
      local: ["10.0.0.0/16", "2001:db8::/48"],
      routes: [
        { destination: "0.0.0.0/0", to: "internet" },
        { destination: "172.0.0.0/8", to: "nowhere" },
      ],
      acl: [
        { direction: "ingress", ruleNumber: 200, action: "allow", match: { kind: "all" }, cidr: "0.0.0.0/0" },
        {
          direction: "ingress",
          ruleNumber: 100,
          action: "deny",
          match: { kind: "tcp", from: 443, to: 443 },
          cidr: "162.158.0.0/15",
        },
        { direction: "ingress", ruleNumber: 150, action: "allow", match: { kind: "never" }, cidr: "0.0.0.0/0" },
      ],
    },
  ],
  interfaces: [
    {
      label: "web",
      subnet: 0,
      ipv4: "10.0.0.10",
      ipv6: "2001:db8:0:1::a",
      public4: "198.51.100.10",
      ingress: [
        { match: { kind: "tcp", from: 443, to: 443 }, peers: ["104.16.0.0/14", "104.20.0.0/14", "2606:4700::/32"] },
        { match: { kind: "never" }, peers: ["0.0.0.0/0"] },
      ],
      egress: undefined,
    },
  ],
  listeners: [],
};

/** The lines of one chain. */
function chainOf(ruleset: string, name: string): readonly string[] {
  return ruleset.split(`chain ${name} {\n`)[1]?.split("\n}")[0]?.split("\n") ?? [];
}

const acl = (direction: string) => `counter drop comment "the network ACL of subnet a, ${direction}"`;

describe("the router", () => {
  const ruleset = routerRules(world);

  test("tries the entries of an ACL by their numbers, and drops what none of them is for", () => {
    expect(chainOf(ruleset, "ingress_0")).toEqual([
      `ip saddr 162.158.0.0/15 tcp dport 443-443 ${acl("ingress")}`,
      "ip saddr 0.0.0.0/0  return",
      acl("ingress"),
    ]);
    expect(chainOf(ruleset, "egress_0")).toEqual([acl("egress")]);
  });

  test("does not remember connections", () => {
    expect(ruleset).not.toMatch(/\bct\b/);
  });

  test("exchanges addresses at the gateway, and lets nothing out that has no public one", () => {
    expect(chainOf(ruleset, "arrive")[1]).toBe("iifname edge ip daddr set ip daddr map { 198.51.100.10 : 10.0.0.10 }");
    expect(chainOf(ruleset, "depart").at(-1)).toMatch(/^oifname edge meta nfproto ipv4 counter drop /);
  });

  test("has the most specific route win, the local one above all, and the rest vanish", () => {
    expect(routeBatch(world, 4).split("\n").slice(0, 5)).toEqual([
      "route flush table 1001",
      "route add blackhole default metric 9999 table 1001",
      "route replace 0.0.0.0/0 via 169.254.0.2 dev edge onlink table 1001",
      "route replace blackhole 172.0.0.0/8 table 1001",
      "route replace 10.0.0.0/16 via 169.254.1.2 dev hosts onlink table 1001",
    ]);
  });
});

describe("the hosts", () => {
  const ruleset = hostRules(world, 7);

  test("let in what a rule of their groups is for, and drop the rest", () => {
    expect(chainOf(ruleset, "in_0")).toEqual([
      "ip saddr 104.16.0.0/13 tcp dport 443-443 accept",
      "ip6 saddr 2606:4700::/32 tcp dport 443-443 accept",
    ]);
    expect(chainOf(ruleset, "input")).toEqual([
      "type filter hook input priority filter; policy drop;",
      "ct state established,related accept",
      "ip daddr 10.0.0.10 jump in_0",
      'ip daddr 10.0.0.10 counter drop comment "the security groups of web, ingress"',
      "ip6 daddr 2001:db8:0:1::a jump in_0",
      'ip6 daddr 2001:db8:0:1::a counter drop comment "the security groups of web, ingress"',
    ]);
  });

  test("let everything pass where no group stands guard", () => {
    expect(chainOf(ruleset, "out_0")).toEqual(["accept"]);
  });

  test("remember connections at each interface for itself", () => {
    expect(chainOf(ruleset, "zone_in").slice(1)).toEqual([
      "ip daddr 10.0.0.10 ct zone set 7",
      "ip6 daddr 2001:db8:0:1::a ct zone set 7",
    ]);
  });
});

test("a listed ruleset tells who has dropped how many packets", () => {
  const listed = [
    'ip daddr 10.0.0.10 counter packets 3 bytes 180 drop comment "the security groups of web, ingress"',
    'ip6 daddr 2001:db8::a counter packets 1 bytes 60 drop comment "the security groups of web, ingress"',
    'counter packets 0 bytes 0 drop comment "the network ACL of subnet a, egress"',
    "counter packets 9 bytes 540 accept",
  ].join("\n");
  expect([...dropsIn(listed)]).toEqual([
    ["the security groups of web, ingress", 4],
    ["the network ACL of subnet a, egress", 0],
  ]);
});
