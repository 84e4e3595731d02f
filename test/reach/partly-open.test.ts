import { describe, expect, test } from "vitest";
import { types } from "../../src/graph/types";
import type { Properties } from "../../src/graph/value";
import { reach } from "../../src/reach/reach";
import { seen } from "./seen";
import { acl, edgeRanges, graphOf, modes, ref, rules, type Site, type Spec, siteWith } from "./site";

const ipv4Alone = { alb: { ipAddressType: "ipv4" } };
const entry = (ruleNo: number, cidrBlock: string, from: number, to: number): Properties => ({
  ...{ ruleNo, action: "allow", protocol: "tcp", cidrBlock },
  ...{ fromPort: from, toPort: to },
});
const detour = (cidr: string): Spec => ({
  type: types.route,
  inputs: { routeTableId: ref("table"), destinationCidrBlock: cidr, transitGatewayId: "tgw-1" },
});
const redirect = (protocol: "HTTP" | "HTTPS"): Properties => ({
  defaultActions: [{ type: "redirect", redirect: { protocol, port: protocol === "HTTP" ? "80" : "443" } }],
});
const port80: Spec = {
  type: types.listener,
  inputs: { loadBalancerArn: ref("alb.arn"), port: 80, protocol: "HTTP", ...redirect("HTTPS") },
};
const open80 = { https: { value: "off" }, ...ipv4Alone, plain: port80 };
const anyPort = [entry(100, "0.0.0.0/0", 0, 65535)];

const cases: readonly (readonly [string, Site, Readonly<Record<string, string>>])[] = [
  [
    "an ACL that lets a part of every range out lets these visitors meet the next hop",
    siteWith({
      ...ipv4Alone,
      listener: { port: 8443 },
      acl: acl(["a", "b"], anyPort, [entry(1, "0.0.0.0/0", 1024, 40000)]),
    }),
    { http4: "redirected", https4: "522/521 nothing-listens at listener" },
  ],
  [
    "an ACL that stops some on their way in and the others on their way out stops all of them",
    siteWith({ ...ipv4Alone, acl: acl(["a", "b"], [entry(1, "162.158.0.0/15", 0, 65535)], []) }),
    { http4: "redirected", https4: "522 network-acl-blocks at network-acl" },
  ],
  [
    "an ACL between the balancer and its target is a 504",
    siteWith({
      alb: { ipAddressType: "ipv4", subnets: [ref("a")] },
      acl: acl(["a"], [entry(1, "0.0.0.0/0", 443, 443)], anyPort),
    }),
    { http4: "redirected", https4: "504 network-acl-blocks at backend" },
  ],
  [
    "an ACL between two subnets leaves open what a balancer in both of them does",
    siteWith({ ...ipv4Alone, acl: acl(["a"], [entry(1, "0.0.0.0/0", 443, 443)], anyPort) }),
    { http4: "redirected", https4: "unknown" },
  ],
  [
    "targets that fail each in another way show the codes of all of them",
    siteWith({
      ...ipv4Alone,
      server: { tags: { "no521:listens": "3000/http" } },
      shut: { type: types.securityGroup, inputs: { vpcId: ref("vpc") } },
      other: { type: types.instance, inputs: { subnetId: ref("b"), vpcSecurityGroupIds: [ref("shut")] } },
      "group-out-all": {
        type: types.egressRule,
        inputs: { securityGroupId: ref("group"), ipProtocol: "-1", cidrIpv4: "0.0.0.0/0" },
      },
      both: {
        type: types.targetGroupAttachment,
        inputs: { targetGroupArn: ref("targets.arn"), targetId: ref("other") },
      },
    }),
    { http4: "redirected", https4: "502/504 target-port-closed at backend" },
  ],
  [
    "mode strict loops for http visitors too where both listeners redirect to each other",
    siteWith({ ...open80, listener: redirect("HTTP"), ...rules("group", 80, edgeRanges) }),
    { http4: "loop redirect-loop at backend", https4: "loop redirect-loop at backend" },
  ],
  [
    "a redirect to https is no loop where the edge does not get to the other listener",
    siteWith({ ...open80, listener: { ...redirect("HTTPS"), port: 8443 }, ...rules("group", 80, edgeRanges) }),
    { http4: "ok", https4: "521/522 nothing-listens at listener" },
  ],
];

describe.each(modes)("on a %s", (mode) => {
  test.each(cases)("%s", (_, site, expected) => {
    expect(seen(site, mode)).toEqual(expected);
  });

  test("two detours take the replies to the ranges of both", () => {
    const site = siteWith({ ...ipv4Alone, one: detour("172.0.0.0/8"), other: detour("162.158.0.0/16") });
    const row = reach(graphOf(site, mode), { edgeRanges }).rows.find(({ visitor }) => visitor.scheme === "https");
    expect(row?.ranges.toSorted()).toEqual(["162.158.0.0/15", "172.64.0.0/13"]);
  });
});
