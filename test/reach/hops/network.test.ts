import { describe, expect, test } from "vitest";
import { types } from "../../../src/graph/types";
import { notKnown, type Properties } from "../../../src/graph/value";
import { https, seen } from "../seen";
import { acl as aclOf, edgeRanges, modes, noRules, ref, rules, type Site, type Spec, siteWith } from "../site";

const ipv4Alone = { alb: { ipAddressType: "ipv4" } };
const entry = (ruleNo: number, from: number, to: number, more: Properties = {}): Properties => ({
  ...{ ruleNo, action: "allow", protocol: "tcp", cidrBlock: "0.0.0.0/0", fromPort: from, toPort: to },
  ...more,
});
const acl = (
  ingress: readonly Properties[],
  egress: readonly Properties[],
  subnets: readonly string[] = ["a", "b"],
): Spec => aclOf(subnets, ingress, egress);
/** The balancer stands in one subnet, its target in the other. */
const oneSubnet = (guard: Spec): Site => siteWith({ alb: { ipAddressType: "ipv4", subnets: [ref("a")] }, acl: guard });
const anyPort = [entry(100, 0, 65535)];
const port80: Spec = {
  type: types.listener,
  inputs: {
    loadBalancerArn: ref("alb.arn"),
    port: 80,
    protocol: "HTTP",
    defaultActions: [{ type: "forward", targetGroupArn: ref("targets.arn") }],
  },
};

