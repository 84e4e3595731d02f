import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planSubnets, subnetIpv6 } from "../../../../infra/components/plan/network";
import { snapshot } from "../../../../src/cloudflare/ranges";
import { contains, overlaps, parseCidr } from "../../../../src/net/cidr";

const edge = snapshot.ranges.map((range) => range.cidr);
const zones = ["us-east-1a", "us-east-1b"];

describe("planSubnets", () => {
  test("gives each zone a network of its own", () => {
    expect(planSubnets("10.20.0.0/16", zones, edge)).toEqual([
      { zone: "us-east-1a", cidr: "10.20.0.0/24", ipv6Index: 0 },
      { zone: "us-east-1b", cidr: "10.20.1.0/24", ipv6Index: 1 },
    ]);
  });

  test("keeps subnets inside the network and apart", () => {
    const network = fc.tuple(fc.integer({ min: 0, max: 255 }), fc.integer({ min: 16, max: 22 }));
    fc.assert(
      fc.property(network, ([second, bits]) => {
        const block = parseCidr(`10.${second}.0.0/${bits}`);
        if (block === undefined) throw new Error("no network");
        const planned = planSubnets(block.text, ["a", "b", "c", "d"], edge).flatMap(
          ({ cidr }) => parseCidr(cidr) ?? [],
        );
        expect(planned.map((subnet) => contains(block, subnet))).toEqual([true, true, true, true]);
        const pairs = planned.flatMap((a, i) => planned.slice(i + 1).map((b) => overlaps(a, b)));
        expect(pairs).not.toContain(true);
      }),
    );
  });

  test.each([
    [
      "172.64.0.0/16",
      zones,
      "cidrBlock",
      "172.64.0.0/16 overlaps Cloudflare's 172.64.0.0/13, so replies to the edge would stay in the VPC",
    ],
    ["10.20.0.0/24", zones, "cidrBlock", '"10.20.0.0/24" is not an IPv4 network from /16 to /22, such as 10.20.0.0/16'],
    ["10.20.0.1/16", zones, "cidrBlock", '"10.20.0.1/16" is not an IPv4 network from /16 to /22, such as 10.20.0.0/16'],
    ["10.20.0.0/16", ["us-east-1a"], "zones", "1 availability zone is given, and a load balancer needs two"],
    ["10.20.0.0/16", ["us-east-1a", "us-east-1a"], "zones[1]", '"us-east-1a" is listed twice'],
    ["10.20.0.0/22", ["a", "b", "c", "d", "e"], "zones", "10.20.0.0/22 has no room for 5 subnets of 256 addresses"],
  ])("refuses %s in %j", (block, given, propertyPath, reason) => {
    expect(() => planSubnets(block, given, edge)).toThrow(expect.objectContaining({ propertyPath, reason }));
  });
});

describe("subnetIpv6", () => {
  test.each([
    ["2001:db8:0:1200::/56", 0, "2001:db8:0:1200::/64"],
    ["2001:db8:0:1200::/56", 255, "2001:db8:0:12ff::/64"],
    ["2001:db8::/56", 1, "2001:db8:0:1::/64"],
  ])("gives of %s the /64 number %i, %s", (network, index, subnet) => {
    expect(subnetIpv6(network, index)).toBe(subnet);
  });

  test("refuses what is no network of IPv6 with room for subnets", () => {
    expect(() => subnetIpv6("2001:db8::/64", 0)).toThrow(
      expect.objectContaining({ reason: '"2001:db8::/64" is not an IPv6 network of /56 or larger' }),
    );
  });
});