const cases: readonly (readonly [string, Site, Readonly<Record<string, string>>])[] = [
  [
    "what neither the network ACL nor the security group lets in is stopped by the network ACL first",
    siteWith({ ...ipv4Alone, ...noRules("group", 443, edgeRanges), acl: acl([], []) }),
    https("522 network-acl-blocks at network-acl"),
  ],
  [
    "a default route whose target is not known leaves open whether the subnet is public",
    siteWith({ ...ipv4Alone, out4: { gatewayId: notKnown } }),
    https("unknown"),
  ],
  [
    "a default route to a firewall's endpoint leaves open whether that hands replies on",
    siteWith({ ...ipv4Alone, out4: { gatewayId: null, vpcEndpointId: "vpce-0123456789abcdef0" } }),
    https("unknown"),
  ],
  [
    "a route to an appliance's interface leaves open whether that hands replies on",
    siteWith({
      ...ipv4Alone,
      inspected: {
        type: types.route,
        inputs: {
          routeTableId: ref("table"),
          destinationCidrBlock: "172.0.0.0/8",
          networkInterfaceId: "eni-0123456789abcdef0",
        },
      },
    }),
    https("unknown"),
  ],
  [
    "a route to an appliance's interface does not hide what another one swallows",
    siteWith({
      ...ipv4Alone,
      out4: { gatewayId: null, networkInterfaceId: "eni-0123456789abcdef0" },
      peered: {
        type: types.route,
        inputs: {
          routeTableId: ref("table"),
          destinationCidrBlock: "172.0.0.0/8",
          transitGatewayId: "tgw-0123456789abcdef0",
        },
      },
    }),
    https("522/523/521 some route-swallows-replies at route"),
  ],
  [
    "an ACL that lets replies out to the ephemeral ports of Linux alone loses those to other ports",
    siteWith({ ...ipv4Alone, acl: acl(anyPort, [entry(1, 32768, 60999)]) }),
    https("522 some network-acl-blocks at network-acl"),
  ],
  [
    "an ACL that lets port 443 in alone drops what http visitors dial",
    siteWith({
      ...ipv4Alone,
      https: { value: "off" },
      plain: port80,
      ...rules("group", 80, edgeRanges),
      acl: acl([entry(1, 443, 443), entry(2, 1024, 65535)], anyPort),
    }),
    { http4: "522 network-acl-blocks at network-acl", https4: "ok" },
  ],
  [
    "an ACL with an entry whose port is not known leaves open whom it stops",
    siteWith({ ...ipv4Alone, acl: acl([entry(1, 0, 65535, { fromPort: notKnown })], anyPort) }),
    https("unknown"),
  ],
  [
    "an ACL of the target's subnet that does not let the balancer in is a 504",
    oneSubnet(acl([entry(1, 443, 443)], anyPort, ["b"])),
    https("504 network-acl-blocks at backend"),
  ],
  [
    "an ACL of the target's subnet that does not let its replies out is a 504",
    oneSubnet(acl(anyPort, [entry(1, 443, 443)], ["b"])),
    https("504 network-acl-blocks at backend"),
  ],
  [
    "an ACL of the target's subnet with an entry that is not known is not taken to stop the balancer",
    oneSubnet(acl([entry(1, 0, 65535, { fromPort: notKnown })], anyPort, ["b"])),
    https("ok"),
  ],
  [
    "a balancer of which one subnet is private fails for some",
    siteWith({
      ...ipv4Alone,
      private: { type: types.routeTable, inputs: { vpcId: ref("vpc") } },
      "table-a": { routeTableId: ref("private") },
    }),
    https("522 some origin-not-public at route"),
  ],
  [
    "a balancer that names no subnet leaves open where it stands",
    siteWith({ alb: { ipAddressType: "ipv4", subnets: null } }),
    https("unknown"),
  ],
  [
    "a balancer of which one subnet has the table of another program leaves open how that is routed",
    siteWith({ ...ipv4Alone, "table-b": { routeTableId: "rtb-1" } }),
    https("unknown"),
  ],
  [
    "a group that is attached to a target's interface lets the balancer in beside its own",
    siteWith({
      ...ipv4Alone,
      second: { type: types.securityGroup, inputs: { vpcId: ref("vpc") } },
      "inner-8080": { securityGroupId: ref("second") },
      worn: {
        type: types.interfaceGroup,
        inputs: { securityGroupId: ref("second"), networkInterfaceId: ref("server.primaryNetworkInterfaceId") },
      },
    }),
    https("ok"),
  ],
  [
    "a group that is attached to nobody knows which interface may be the target's",
    siteWith({
      ...ipv4Alone,
      second: { type: types.securityGroup, inputs: { vpcId: ref("vpc") } },
      "inner-8080": { securityGroupId: ref("second") },
      worn: {
        type: types.interfaceGroup,
        inputs: { securityGroupId: ref("second"), networkInterfaceId: notKnown },
      },
    }),
    https("unknown"),
  ],
  [
    "two groups that a balancer wears add up",
    siteWith({
      second: { type: types.securityGroup, inputs: { vpcId: ref("vpc") } },
      "group-443-172.64.0.0/13": { securityGroupId: ref("second") },
      alb: { ipAddressType: "ipv4", securityGroups: [ref("group"), ref("second")] },
    }),
    https("ok"),
  ],
  [
    "an application load balancer without a group wears its VPC's default group, which admits nobody",
    siteWith({ alb: { ipAddressType: "ipv4", loadBalancerType: null, securityGroups: null } }),
    https("522 ranges-not-allowed at security-group"),
  ],
  [
    "a rule for UDP does not admit what comes by TCP",
    siteWith({ ...ipv4Alone, "group-443-172.64.0.0/13": { ipProtocol: "udp" } }),
    https("522 some ranges-not-allowed at security-group"),
  ],
  [
    "a rule whose port is not known leaves open whether it admits a range",
    siteWith({ ...ipv4Alone, "group-443-172.64.0.0/13": { fromPort: notKnown } }),
    https("unknown"),
  ],
  [
    "a target lets the balancer in where one of its groups does",
    siteWith({
      ...ipv4Alone,
      extra: { type: types.securityGroup, inputs: { vpcId: ref("vpc") } },
      server: { vpcSecurityGroupIds: [ref("extra"), ref("inner")] },
    }),
    https("ok"),
  ],
  [
    "a target that lets all of IPv6 in does not let the balancer in, which comes by IPv4",
    siteWith({ ...ipv4Alone, "inner-8080": { referencedSecurityGroupId: null, cidrIpv6: "::/0" } }),
    https("504 targets-not-admitted at backend"),
  ],
  [
    "a balancer of which one subnet is another program's leaves open how that is routed",
    siteWith({ alb: { ipAddressType: "ipv4", subnets: [ref("a"), "subnet-1"] } }),
    https("unknown"),
  ],
  [
    "a group of another program may admit what the one beside it lacks",
    siteWith({
      "group-443-172.64.0.0/13": null,
      alb: { ipAddressType: "ipv4", securityGroups: [ref("group"), "sg-1"] },
    }),
    https("unknown"),
  ],
];

/** Before the ids of the others are known, a known id may be one of theirs. */
const onState: typeof cases = [
  [
    "a balancer is not reached in a private subnet, whatever its other subnets are",
    siteWith({ alb: { ipAddressType: "ipv4", subnets: ["a-id", notKnown] }, out4: null }),
    https("522 origin-not-public at route"),
  ],
];

describe.each(modes)("on a %s", (mode) => {
  test.each(cases)("%s", (_title, site, expected) => {
    expect(seen(site, mode)).toEqual(expected);
  });
});

test.each(onState)("on a state %s", (_title, site, expected) => {
  expect(seen(site, "state")).toEqual(expected);
});
